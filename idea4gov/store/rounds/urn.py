"""The sealed ballots of a round, streamed in the order of the file; memory holds one chunk of them."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from idea4gov.domain.pabulib.document import CastBallot
from idea4gov.domain.tally.election import Ballot
from idea4gov.domain.tally.groups import BallotGroups
from idea4gov.store.models import BudgetProject, UrnBallot, UrnBallotLine

CHUNK = 5_000
_Line = tuple[int, int, int | None]


def count_urn(db: Session, round_id: int) -> int:
    """Number of ballots in the urn."""
    query = select(func.count()).select_from(UrnBallot).where(UrnBallot.round_id == round_id)
    return db.scalar(query) or 0


def read_urn(db: Session, round_id: int) -> Iterator[CastBallot]:
    """Every ballot with its label and attributes, by number. Call it inside snapshot()."""
    codes = _codes(db, round_id)
    for start, end in _ranges(db, round_id):
        marks = {number: list(lines) for number, lines in _grouped(db, round_id, start, end)}
        ballots = (
            select(UrnBallot.number, UrnBallot.label, UrnBallot.attributes)
            .where(UrnBallot.round_id == round_id, UrnBallot.number.between(start, end))
            .order_by(UrnBallot.number)
        )
        for number, label, attributes in db.execute(ballots):
            yield CastBallot(label, _ballot(marks.get(number, ()), codes), attributes or {})


def count_groups(db: Session, round_id: int) -> BallotGroups:
    """The ballots with how many were cast of each, blank ones too. Call it inside snapshot()."""
    codes = _codes(db, round_id)
    groups = BallotGroups()
    for start, end in _ranges(db, round_id):
        for _, lines in _grouped(db, round_id, start, end):
            groups.add(_ballot(list(lines), codes))
    blank = count_urn(db, round_id) - groups.total
    if blank:
        groups.add(Ballot(()), blank)
    return groups


def _ranges(db: Session, round_id: int) -> Iterator[tuple[int, int]]:
    last = db.scalar(select(func.max(UrnBallot.number)).where(UrnBallot.round_id == round_id)) or 0
    return ((start, start + CHUNK - 1) for start in range(1, last + 1, CHUNK))


def _grouped(db: Session, round_id: int, start: int, end: int) -> Iterator[tuple[int, Iterator[_Line]]]:
    """(number of a ballot, its lines in order) of the ballots in a range that are not blank."""
    lines = (
        select(UrnBallotLine.ballot_number, UrnBallotLine.project_id, UrnBallotLine.points)
        .where(UrnBallotLine.round_id == round_id, UrnBallotLine.ballot_number.between(start, end))
        .order_by(UrnBallotLine.ballot_number, UrnBallotLine.position)
    )
    return groupby(db.execute(lines), key=itemgetter(0))


def _codes(db: Session, round_id: int) -> dict[int, str]:
    query = select(BudgetProject.id, BudgetProject.code).where(BudgetProject.round_id == round_id)
    return {row.id: row.code for row in db.execute(query)}


def _ballot(lines: Sequence[_Line], codes: Mapping[int, str]) -> Ballot:
    choices = tuple([codes[project_id] for _, project_id, _ in lines])
    return Ballot(choices, tuple([points for *_, points in lines if points is not None]))
