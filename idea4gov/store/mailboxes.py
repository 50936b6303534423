"""Mailboxes of erased accounts: who registers one again is the person who had it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from idea4gov.store.base import table
from idea4gov.store.models import Account, ErasedMailbox, Person
from idea4gov.store.upsert import insert_or_nothing

_erased = table(ErasedMailbox).c


def keep_mailbox(db: Session, digest: str, person_id: int, *, now: datetime) -> None:
    """Keep whose mailbox an account had that is being erased. digest: keyed, 64 hex digits."""
    insert_or_nothing(db, ErasedMailbox, digest=digest, person_id=person_id, erased_at=now)


def find_former(db: Session, digests: Sequence[str]) -> int | None:
    """The person whose erased account had a mailbox. digests: of it, by every key that is held."""
    query = select(_erased.person_id).where(_erased.digest.in_(digests))
    return db.scalar(query.order_by(_erased.erased_at.desc()).limit(1))


def give_back(db: Session, account_id: int, person_id: int) -> None:
    """Give an account that was never used to the person who had its mailbox before."""
    own = db.scalar(select(Account.person_id).where(Account.id == account_id))
    if own != person_id:
        db.execute(update(Account).where(Account.id == account_id).values(person_id=person_id))
        db.execute(delete(Person).where(Person.id == own))
    db.execute(delete(ErasedMailbox).where(_erased.person_id == person_id))
