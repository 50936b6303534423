"""From where voters on the web voted first, until the round is final."""

from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from idea4gov.domain.rounds.hints import Hint
from idea4gov.store.base import table
from idea4gov.store.models import Account, RollHint, VoterRoll
from idea4gov.store.records import list_records, select_into
from idea4gov.store.upsert import insert_or_nothing

MOST_HINTS = 200_000


def add_hint(
    db: Session, round_id: int, person_id: int, *, device: str | None, network: str | None, minute: datetime
) -> bool:
    """Note from where a person on the roll voted, unless that is known. Returns whether it was noted."""
    return insert_or_nothing(
        db, RollHint, round_id=round_id, person_id=person_id, device=device, network=network, minute=minute
    )


def list_hints(db: Session, round_id: int, *, limit: int = MOST_HINTS) -> list[Hint]:
    """The hints of a round in the order of the roll, with name and address of each person's first account."""
    other, hint, roll = aliased(Account), table(RollHint).c, table(VoterRoll).c
    first = select(func.min(other.id)).where(other.person_id == hint.person_id, other.erased_at.is_(None))
    query = (
        select_into(
            Hint,
            hint,
            line=roll.id,
            name=func.coalesce(Account.display_name, ""),
            email=func.coalesce(Account.email, ""),
        )
        .select_from(table(RollHint))
        .join(table(VoterRoll), and_(roll.round_id == hint.round_id, roll.person_id == hint.person_id))
        .outerjoin(Account, Account.id == first.correlate(table(RollHint)).scalar_subquery())
        .where(hint.round_id == round_id)
        .order_by(roll.id)
        .limit(limit)
    )
    return list_records(db, query)
