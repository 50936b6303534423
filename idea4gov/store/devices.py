"""Reads and writes of known devices: browsers in which an account logged in before."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, exists, select, true, update
from sqlalchemy.orm import Session

from idea4gov.domain.devices import DEVICES_MAX
from idea4gov.store.accounts import has_address
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import Account, KnownDevice, LoginSession
from idea4gov.store.upsert import insert_or_nothing

_KNOWN = table(KnownDevice)
_known, _account, _session = _KNOWN.c, table(Account).c, table(LoginSession).c


def is_known(db: Session, account_id: int, secret_digest: str, *, since: datetime) -> bool:
    """Whether the account logged in on the device with this digest after a moment."""
    there = exists().where(
        _known.account_id == account_id, _known.secret_digest == secret_digest, _known.seen_at > since
    )
    return bool(db.scalar(select(there)))


def is_known_to(db: Session, email: str, secret_digest: str, *, since: datetime) -> bool:
    """Whether the account of a (clean) e-mail address, if there is one, logged in on this device since then.

    One query, whether or not there is an account.
    """
    there = (
        exists()
        .where(_known.account_id == _account.id, has_address(email))
        .where(_known.secret_digest == secret_digest, _known.seen_at > since)
    )
    return bool(db.scalar(select(there)))


def save_device(
    db: Session, account_id: int, secret_digest: str, *, device: str, confirms: bool, now: datetime
) -> bool:
    """Know a device from now on, or still. Returns whether it is new. The account is locked by the caller.

    device: its name, as of domain.devices. confirms: whether it is confirmed now; else it stays as it is. The
    oldest beyond DEVICES_MAX are known no longer, those that are confirmed at last.
    """
    confirmed: dict[str, Any] = {"confirmed_at": now} if confirms else {}
    seen = update(_KNOWN).where(_known.account_id == account_id, _known.secret_digest == secret_digest)
    if rowcount(db.execute(seen.values(seen_at=now, device=device, **confirmed))):
        return False
    newest = (
        select(_known.secret_digest)
        .where(_known.account_id == account_id)
        .order_by(_known.confirmed_at.is_(None), _known.seen_at.desc(), _known.secret_digest)
        .limit(DEVICES_MAX - 1)
    )
    db.execute(delete(_KNOWN).where(_known.account_id == account_id, _known.secret_digest.not_in(newest)))
    return insert_or_nothing(
        db,
        _KNOWN,
        account_id=account_id,
        secret_digest=secret_digest,
        device=device,
        known_since=now,
        seen_at=now,
        **confirmed,
    )


def forget_device(db: Session, account_id: int, secret_digest: str) -> None:
    """Know one device of an account no longer."""
    db.execute(delete(_KNOWN).where(_known.account_id == account_id, _known.secret_digest == secret_digest))


def confirm_device_of(db: Session, account_id: int, session_id: int, *, now: datetime) -> bool:
    """Confirm the device of a session. False if the account has no such session, or its device is unknown."""
    digest = select(_session.device_digest).where(
        _session.id == session_id, _session.account_id == account_id
    )
    theirs = update(_KNOWN).where(
        _known.account_id == account_id, _known.secret_digest == digest.scalar_subquery()
    )
    return rowcount(db.execute(theirs.values(confirmed_at=now))) == 1


def unconfirm_devices(db: Session, account_id: int | None) -> None:
    """Let every device of an account be confirmed anew; None: of all accounts."""
    is_theirs = true() if account_id is None else _known.account_id == account_id
    db.execute(update(_KNOWN).where(is_theirs).values(confirmed_at=None))


def forget_devices(db: Session, account_id: int, *, but: str | None = None) -> None:
    """Know no device of an account any more, except the one with the digest `but`."""
    forgotten = delete(_KNOWN).where(_known.account_id == account_id)
    db.execute(forgotten if but is None else forgotten.where(_known.secret_digest != but))


def delete_devices(db: Session, *, seen_before: datetime) -> int:
    """Delete the devices on which nobody logged in after a moment. Returns how many."""
    return rowcount(db.execute(delete(_KNOWN).where(_known.seen_at < seen_before)))
