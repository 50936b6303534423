"""Reads and writes of people: accounts and their persons. Grants are in grants.py, links in links.py."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import ColumnElement, bindparam, delete, exists, insert, or_, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.mailboxes import mailbox_of
from idea4gov.domain.permissions import Grant, Viewer
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import (
    Account,
    Notice,
    Person,
    Province,
    RoleGrant,
)
from idea4gov.store.records import find_record, get_record, list_records, select_into
from idea4gov.store.upsert import insert_or_nothing


@dataclass(frozen=True)
class Credentials:
    """What a log-in is checked against."""

    account_id: int
    email: str
    password_hash: str
    language: str
    is_confirmed: bool
    session_number: int
    has_short_password: bool


class AccountCard(NamedTuple):
    """An account, as its owner and the administrators see it."""

    id: int
    email: str
    display_name: str
    home_province_code: str
    home_province_name_th: str
    home_province_name_en: str
    language: str
    thai_numerals: bool
    is_confirmed: bool
    created_at: datetime
    email_confirmed_at: datetime | None


def find_viewer(db: Session, account_id: int, *, session_number: int) -> Viewer | None:
    """The viewer of a session, with every grant, in one query; None when the session has ended."""
    rows = db.execute(_VIEWER, {"account": account_id, "session": session_number}).all()
    return viewer_of(rows) if rows else None


def viewer_of(
    rows: Sequence[Any],
    *,
    session_id: int | None = None,
    confirmed_at: datetime | None = None,
    on_confirmed_device: bool = False,
) -> Viewer:
    """The viewer of rows with VIEWER_COLUMNS, one for each grant, at least one."""
    account = rows[0]
    grants = tuple(
        Grant(row.role, row.province_code, row.local_government_code) for row in rows if row.role is not None
    )
    return Viewer(
        account_id=account.account_id,
        person_id=account.person_id,
        display_name=account.display_name,
        language=account.language,
        home_province_code=account.home_province_code,
        grants=grants,
        thai_numerals=account.thai_numerals,
        has_unread=account.has_unread,
        session_id=session_id,
        confirmed_at=confirmed_at,
        on_confirmed_device=on_confirmed_device,
        has_short_password=account.has_short_password,
    )


def has_address(email: str) -> ColumnElement[bool]:
    """Whether an account has this (clean) e-mail address, or another spelling of its mailbox."""
    return or_(_account.email == email, _account.mailbox == mailbox_of(email))


def find_credentials(db: Session, email: str) -> Credentials | None:
    """What the account with this (clean) e-mail address, or another spelling of it, logs in with."""
    either = _CREDENTIALS.where(has_address(email))
    # Accounts from before may share a mailbox; each is found by its own spelling.
    return find_record(db, either.order_by((Account.email == email).desc()).limit(1))


def get_credentials(db: Session, account_id: int) -> Credentials:
    """What this account logs in with. Raises NotFound."""
    return get_record(db, _CREDENTIALS.where(Account.id == account_id))


def get_account(db: Session, account_id: int) -> AccountCard:
    """One account. Raises NotFound."""
    return get_record(db, _CARD, {"account": account_id})


def list_accounts(db: Session, *, after_id: int = 0, limit: int = 200) -> list[AccountCard]:
    """Accounts in the order in which they were made, from behind `after_id`."""
    return list_records(db, _CARDS.where(Account.id > after_id).order_by(Account.id).limit(limit))


def list_cards(db: Session, account_ids: Collection[int]) -> list[AccountCard]:
    """These accounts, of those that exist, in the order of their ids. account_ids: a few hundred."""
    return list_records(db, _CARDS.where(Account.id.in_(account_ids)).order_by(Account.id))


def has_demo(db: Session) -> bool:
    """Whether the demo's accounts are there."""
    return bool(db.scalar(select(exists().where(Account.is_demo))))


def lock_account(db: Session, account_id: int) -> None:
    """Lock an account, and with it its links, until the transaction ends."""
    db.execute(select(Account.id).where(Account.id == account_id).with_for_update())


