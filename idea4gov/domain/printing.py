"""Text for a terminal: untrusted lines, and tables."""

from collections.abc import Iterator, Sequence


def printable(line: str) -> str:
    """The line with control codes escaped, so that an untrusted file cannot send them to a terminal."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line)


def table(rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()) -> Iterator[str]:
    """Format rows of cells as lines of aligned columns.

    rows: the first is the heading. right: indexes of columns that are aligned to the right.
    """
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
