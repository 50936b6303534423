"""Lines for a terminal: what strangers wrote, and tables."""

from collections.abc import Iterator, Sequence


def printable(line: str) -> str:
    """The line without control codes, which a stranger's file must not send to a terminal."""
    return "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line)


def table(rows: Sequence[Sequence[str]], *, right: frozenset[int] = frozenset()) -> Iterator[str]:
    """Rows of cells, the first of them the heading, as even columns. right: the columns of numbers."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            cell.rjust(width) if column in right else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
