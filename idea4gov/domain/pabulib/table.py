"""The sections of a `.pb` file: where one begins, which columns it has, how wide its rows are."""

from collections.abc import Iterator

from idea4gov.domain.errors import N_
from idea4gov.domain.pabulib.errors import BadPabulib
from idea4gov.domain.pabulib.rows import Rows

_SECTIONS = ("META", "PROJECTS", "VOTES")


def is_marker(row: list[str], section: str) -> bool:
    """Whether a row is the line that opens a section."""
    return row[0].strip().upper() == section and not any(row[1:])


def until(rows: Rows, section: str) -> Iterator[tuple[int, list[str]]]:
    """Rows up to the line that opens the next section. Raises BadPabulib when it never comes."""
    for line, row in rows:
        if is_marker(row, section):
            return
        yield line, row
    raise BadPabulib(rows.line, N_("The section %(section)s is missing."), section=section)


def read_columns(rows: Rows, section: str, first: tuple[str, ...]) -> tuple[str, ...]:
    """The column names of a section, which must be there once each. Raises BadPabulib.

    first: the name of the first column, then of others that may stand anywhere.
    """
    _, row = next(rows, (rows.line, []))
    columns = tuple(name.strip() for name in _trimmed(row))
    if not columns or columns[0] != first[0] or not set(first) <= set(columns):
        raise BadPabulib(
            rows.line,
            N_("The columns of %(section)s must begin with %(first)s and have %(all)s."),
            section=section,
            first=first[0],
            all=", ".join(first),
        )
    if "" in columns or len(set(columns)) < len(columns):
        raise BadPabulib(
            rows.line, N_("A column of %(section)s has no name, or one stands twice."), section=section
        )
    return columns


def fit(row: list[str], width: int, line: int) -> list[str]:
    """The row without the empty cells that pad it. Raises BadPabulib when it is not `width` cells wide."""
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
    while row and not row[-1].strip():
        row = row[:-1]
    return row
