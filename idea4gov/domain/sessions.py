"""Sessions of people who are logged in: how long they last, and what needs the password once more.

A session is a row; its browser holds a random key, of which the row has the digest alone.
"""

import hashlib
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from idea4gov.domain.errors import N_, Forbidden
from idea4gov.domain.permissions import Viewer

KEY_LENGTH = 43
"""Characters of a key: 32 random bytes in base64url."""
CONFIRMED_FOR = timedelta(minutes=10)
KEPT_AFTER_END = timedelta(days=1)
"""How long the row stays behind the end of a session, to say at the log-in why it ended."""
SESSIONS_MAX = 50
"""Sessions of one account at a time; a new one ends the oldest."""
# Written seldom, because every write of SQLite waits for the disk.
SEEN_EVERY, SEEN_EVERY_WHEN_IDLE_ENDS = timedelta(minutes=15), timedelta(minutes=1)

Ending = Literal["idle", "too_long", "ended"]
"""Why a session is over: nothing was done, its whole time has passed, or somebody ended it."""


class PasswordNeeded(Forbidden):
    """The act cannot be undone, and the password was not typed lately in this session."""

    code = "password_needed"
    message = N_("Please type your password once more to go on.")


class DeviceUnconfirmed(Forbidden):
    """The act needs a device on which somebody showed that they read the account's mail."""

    code = "device_unconfirmed"
    message = N_("Please confirm this device first, by a code that we send to you by mail.")


class SessionLimits(NamedTuple):
    """How long sessions last. official_idle: until the end of a session in which nothing is done."""

    citizen: timedelta
    official: timedelta
    official_idle: timedelta

    def of(self, viewer: Viewer) -> tuple[timedelta, timedelta | None]:
        """(the longest time of a session, the longest time without a request or None) of a viewer."""
        if viewer.is_official:
            return self.official, self.official_idle
        return self.citizen, None


class SessionTimes(NamedTuple):
    """When a session was last seen, and ends at the latest. idle: as of SessionLimits.of()."""

    seen_at: datetime
    ends_at: datetime
    idle: timedelta | None

    def find_ending(self, now: datetime) -> Ending | None:
        """Why the session is over, or None while it is not."""
        if self.ends_at <= now:
            return "too_long"
        if self.idle is not None and self.seen_at + self.idle <= now:
            return "idle"
        return None

    def is_to_be_seen(self, now: datetime) -> bool:
        """Whether `seen_at` is so old that this request is to be written down."""
        every = SEEN_EVERY if self.idle is None else SEEN_EVERY_WHEN_IDLE_ENDS
        return self.seen_at + every <= now


def digest_key(key: str) -> str:
    """SHA-256 (hex) of a session's key."""
    return hashlib.sha256(key.encode()).hexdigest()


def is_key(text: str) -> bool:
    """Whether a text has the form of a key. Others are not looked for in the database."""
    return len(text) == KEY_LENGTH and text.isascii() and text.replace("-", "").replace("_", "").isalnum()


def has_typed_password(viewer: Viewer, *, now: datetime) -> bool:
    """Whether the viewer typed the password in this session a short while ago."""
    return viewer.confirmed_at is not None and now < viewer.confirmed_at + CONFIRMED_FOR


def require_recent_password(viewer: Viewer, *, now: datetime) -> None:
    """Raise PasswordNeeded unless the viewer typed the password in this session a short while ago."""
    if not has_typed_password(viewer, now=now):
        raise PasswordNeeded()


def require_confirmed_device(viewer: Viewer) -> None:
    """Raise DeviceUnconfirmed unless the viewer showed on this device that they read the account's mail.

    Roles are worth nothing without it (see permissions.may). Asked beside that by what cannot be taken back
    and needs no role.
    """
    if not viewer.on_confirmed_device:
        raise DeviceUnconfirmed()


def require_confirmed_author(viewer: Viewer) -> None:
    """Raise DeviceUnconfirmed where an official writes on a device that is not confirmed.

    What they write stands there as an official's. Asked by every post.
    """
    if viewer.is_official:
        require_confirmed_device(viewer)


def require_confirmed(viewer: Viewer, *, now: datetime) -> None:
    """Raise PasswordNeeded or DeviceUnconfirmed unless the viewer has shown lately who they are.

    Asked by every act of an official that cannot be undone, after it has asked for the permission.
    """
    require_recent_password(viewer, now=now)
    require_confirmed_device(viewer)
