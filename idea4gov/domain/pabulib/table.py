"""The sections of a `.pb` file: their first lines, their columns, and the number of cells in a row."""

from collections.abc import Iterator

from idea4gov.domain.errors import N_
from idea4gov.domain.pabulib.errors import BadPabulib
from idea4gov.domain.pabulib.rows import Rows

MOST_COLUMNS = 300
"""Of a section: each is kept for each project. Real files have up to 40."""
_SECTIONS = ("META", "PROJECTS", "VOTES")


def is_marker(row: list[str], section: str) -> bool:
    """Whether a row is the first line of a section. section: its name, in capitals."""
    return row[0].strip().upper() == section and not any(row[1:])


def until(rows: Rows, section: str) -> Iterator[tuple[int, list[str]]]:
    """The rows before the first line of the next section. Raises BadPabulib if the section is missing."""
    for line, row in rows:
        if is_marker(row, section):
            return
        yield line, row
    raise BadPabulib(rows.line, N_("The section %(section)s is missing."), section=section)


def read_columns(rows: Rows, section: str, first: tuple[str, ...]) -> tuple[str, ...]:
    """Read the column names of a section. Raises BadPabulib.

    first: required columns. The first of them must be the first column; the others may stand anywhere.
    """
    _, row = next(rows, (rows.line, []))
    columns = tuple(name.strip().lower() for name in _trimmed(row))
    if not columns or columns[0] != first[0] or not set(first) <= set(columns):
        raise BadPabulib(
            rows.line,
            N_("The columns of %(section)s must begin with %(first)s and have %(all)s."),
            section=section,
            first=first[0],
            all=", ".join(first),
        )
    if len(columns) > MOST_COLUMNS:
        raise BadPabulib(
            rows.line,
            N_("%(section)s has %(found)s columns; %(most)s are the most."),
            section=section,
            found=len(columns),
            most=MOST_COLUMNS,
        )
    if "" in columns or len(set(columns)) < len(columns):
        raise BadPabulib(
            rows.line, N_("A column of %(section)s has no name, or one stands twice."), section=section
        )
    return columns


def fit(row: list[str], width: int, line: int) -> list[str]:
    """The row without the empty cells that pad it. Raises BadPabulib unless it has `width` cells then."""
    if len(row) == width:
        return row
    cut = row[:width] if not any(row[width:]) else row
    if len(cut) == width:
        return cut
    for section in _SECTIONS:
        if is_marker(row, section):
            raise BadPabulib(
                line, N_("The section %(section)s stands where it does not belong."), section=section
            )
    raise BadPabulib(
        line,
        N_("The row has %(cells)s cells, its section has %(width)s columns."),
        cells=len(row),
        width=width,
    )


def _trimmed(row: list[str]) -> list[str]:
    end = len(row)
    while end and not row[end - 1].strip():
        end -= 1
    return row[:end]
