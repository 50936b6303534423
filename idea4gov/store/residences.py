"""Where people say that they live, and when they were born: asked by rounds that limit who may vote."""

from datetime import datetime

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from idea4gov.domain.ballots.eligibility import Residence as Declared
from idea4gov.store.base import table
from idea4gov.store.models import BudgetRound, Residence, VoterRoll
from idea4gov.store.records import find_record, select_into
from idea4gov.store.upsert import insert_into

_residence = table(Residence).c
# Made once: every ballot reads it.
_RESIDENCE = select_into(Declared, _residence).where(_residence.person_id == bindparam("person"))


def find_residence(db: Session, person_id: int) -> Declared | None:
    """What a person declared, or None."""
    return find_record(db, _RESIDENCE, {"person": person_id})


def save_residence(db: Session, person_id: int, declared: Declared, *, now: datetime) -> None:
    """Store what a person declared; it replaces an earlier declaration."""
    values = {
        "province_code": declared.province_code,
        "local_government_code": declared.local_government_code,
        "subdistrict_code": declared.subdistrict_code,
        "birth_year": declared.birth_year,
        "declared_at": now,
        "source": declared.source,
    }
    db.execute(
        insert_into(db, Residence)
        .values(person_id=person_id, **values)
        .on_conflict_do_update(index_elements=["person_id"], set_=values)
    )


def delete_residence(db: Session, person_id: int) -> None:
    """Forget what a person declared."""
    db.execute(delete(Residence).where(Residence.person_id == person_id))


def votes_elsewhere(db: Session, person_id: int, declared: Declared) -> bool:
    """Whether the person is on the roll of a round of another place, whose ballots are not sealed yet."""
    query = (
        select(VoterRoll.id)
        .join(BudgetRound, BudgetRound.board_id == VoterRoll.round_id)
        .where(
            VoterRoll.person_id == person_id,
            BudgetRound.phase.in_(("preview", "voting")),
            BudgetRound.local_government_code.is_distinct_from(declared.local_government_code),
        )
        .limit(1)
    )
    return db.scalar(query) is not None
