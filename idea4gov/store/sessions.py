"""Reads and writes of sessions. The account of one that is begun or ended for it is locked by the caller."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import and_, bindparam, delete, exists, insert, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.permissions import Viewer
from idea4gov.domain.sessions import SESSIONS_MAX, SessionTimes
from idea4gov.store.accounts import VIEWER_COLUMNS, has_address, viewer_of
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import Account, KnownDevice, LoginSession, RoleGrant
from idea4gov.store.records import list_records, select_into

MINUTE = timedelta(minutes=1)
_SESSION = table(LoginSession)
_session, _account, _grant = _SESSION.c, table(Account).c, table(RoleGrant).c
_known = table(KnownDevice).c


class FoundSession(NamedTuple):
    """A session with the viewer whom it logs in, whether or not it is over."""

    viewer: Viewer
    times: SessionTimes


class SessionCard(NamedTuple):
    """A session as its owner sees it. device, network: as of domain.devices.

    on_confirmed_device: as of Viewer.
    """

    id: int
    device: str
    network: str
    begun_at: datetime
    seen_at: datetime
    ends_at: datetime
    idle_minutes: int | None
    on_confirmed_device: bool

    @property
    def times(self) -> SessionTimes:
        """Its times, which say whether it is over."""
        idle = None if self.idle_minutes is None else self.idle_minutes * MINUTE
        return SessionTimes(self.seen_at, self.ends_at, idle)


class EndedSession(NamedTuple):
    """A session that was ended. device_digest: of its known device; None: not written down."""

    device_digest: str | None


def find_session(db: Session, key_digest: str) -> FoundSession | None:
    """The session with this key, its viewer and every grant, in one query; None if there is none."""
    rows = db.execute(_FOUND, {"digest": key_digest}).all()
    if not rows:
        return None
    first = rows[0]
    idle = None if first.idle_minutes is None else first.idle_minutes * MINUTE
    viewer = viewer_of(
        rows,
        session_id=first.session_id,
        confirmed_at=first.confirmed_at,
        on_confirmed_device=first.on_confirmed_device,
    )
    return FoundSession(viewer, SessionTimes(first.seen_at, first.ends_at, idle))


def has_session_from(db: Session, email: str, network: str) -> bool:
    """Whether the account of a (clean) e-mail address, if there is one, has a session from a network.

    network: as of domain.devices. Sessions count until their rows are deleted.
    """
    there = exists().where(
        _session.account_id == _account.id, has_address(email), _session.network == network
    )
    return bool(network and db.scalar(select(there)))


def list_sessions(db: Session, account_id: int) -> list[SessionCard]:
    """The sessions of an account, the one that was seen last first, also those that are over."""
    query = select_into(SessionCard, _session, on_confirmed_device=_IS_CONFIRMED)
    query = query.join_from(_SESSION, table(Account), _OF_ACCOUNT).outerjoin(table(KnownDevice), _ON_DEVICE)
    query = query.where(_session.account_id == account_id)
    return list_records(db, query.order_by(_session.seen_at.desc(), _session.id.desc()).limit(SESSIONS_MAX))


def add_session(
    db: Session,
    account_id: int,
    *,
    session_number: int,
    key_digest: str,
    lasts: timedelta,
    idle: timedelta | None,
    device: str,
    network: str,
    device_digest: str | None = None,
    now: datetime,
) -> None:
    """Store a new session, whose password was typed just now; the oldest beyond SESSIONS_MAX end.

    device_digest: of the known device in which it begins.
    """
    newest = (
        select(_session.id)
        .where(_session.account_id == account_id)
        .order_by(_session.id.desc())
        .limit(SESSIONS_MAX - 1)
    )
    db.execute(delete(_SESSION).where(_session.account_id == account_id, _session.id.not_in(newest)))
    db.execute(
        insert(_SESSION).values(
            account_id=account_id,
            session_number=session_number,
            key_digest=key_digest,
            begun_at=now,
            seen_at=now,
            ends_at=now + lasts,
            idle_minutes=None if idle is None else idle // MINUTE,
            confirmed_at=now,
            device=device,
            network=network,
            device_digest=device_digest,
        )
    )


def mark_seen(db: Session, session_id: int, *, now: datetime) -> None:
    """Write down that a session is in use. One that has ended meanwhile stays ended."""
    db.execute(update(_SESSION).where(_session.id == session_id, _session.seen_at < now).values(seen_at=now))


def renew_session(db: Session, session_id: int, *, key_digest: str, now: datetime) -> bool:
    """Give a session a new key, as its password was typed just now. False if it has ended meanwhile."""
    renewed = db.execute(
        update(_SESSION)
        .where(_session.id == session_id)
        .values(key_digest=key_digest, confirmed_at=now, seen_at=now)
    )
    return rowcount(renewed) == 1


def put_on_device(db: Session, session_id: int, *, key_digest: str, device_digest: str) -> bool:
    """Give a session a new key, and say in which known device it is. False if it has ended meanwhile."""
    moved = update(_SESSION).where(_session.id == session_id)
    return rowcount(db.execute(moved.values(key_digest=key_digest, device_digest=device_digest))) == 1


def end_session(db: Session, account_id: int, session_id: int) -> EndedSession | None:
    """End a session. None if the account has no such session (any more)."""
    ended = delete(_SESSION).where(_session.id == session_id, _session.account_id == account_id)
    row = db.execute(ended.returning(_session.device_digest)).one_or_none()
    return None if row is None else EndedSession(row.device_digest)


def end_sessions(db: Session, account_id: int, *, but: int | None = None) -> int:
    """End every session of an account but the one with the id `but`. Returns how many there were."""
    ended = delete(_SESSION).where(_session.account_id == account_id)
    return rowcount(db.execute(ended if but is None else ended.where(_session.id != but)))


def end_all(db: Session) -> int:
    """End every session of everybody. Returns how many there were."""
    return rowcount(db.execute(delete(_SESSION)))


def end_by_key(db: Session, key_digest: str) -> None:
    """End the session with this key, if there is one."""
    db.execute(delete(_SESSION).where(_session.key_digest == key_digest))


def delete_sessions(db: Session, *, ended_before: datetime) -> int:
    """Delete the rows of sessions whose time was over before a moment. Returns how many."""
    return rowcount(db.execute(delete(_SESSION).where(_session.ends_at < ended_before)))


_OF_ACCOUNT = and_(_account.id == _session.account_id, _account.session_number == _session.session_number)
_ON_DEVICE = and_(_known.account_id == _session.account_id, _known.secret_digest == _session.device_digest)
_IS_CONFIRMED = _known.confirmed_at.is_not(None)
# Asked by every request of everybody who is logged in: built once, and without the ORM.
_FOUND = (
    select(
        _session.id.label("session_id"),
        _session.confirmed_at,
        _session.seen_at,
        _session.ends_at,
        _session.idle_minutes,
        _IS_CONFIRMED.label("on_confirmed_device"),
        *VIEWER_COLUMNS,
    )
    .select_from(
        _SESSION.join(table(Account), _OF_ACCOUNT)
        .outerjoin(table(KnownDevice), _ON_DEVICE)
        .outerjoin(table(RoleGrant), _grant.account_id == _account.id)
    )
    .where(_session.key_digest == bindparam("digest"))
    .order_by(_grant.id)
)
