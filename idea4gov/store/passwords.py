"""Writes of passwords: a new one ends every session; another hash of the same one changes nothing else."""

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from idea4gov.store.models import Account, KnownDevice, LoginSession


def set_password(
    db: Session, account_id: int, password_hash: str, *, is_short: bool, instead_of: str | None = None
) -> int | None:
    """Store a new password's hash, end every session, and know no device any more.

    is_short: whether it is too short for an official. instead_of: the hash that must still be there.
    Returns the new session number; None when it was not.
    """
    change = update(Account).where(Account.id == account_id)
    if instead_of is not None:
        change = change.where(Account.password_hash == instead_of)
    change = change.values(
        password_hash=password_hash,
        has_short_password=is_short,
        session_number=Account.session_number + 1,
    )
    number = db.scalar(change.returning(Account.session_number))
    if number is not None:
        db.execute(delete(LoginSession).where(LoginSession.account_id == account_id))
        db.execute(delete(KnownDevice).where(KnownDevice.account_id == account_id))
    return number


def set_demo_passwords(db: Session, password_hash: str) -> None:
    """Give every account of the demo the password of this hash, and end their sessions."""
    db.execute(
        update(Account)
        .where(Account.is_demo)
        .values(password_hash=password_hash, session_number=Account.session_number + 1)
    )


def replace_hash(db: Session, account_id: int, password_hash: str, *, instead_of: str) -> None:
    """Store another hash of the same password, unless the password was changed meanwhile."""
    db.execute(
        update(Account)
        .where(Account.id == account_id, Account.password_hash == instead_of)
        .values(password_hash=password_hash)
    )


def mark_short_password(db: Session, account_id: int, *, is_short: bool) -> None:
    """Store whether the password, which was just typed, is too short for an official."""
    db.execute(update(Account).where(Account.id == account_id).values(has_short_password=is_short))
