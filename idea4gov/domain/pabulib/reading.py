"""Reading `.pb` files: META and PROJECTS at once, then ballots one at a time, in bounded memory."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from idea4gov.domain.errors import N_
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.pabulib.amounts import exact_number, unit_of
from idea4gov.domain.pabulib.ballots import read_ballots
from idea4gov.domain.pabulib.document import (
    CastBallot,
    Document,
    Head,
    budget_of,
    default_score_of,
    election_from,
    vote_type_of,
)
from idea4gov.domain.pabulib.errors import BadPabulib
from idea4gov.domain.pabulib.rows import Rows
from idea4gov.domain.pabulib.table import fit, is_marker, read_columns, until
from idea4gov.domain.tally.election import WITH_POINTS, Election, Exact, Project

_VOTE_COLUMNS = {False: ("voter_id", "vote"), True: ("voter_id", "vote", "points")}
_SELECTED = {"", "0", "1", "2", "3"}


def read_document(lines: Iterable[str]) -> Document:
    """Read a whole file into memory. lines: with their line ends. Raises BadPabulib."""
    head, ballots = read_head(lines)
    return Document(head, tuple(ballots))


def read_election(lines: Iterable[str]) -> Election:
    """Read an election, keeping each different ballot once.

    lines: with their line ends. Raises BadPabulib.
    """
    head, ballots = read_head(lines)
    return election_from(head, ((cast.ballot, 1) for cast in ballots))


def read_head(lines: Iterable[str]) -> tuple[Head, Iterator[CastBallot]]:
    """Read META and PROJECTS. Returns them and an iterator that reads the ballots one at a time.

    lines: with their line ends, as from `decoded_lines`. LF and CRLF, a byte order mark, blank lines, rows
    padded with empty cells, and capitals in the names of keys and columns are accepted. The function and the
    iterator raise BadPabulib. The iterator compares the number of ballots with `num_votes` of META at its
    end, so a truncated file is only detected there.
    """
    rows = Rows(lines)
    meta, places = _read_meta(rows)
    budget_of(meta, places.get("budget", 1))
    vote_type = vote_type_of(meta, places.get("vote_type", 1))
    default_score_of(meta, places.get("default_score", 1))
    project_columns = read_columns(rows, "PROJECTS", ("project_id", "cost"))
    priced = list(_read_projects(rows, project_columns))
    unit = unit_of(cost for _, cost in priced)
    projects = tuple(replace(project, cost=int(cost * unit)) for project, cost in priced)
    _check_count(meta, places, "num_projects", len(projects))
    vote_columns = read_columns(rows, "VOTES", _VOTE_COLUMNS[vote_type in WITH_POINTS])
    ballots = read_ballots(rows, vote_columns, vote_type, {project.id for project in projects})
    return Head(meta, projects, project_columns, vote_columns, unit), _counted(ballots, meta, places)


def _read_meta(rows: Rows) -> tuple[dict[str, str], dict[str, int]]:
    line, row = next(rows, (1, []))
    if not row:
        raise BadPabulib(line, N_("The file is empty."))
    if not is_marker(row, "META"):
        raise BadPabulib(line, N_("The file does not begin with the section META."))
    read_columns(rows, "META", ("key", "value"))
    meta: dict[str, str] = {}
    places: dict[str, int] = {}
    for line, row in until(rows, "PROJECTS"):
        key, value = fit(row, 2, line)
        key = key.strip().lower()
        if not key or key in meta:
            raise BadPabulib(line, N_("The META key “%(key)s” is empty or stands twice."), key=key)
        meta[key], places[key] = value, line
    return meta, places


def _read_projects(rows: Rows, columns: tuple[str, ...]) -> Iterator[tuple[Project, Exact]]:
    """Each project, still without its cost, and the cost in units of the currency."""
    seen: set[str] = set()
    for line, row in until(rows, "VOTES"):
        cells = dict(zip(columns, fit(row, len(columns), line), strict=True))
        project_id = cells.pop("project_id").strip()
        if not project_id or "," in project_id:
            raise BadPabulib(line, N_("The project id “%(id)s” is empty or holds a comma."), id=project_id)
        if project_id in seen:
            raise BadPabulib(line, N_("The project “%(id)s” stands twice."), id=project_id)
        seen.add(project_id)
        cost = _cost(cells.pop("cost"), line)
        yield Project(project_id, 0, _checked(cells, line)), cost


def _cost(text: str, line: int) -> Exact:
    cost = exact_number(text)
    if cost is None:
        raise BadPabulib(line, N_("The cost “%(text)s” is not a number from 0 to 10^15."), text=text)
    return cost


def _checked(cells: dict[str, str], line: int) -> dict[str, str]:
    selected = cells.get("selected", "")
    if selected.strip() not in _SELECTED:
        raise BadPabulib(line, N_("The value “%(text)s” of selected is not 0, 1, 2 or 3."), text=selected)
    return cells


def _check_count(meta: Mapping[str, str], places: Mapping[str, int], key: str, found: int) -> None:
    stated = meta.get(key, "").strip()
    if stated and whole_number(stated) != found:
        raise BadPabulib(
            places[key],
            N_("META states %(key)s “%(stated)s”, the file has %(found)s."),
            key=key,
            stated=stated,
            found=found,
        )


def _counted(
    ballots: Iterator[CastBallot], meta: Mapping[str, str], places: Mapping[str, int]
) -> Iterator[CastBallot]:
    found = 0
    for found, cast in enumerate(ballots, 1):  # noqa: B007 - the last number is used below
        yield cast
    _check_count(meta, places, "num_votes", found)
