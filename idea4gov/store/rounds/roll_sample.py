"""The sample of a roll: drawn once, its lines looked up by two people each."""

from collections.abc import Collection, Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session, aliased

from idea4gov.domain.ballots.eligibility import ResidenceSource
from idea4gov.domain.identity.doors import Door
from idea4gov.domain.rounds.roll_sample import SampleOutcome
from idea4gov.domain.rounds.voting import Channel
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import (
    Account,
    LocalGovernment,
    Residence,
    RollSample,
    RollSampleLine,
    Subdistrict,
    VoterRoll,
)
from idea4gov.store.records import find_record, list_records, select_into
from idea4gov.store.upsert import insert_or_nothing

_LINES = table(RollSampleLine)
_line, _roll = _LINES.c, table(VoterRoll).c
CHUNK = 20_000


class Sample(NamedTuple):
    """A sample as it was drawn."""

    size: int
    lines: int
    seed: str
    drawn_at: datetime


class LookedUp(NamedTuple):
    """A line of the sample. is_confirmed: whether two people say so."""

    position: int
    line_id: int
    outcome: SampleOutcome | None
    recorded_by_id: int | None
    is_confirmed: bool


class VoterToLookUp(NamedTuple):
    """What is known of the voter of a line, to find them in the house register: never how they voted.

    name: of their account; None for a nameless voter on paper. The places and birth_year (A.D.): by source;
    None where nothing is known any more.
    """

    line_id: int
    channel: Channel
    door: Door
    village: int | None
    name: str | None
    local_government_name_th: str | None
    subdistrict_name_th: str | None
    birth_year: int | None
    source: ResidenceSource | None


def find_sample(db: Session, round_id: int) -> Sample | None:
    """The sample of a round, or None."""
    return find_record(db, select_into(Sample, table(RollSample).c).where(RollSample.round_id == round_id))


def add_sample(
    db: Session,
    round_id: int,
    *,
    seed: str,
    lines: int,
    line_ids: dict[int, int],
    drawn_by_id: int | None,
    now: datetime,
) -> bool:
    """Add a sample with its lines. line_ids: {position: line}. Returns False where the round has one."""
    if not insert_or_nothing(
        db,
        RollSample,
        round_id=round_id,
        size=len(line_ids),
        lines=lines,
        seed=seed,
        drawn_by_id=drawn_by_id,
        drawn_at=now,
    ):
        return False
    rows = [
        {"round_id": round_id, "position": position, "line_id": line} for position, line in line_ids.items()
    ]
    db.execute(insert(_LINES), rows)
    return True


def count_lines(db: Session, round_id: int) -> int:
    """How many lines the roll has."""
    return db.scalar(select(func.count()).where(_roll.round_id == round_id)) or 0


def lines_at(db: Session, round_id: int, positions: Collection[int]) -> dict[int, int]:
    """{position: id} of lines of the roll. positions: from 1, in the order of the ids."""
    wanted, found = set(positions), dict[int, int]()
    for position, line_id in enumerate(_line_ids(db, round_id), 1):
        if position in wanted:
            found[position] = line_id
            if len(found) == len(wanted):
                break
    return found


def _line_ids(db: Session, round_id: int) -> Iterator[int]:
    after = 0
    query = select(_roll.id).where(_roll.round_id == round_id).order_by(_roll.id).limit(CHUNK)
    while ids := db.scalars(query.where(_roll.id > after)).all():
        yield from ids
        after = ids[-1]


def list_lines(db: Session, round_id: int) -> list[LookedUp]:
    """The lines of the sample by position."""
    confirmed = _line.confirmed_by_id.is_not(None)
    query = select_into(LookedUp, _line, is_confirmed=confirmed).where(_line.round_id == round_id)
    return list_records(db, query.order_by(_line.position))


def list_voters(db: Session, round_id: int) -> list[VoterToLookUp]:
    """The voters of the lines of the sample, by position."""
    other = aliased(Account)
    newest = (
        select(func.max(other.id)).where(other.person_id == VoterRoll.person_id).correlate(VoterRoll)
    ).scalar_subquery()
    query = (
        select_into(
            VoterToLookUp,
            line_id=VoterRoll.id,
            channel=VoterRoll.channel,
            door=VoterRoll.door,
            village=VoterRoll.village,
            name=Account.display_name,
            local_government_name_th=LocalGovernment.name_th,
            subdistrict_name_th=Subdistrict.name_th,
            birth_year=Residence.birth_year,
            source=Residence.source,
        )
        .join(RollSampleLine, RollSampleLine.line_id == VoterRoll.id)
        .outerjoin(Account, Account.id == newest)
        .outerjoin(Residence, Residence.person_id == VoterRoll.person_id)
        .outerjoin(LocalGovernment, LocalGovernment.code == Residence.local_government_code)
        .outerjoin(Subdistrict, Subdistrict.code == Residence.subdistrict_code)
        .where(RollSampleLine.round_id == round_id)
        .order_by(RollSampleLine.position)
    )
    return list_records(db, query)


def lock_line(db: Session, round_id: int, position: int) -> LookedUp | None:
    """A line of the sample, which nobody else changes until the commit; None if there is none."""
    confirmed = _line.confirmed_by_id.is_not(None)
    query = select_into(LookedUp, _line, is_confirmed=confirmed)
    whose = (_line.round_id == round_id, _line.position == position)
    return find_record(db, query.where(*whose).with_for_update())


def recorder_and_voter(db: Session, line: LookedUp) -> tuple[int | None, int | None]:
    """The persons who recorded what stands at a line, and who stand at it; None where there is none."""
    recorder = select(Account.person_id).where(Account.id == line.recorded_by_id)
    return db.scalar(recorder), db.scalar(select(VoterRoll.person_id).where(VoterRoll.id == line.line_id))


def record_outcome(
    db: Session, round_id: int, position: int, outcome: SampleOutcome, *, recorded_by_id: int
) -> None:
    """Store what one person found, in the place of what was recorded before."""
    _change(db, round_id, position, outcome=outcome, recorded_by_id=recorded_by_id)


def confirm_outcome(
    db: Session, round_id: int, position: int, *, confirmed_by_id: int, now: datetime
) -> None:
    """Store that a second person found the same."""
    _change(db, round_id, position, confirmed_by_id=confirmed_by_id, confirmed_at=now)


def _change(db: Session, round_id: int, position: int, **values: object) -> None:
    whose = (_line.round_id == round_id, _line.position == position)
    assert rowcount(db.execute(update(_LINES).where(*whose).values(**values))) == 1
