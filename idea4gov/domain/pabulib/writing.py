"""Writing `.pb` files in one canonical form."""

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction

from idea4gov.domain.pabulib.amounts import decimal_text
from idea4gov.domain.pabulib.document import CastBallot, Document, Head
from idea4gov.domain.tally.election import Project

_NEEDS_QUOTES = re.compile(r'[;"\n]')


def write_lines(head: Head, ballots: Iterable[CastBallot]) -> Iterator[str]:
    """The lines of a file, with their line ends, in the canonical form.

    That is: line feeds; META and columns in the given order; no zeros at the end of the decimals of costs and
    points; quotes only where a cell needs them; to be encoded as UTF-8. An attribute without a column is left
    out, and a column without an attribute is empty. Reading the lines gives the same content again, and
    writing that gives the same lines.
    """
    yield from write_head(head)
    yield from write_ballots(head.vote_columns, ballots)


def write_head(head: Head) -> Iterator[str]:
    """The lines of write_lines before the first ballot."""
    yield "META\n"
    yield "key;value\n"
    yield from (_line((key, value)) for key, value in head.meta.items())
    yield "PROJECTS\n"
    yield _line(head.project_columns)
    yield from (_line(_project_cells(project, head)) for project in head.projects)
    yield "VOTES\n"
    yield _line(head.vote_columns)


def write_ballots(vote_columns: Sequence[str], ballots: Iterable[CastBallot]) -> Iterator[str]:
    """The lines of write_lines from the first ballot on."""
    return (_line(_ballot_cells(cast, vote_columns)) for cast in ballots)


def write_document(document: Document) -> Iterator[str]:
    """As write_lines, for a whole file in memory."""
    return write_lines(document.head, document.ballots)


def _project_cells(project: Project, head: Head) -> list[str]:
    cost = decimal_text(Fraction(project.cost, head.unit))
    cells = {**project.attributes, "project_id": project.id, "cost": cost}
    return [cells.get(column, "") for column in head.project_columns]


def _ballot_cells(cast: CastBallot, columns: Sequence[str]) -> list[str]:
    cells = {**cast.attributes, "voter_id": cast.voter_id, "vote": ",".join(cast.ballot.choices)}
    if cast.ballot.points:
        cells["points"] = ",".join(map(decimal_text, cast.ballot.points))
    return [cells.get(column, "") for column in columns]


def _line(cells: Iterable[str]) -> str:
    return ";".join(map(_cell, cells)) + "\n"


def _cell(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if _NEEDS_QUOTES.search(text):
        return '"' + text.replace('"', '""') + '"'
    return text