def add_account(
    db: Session,
    *,
    email: str,
    password_hash: str,
    display_name: str,
    home_province_code: str,
    language: str,
    consent_version: str,
    now: datetime,
    email_confirmed_at: datetime | None = None,
    home_local_government_code: str | None = None,
    is_demo: bool = False,
) -> int | None:
    """Add an account with a person of its own. Returns its id, or None when the mailbox has one."""
    person_id = db.scalars(insert(Person).values(created_at=now).returning(Person.id)).one()
    added = insert_or_nothing(
        db,
        Account,
        person_id=person_id,
        email=email,
        mailbox=mailbox_of(email),
        password_hash=password_hash,
        display_name=display_name,
        home_province_code=home_province_code,
        home_local_government_code=home_local_government_code,
        language=language,
        session_number=1,
        consented_at=now,
        consent_version=consent_version,
        email_confirmed_at=email_confirmed_at,
        is_demo=is_demo,
        created_at=now,
    )
    if not added:
        db.execute(delete(Person).where(Person.id == person_id))
        return None
    return db.scalars(select(Account.id).where(Account.email == email)).one()


def get_person(db: Session, account_id: int) -> int:
    """The person of an account, which exists."""
    return db.scalars(select(Account.person_id).where(Account.id == account_id)).one()


def renew_unconfirmed(
    db: Session,
    account_id: int,
    *,
    display_name: str,
    home_province_code: str,
    language: str,
    consent_version: str,
    now: datetime,
) -> None:
    """Replace the data of a registration that was never confirmed by those of a later one."""
    db.execute(
        update(Account)
        .where(Account.id == account_id, Account.email_confirmed_at.is_(None))
        .values(
            display_name=display_name,
            home_province_code=home_province_code,
            language=language,
            consented_at=now,
            consent_version=consent_version,
        )
    )


def confirm_email(db: Session, account_id: int, *, now: datetime) -> bool:
    """Mark the e-mail address as confirmed at `now`. Returns False where it was already."""
    confirmed = db.execute(
        update(Account)
        .where(Account.id == account_id, Account.email_confirmed_at.is_(None))
        .values(email_confirmed_at=now)
    )
    return rowcount(confirmed) == 1


def get_session_number(db: Session, account_id: int) -> int:
    """The number that sessions of this account carry now."""
    return cast(int, db.scalar(select(Account.session_number).where(Account.id == account_id)))


def update_profile(db: Session, account_id: int, *, display_name: str, home_province_code: str) -> None:
    """Change a name and a home province; a local government of another province is set to None."""
    moved = Account.home_province_code != home_province_code
    db.execute(update(Account).where(Account.id == account_id, moved).values(home_local_government_code=None))
    db.execute(
        update(Account)
        .where(Account.id == account_id)
        .values(display_name=display_name, home_province_code=home_province_code)
    )


def set_language(db: Session, account_id: int, language: str, *, thai_numerals: bool) -> None:
    """Store the language ("th" or "en") of an account, and whether its Thai pages use Thai numerals."""
    changed = {"language": language, "thai_numerals": thai_numerals}
    db.execute(update(Account).where(Account.id == account_id).values(**changed))


_account, _grant, _notice = table(Account).c, table(RoleGrant).c, table(Notice).c
# Asked by every request of everybody who is logged in: built once, and without the ORM.
VIEWER_COLUMNS = (
    _account.id.label("account_id"),
    _account.person_id,
    _account.display_name,
    _account.language,
    _account.home_province_code,
    _account.thai_numerals,
    _account.has_short_password,
    _grant.role,
    _grant.province_code,
    _grant.local_government_code,
    exists().where(_notice.account_id == _account.id, _notice.read_at.is_(None)).label("has_unread"),
)
_VIEWER = (
    select(*VIEWER_COLUMNS)
    .select_from(table(Account).outerjoin(table(RoleGrant), _grant.account_id == _account.id))
    .where(_account.id == bindparam("account"), _account.session_number == bindparam("session"))
    .order_by(_grant.id)
)
_CREDENTIALS = select_into(
    Credentials,
    account_id=Account.id,
    email=Account.email,
    password_hash=Account.password_hash,
    language=Account.language,
    is_confirmed=Account.email_confirmed_at.is_not(None),
    session_number=Account.session_number,
    has_short_password=Account.has_short_password,
)
_CARDS = select_into(
    AccountCard,
    id=Account.id,
    email=Account.email,
    display_name=Account.display_name,
    home_province_code=Account.home_province_code,
    home_province_name_th=Province.name_th,
    home_province_name_en=Province.name_en,
    language=Account.language,
    thai_numerals=Account.thai_numerals,
    is_confirmed=Account.email_confirmed_at.is_not(None),
    created_at=Account.created_at,
    email_confirmed_at=Account.email_confirmed_at,
).join(Province, Province.code == Account.home_province_code)
_CARD = _CARDS.where(Account.id == bindparam("account"))
