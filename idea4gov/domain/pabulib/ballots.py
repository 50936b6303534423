"""Reading the rows of the VOTES section."""

from collections.abc import Iterator, Mapping, Set
from hashlib import blake2b

from idea4gov.domain.errors import N_
from idea4gov.domain.pabulib.amounts import exact_number
from idea4gov.domain.pabulib.document import CastBallot
from idea4gov.domain.pabulib.errors import BadPabulib
from idea4gov.domain.pabulib.rows import Rows
from idea4gov.domain.pabulib.table import fit
from idea4gov.domain.tally.election import WITH_POINTS, Ballot, Exact, VoteType

_REMEMBERED = 10_000
_Known = dict[tuple[str, str], Ballot]


def read_ballots(
    rows: Rows, columns: tuple[str, ...], vote_type: VoteType, projects: Set[str]
) -> Iterator[CastBallot]:
    """Read ballots one at a time.

    columns: of the VOTES section; `points` is among them if they have points. projects: ids that a
    ballot may name. Raises BadPabulib.
    """
    pointed = vote_type in WITH_POINTS
    # Of a million ids their digests take half the memory.
    voters: set[bytes] = set()
    known: _Known = {}
    own = {project_id: project_id for project_id in projects}
    for line, row in rows:
        cells = dict(zip(columns, fit(row, len(columns), line), strict=True))
        voter_id = cells.pop("voter_id").strip()
        voter = blake2b(voter_id.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if not voter_id or voter in voters:
            raise BadPabulib(line, N_("The voter id “%(id)s” is empty or stands twice."), id=voter_id)
        voters.add(voter)
        texts = cells.pop("vote"), cells.pop("points") if pointed else ""
        ballot = known.get(texts)
        if ballot is None:
            ballot = _ballot(*texts, vote_type, own, line)
            _remember(known, texts, ballot)
        yield CastBallot(voter_id, ballot, cells)


def _remember(known: _Known, texts: tuple[str, str], ballot: Ballot) -> None:
    # equal ballots share one object, which saves time and memory; ballots all different must not fill it
    if len(known) >= _REMEMBERED:
        known.clear()
    known[texts] = ballot


def _ballot(vote: str, points: str, vote_type: VoteType, own: Mapping[str, str], line: int) -> Ballot:
    try:
        # The ids of the projects themselves: copies would take thirty times as much memory.
        choices = tuple(own[project_id] for project_id in _split(vote))
    except KeyError as error:
        reason = N_("The ballot names “%(id)s”, which is no project.")
        raise BadPabulib(line, reason, id=error.args[0]) from error
    if vote_type is VoteType.CHOOSE_1 and len(set(choices)) > 1:
        raise BadPabulib(line, N_("The ballot names more than one project, where one may be chosen."))
    if vote_type not in WITH_POINTS:
        return Ballot(choices)
    signed = vote_type is VoteType.SCORING
    weights = tuple(_points(text, line, signed=signed) for text in _split(points))
    if len(weights) != len(choices):
        raise BadPabulib(
            line,
            N_("The ballot names %(named)s projects and gives %(given)s points to them."),
            named=len(choices),
            given=len(weights),
        )
    return Ballot(choices, weights)


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",")) if text.strip() else ()


def _points(text: str, line: int, *, signed: bool) -> Exact:
    points = exact_number(text, signed=signed)
    if points is None:
        raise BadPabulib(line, N_("The points “%(text)s” are not a number from 0 to 10^15."), text=text)
    return points
