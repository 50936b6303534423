"""Deleting what has been kept long enough, some rows at a time: the oldest have the lowest numbers."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, delete, exists, func, select
from sqlalchemy.orm import Session

from idea4gov.store.base import rowcount, table
from idea4gov.store.models import (
    Account,
    AccountLink,
    ApiToken,
    Consent,
    Notice,
    Person,
    Residence,
    RoleGrant,
)
from idea4gov.store.records import find_record, select_into

AT_ONCE = 1_000

_NOTICES, _LINKS, _TOKENS = table(Notice), table(AccountLink), table(ApiToken)
_account, _grant = table(Account).c, table(RoleGrant).c
_UNCONFIRMED = (
    _account.email_confirmed_at.is_(None),
    _account.erased_at.is_(None),
    ~exists().where(_grant.account_id == _account.id),
)
_TOKEN_END = func.coalesce(_TOKENS.c.revoked_at, _TOKENS.c.expires_at, type_=_TOKENS.c.expires_at.type)


class Unconfirmed(NamedTuple):
    """An account whose address nobody confirmed, and which has no role."""

    id: int
    person_id: int
    email: str


def delete_notices(db: Session, given_before: datetime) -> int:
    """Delete at most AT_ONCE notices. Returns how many."""
    return _delete_oldest(db, _NOTICES, _NOTICES.c.at < given_before)


def delete_links(db: Session, expired_before: datetime) -> int:
    """Delete at most AT_ONCE links of mails. Returns how many."""
    return _delete_oldest(db, _LINKS, _LINKS.c.expires_at < expired_before)


def delete_tokens(db: Session, ended_before: datetime) -> int:
    """Delete API tokens that were revoked or expired before a moment. Returns how many."""
    return rowcount(db.execute(delete(_TOKENS).where(ended_before > _TOKEN_END)))


def list_unconfirmed(db: Session, *, made_before: datetime, after_id: int) -> list[int]:
    """At most AT_ONCE accounts without a role whose address nobody confirmed, in the order of their ids."""
    query = select(_account.id).where(
        *_UNCONFIRMED, _account.created_at < made_before, _account.id > after_id
    )
    return list(db.scalars(query.order_by(_account.id).limit(AT_ONCE)))


def lock_unconfirmed(db: Session, account_id: int) -> Unconfirmed | None:
    """Lock an account until the transaction ends; None if it was confirmed or got a role meanwhile."""
    query = select_into(Unconfirmed, _account).where(_account.id == account_id, *_UNCONFIRMED)
    return find_record(db, query.with_for_update())


def delete_unconfirmed(db: Session, account: Unconfirmed) -> None:
    """Delete a locked account with its person. Raises IntegrityError where something refers to it."""
    db.execute(delete(Account).where(Account.id == account.id))
    db.execute(delete(Residence).where(Residence.person_id == account.person_id))
    db.execute(delete(Consent).where(Consent.person_id == account.person_id))
    db.execute(delete(Person).where(Person.id == account.person_id))


def _delete_oldest(db: Session, rows: Table, is_old: ColumnElement[bool]) -> int:
    """Look at the AT_ONCE rows with the lowest ids, and delete those that are old."""
    first = select(rows.c.id).order_by(rows.c.id).limit(AT_ONCE).with_for_update(skip_locked=True)
    # Not in one statement: PostgreSQL may read a subquery again for each row, past those that are deleted.
    ids = list(db.scalars(first))
    return rowcount(db.execute(delete(rows).where(rows.c.id.in_(ids), is_old)))
