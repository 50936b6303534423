"""Papers from the ballot box: the serial number is unique in a round, and two officials enter each."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.ballots.checking import Line
from idea4gov.domain.rounds.paper_ballots import PaperBallotState, VoidKind
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import Account, PaperBallot, PaperBallotLine
from idea4gov.store.records import list_records, select_into
from idea4gov.store.upsert import insert_or_nothing

PAPER_BALLOTS_PAGE = 50


class PaperBallotCard(NamedTuple):
    """A paper in the list. first_by, second_by: names of officials."""

    id: int
    serial: int
    state: PaperBallotState
    first_by: str
    second_by: str | None
    void_kind: VoidKind | None
    void_reason: str | None


class Entered(NamedTuple):
    """A paper with what was entered. entries: {1 or 2: lines by position}."""

    id: int
    serial: int
    state: PaperBallotState
    first_by_id: int
    second_by_id: int | None
    counted_entry: int | None
    void_kind: VoidKind | None
    void_reason: str | None
    entries: dict[int, tuple[Line, ...]]


def add_paper_ballot(db: Session, round_id: int, serial: int, *, official_id: int, now: datetime) -> bool:
    """A paper whose first entry is this official's. Returns False when the serial number is there already."""
    return insert_or_nothing(
        db,
        PaperBallot,
        round_id=round_id,
        serial=serial,
        state="once",
        first_by_id=official_id,
        first_at=now,
    )


def find_paper_ballot(db: Session, round_id: int, serial: int, *, lock: bool = False) -> Entered | None:
    """A paper by its serial number, or None. lock: nobody else changes it until the commit."""
    query = select(
        PaperBallot.id,
        PaperBallot.serial,
        PaperBallot.state,
        PaperBallot.first_by_id,
        PaperBallot.second_by_id,
        PaperBallot.counted_entry,
        PaperBallot.void_kind,
        PaperBallot.void_reason,
    ).where(PaperBallot.round_id == round_id, PaperBallot.serial == serial)
    row = db.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        return None
    entered = db.execute(
        select(
            PaperBallotLine.entry,
            PaperBallotLine.project_id,
            PaperBallotLine.position,
            PaperBallotLine.points,
        )
        .where(PaperBallotLine.paper_ballot_id == row.id)
        .order_by(PaperBallotLine.entry, PaperBallotLine.position)
    )
    entries: dict[int, tuple[Line, ...]] = {1: (), 2: ()}
    for line in entered:
        entries[line.entry] += (Line(line.project_id, line.position, line.points),)
    return Entered(**row._mapping, entries=entries)


def add_entry(db: Session, round_id: int, paper_id: int, entry: int, lines: Sequence[Line]) -> None:
    """What one official read on a paper. entry: 1 or 2."""
    rows = [
        {"paper_ballot_id": paper_id, "entry": entry, "round_id": round_id, **line._asdict()}
        for line in lines
    ]
    db.execute(insert(table(PaperBallotLine)), rows)


def move_paper_ballot(
    db: Session, paper_id: int, *, before: Sequence[PaperBallotState], **values: Any
) -> bool:
    """Change a paper that is in one of the states `before`. Returns False when it is not."""
    moved = db.execute(
        update(PaperBallot).where(PaperBallot.id == paper_id, PaperBallot.state.in_(before)).values(**values)
    )
    return rowcount(moved) == 1


def list_paper_ballots(
    db: Session, round_id: int, *, after: int = 0, limit: int = PAPER_BALLOTS_PAGE
) -> list[PaperBallotCard]:
    """Papers by serial number, those above `after`."""
    first, second = table(Account).alias("first"), table(Account).alias("second")
    query = (
        select_into(
            PaperBallotCard,
            id=PaperBallot.id,
            serial=PaperBallot.serial,
            state=PaperBallot.state,
            first_by=first.c.display_name,
            second_by=second.c.display_name,
            void_kind=PaperBallot.void_kind,
            void_reason=PaperBallot.void_reason,
        )
        .join(first, first.c.id == PaperBallot.first_by_id)
        .outerjoin(second, second.c.id == PaperBallot.second_by_id)
        .where(PaperBallot.round_id == round_id, PaperBallot.serial > after)
        .order_by(PaperBallot.serial)
        .limit(limit)
    )
    return list_records(db, query)


def count_paper_ballots(db: Session, round_id: int) -> dict[str, int]:
    """{state: papers}. "surplus": how many of the void ones belong to nobody on the roll."""
    rows = db.execute(
        select(PaperBallot.state, PaperBallot.void_kind, func.count())
        .where(PaperBallot.round_id == round_id)
        .group_by(PaperBallot.state, PaperBallot.void_kind)
    )
    counts = {"once": 0, "differs": 0, "agreed": 0, "void": 0, "surplus": 0}
    for state, void_kind, number in rows:
        counts[state] += number
        counts["surplus"] += number if void_kind == "surplus" else 0
    return counts
