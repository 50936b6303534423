"""Use cases of sessions: begin one, use it, renew its key, list and end them."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from idea4gov.actions import mail
from idea4gov.actions.accounts.devices import forget_other_device, forget_other_devices, know_device
from idea4gov.actions.accounts.keys import Keys
from idea4gov.actions.accounts.owner_mails import may_mail
from idea4gov.actions.accounts.passwords import confirm_password
from idea4gov.actions.accounts.throttle import Asker
from idea4gov.domain.devices import DEVICE_KEPT, NOT_KNOWN, describe_device, wide_network
from idea4gov.domain.errors import Conflict, NotFound
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.sessions import KEPT_AFTER_END, SessionLimits, digest_key, require_recent_password
from idea4gov.domain.thai import format_datetime
from idea4gov.domain.throttle import MAIL_ABOUT_DEVICE
from idea4gov.outside.random_tokens import draw_key
from idea4gov.outside.signing import Signer
from idea4gov.store import accounts, devices, sessions
from idea4gov.store.session import Database
from idea4gov.store.sessions import FoundSession, SessionCard


@dataclass(frozen=True)
class Browser:
    """What a request says about its browser. key: of its session so far; device: of the device's cookie."""

    user_agent: str
    address: str
    key: str | None = None
    device: str | None = None


@dataclass(frozen=True)
class Begun:
    """A session that was begun. key, device: what its browser has to hold. lasts: how long at most.

    has_mail: whether a mail tells the owner of a device that was unknown.
    """

    viewer: Viewer
    key: str
    device: str
    lasts: timedelta
    has_mail: bool


def begin_session(
    database: Database,
    keys: Keys,
    account_id: int,
    session_number: int,
    browser: Browser,
    limits: SessionLimits,
    *,
    tells: bool,
    confirms: bool,
    now: datetime,
) -> Begun:
    """Begin a session, with a key of its own, for somebody who has just proved who they are.

    session_number: the account's when that was proved. tells: whether an unknown device is told by mail.
    confirms: whether they proved that they read the account's mail, too. The browser's session so far ends.
    Raises Conflict if the password was changed meanwhile.
    """
    key = draw_key()
    device = describe_device(browser.user_agent)
    with database.transaction() as db:
        viewer = _lock_viewer(db, account_id, session_number)
        if browser.key is not None:
            sessions.end_by_key(db, digest_key(browser.key))
        lasts, idle = limits.of(viewer)
        known = know_device(
            db, keys.signer, account_id, browser.device, device=device, confirms=confirms, now=now
        )
        sessions.add_session(
            db,
            account_id,
            session_number=session_number,
            key_digest=digest_key(key),
            lasts=lasts,
            idle=idle,
            device=device,
            network=wide_network(browser.address),
            device_digest=known.digest,
            now=now,
        )
        has_mail = tells and known.is_new
        if has_mail:
            _tell_of_device(db, keys, viewer, device, browser.address, now)
        found = sessions.find_session(db, digest_key(key))
    assert found is not None
    return Begun(found.viewer, key, known.token, lasts, has_mail)


def _lock_viewer(db: Session, account_id: int, session_number: int) -> Viewer:
    """Lock an account, and return its viewer. Raises Conflict if its password was changed meanwhile."""
    accounts.lock_account(db, account_id)
    viewer = accounts.find_viewer(db, account_id, session_number=session_number)
    if viewer is None:
        raise Conflict()
    return viewer


def _tell_of_device(
    db: Session, keys: Keys, viewer: Viewer, device: str, address: str, now: datetime
) -> None:
    if not may_mail(db, MAIL_ABOUT_DEVICE, viewer.account_id, now=now):
        return
    mail.enqueue(
        db,
        recipient=accounts.get_credentials(db, viewer.account_id).email,
        template="new_device",
        language=viewer.language,
        now=now,
        reader=viewer.display_name,
        device=device or NOT_KNOWN[viewer.language],
        network=wide_network(address) or NOT_KNOWN[viewer.language],
        moment=format_datetime(now, viewer.language),
        site=keys.public_url,
    )


def find_session(db: Session, key: str) -> FoundSession | None:
    """The session with this key, whether or not it is over; None if there is none. One query."""
    return sessions.find_session(db, digest_key(key))


def mark_seen(database: Database, session_id: int, *, now: datetime) -> None:
    """Write down that a session is in use."""
    with database.transaction() as db:
        sessions.mark_seen(db, session_id, now=now)


def confirm_session(
    database: Database, keys: Keys, viewer: Viewer, password: str, *, asker: Asker, now: datetime
) -> tuple[Viewer, str]:
    """Check the viewer's password once more, and let the session do for a while what cannot be undone.

    The session gets a new key, so that somebody who has stolen the old one is locked out, not let in. Returns
    the viewer and the key. Raises WrongPassword, TooMany; NotFound if the session has ended meanwhile.
    """
    confirm_password(database, keys, viewer, password, asker=asker, now=now)
    return replace(viewer, confirmed_at=now), renew_key(database, viewer, now=now)


def renew_key(database: Database, viewer: Viewer, *, now: datetime) -> str:
    """Give the viewer's session a new key, which is returned, after they proved once more who they are.

    Raises NotFound if the session has ended meanwhile.
    """
    key = draw_key()
    with database.transaction() as db:
        if viewer.session_id is None or not sessions.renew_session(
            db, viewer.session_id, key_digest=digest_key(key), now=now
        ):
            raise NotFound()
    return key


def list_own_sessions(db: Session, viewer: Viewer, *, now: datetime) -> list[SessionCard]:
    """The viewer's sessions that are not over, the one that was seen last first."""
    listed = sessions.list_sessions(db, viewer.account_id)
    return [one for one in listed if one.times.find_ending(now) is None]


def end_session(db: Session, key: str) -> None:
    """End the session with this key, if there is one."""
    sessions.end_by_key(db, digest_key(key))


def end_own_session(
    db: Session, signer: Signer, viewer: Viewer, session_id: int, device: str | None, *, now: datetime
) -> None:
    """End one of the viewer's sessions. Of another device the password is asked for, and it is forgotten.

    device: the value of this device's cookie. Raises PasswordNeeded, NotFound.
    """
    if session_id != viewer.session_id:
        require_recent_password(viewer, now=now)
    accounts.lock_account(db, viewer.account_id)
    ended = sessions.end_session(db, viewer.account_id, session_id)
    if ended is None:
        raise NotFound()
    if session_id != viewer.session_id:
        forget_other_device(db, signer, viewer.account_id, ended.device_digest, device)


def end_other_sessions(
    db: Session, signer: Signer, viewer: Viewer, device: str | None, *, now: datetime
) -> int:
    """End the viewer's sessions but the one of this request, and know their other devices no longer.

    device: the value of this device's cookie. Returns how many sessions there were. Raises PasswordNeeded.
    """
    require_recent_password(viewer, now=now)
    accounts.lock_account(db, viewer.account_id)
    forget_other_devices(db, signer, viewer.account_id, device)
    return sessions.end_sessions(db, viewer.account_id, but=viewer.session_id)


def clear_sessions(database: Database, *, now: datetime) -> None:
    """Delete what is left of sessions a day after their end, and devices that nobody uses any more."""
    with database.transaction() as db:
        sessions.delete_sessions(db, ended_before=now - KEPT_AFTER_END)
        devices.delete_devices(db, seen_before=now - DEVICE_KEPT)
