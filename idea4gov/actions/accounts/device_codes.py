"""Confirm the device of a session: by a code that is mailed to the owner of the account, and typed there."""

import hmac
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions import mail
from idea4gov.actions.accounts.devices import know_device
from idea4gov.actions.accounts.keys import Keys
from idea4gov.actions.accounts.sessions import Browser
from idea4gov.domain.account_changes import moment_in_words
from idea4gov.domain.device_codes import (
    CODE_DIGITS,
    CODE_LASTS,
    CODE_TRIES,
    CODES_A_DAY,
    CODES_AN_HOUR,
    CodeOver,
    TooManyCodes,
    WrongCode,
    clean_code,
)
from idea4gov.domain.devices import NOT_KNOWN, describe_device, wide_network
from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.sessions import digest_key
from idea4gov.domain.throttle import MINUTE, minutes_left
from idea4gov.outside.random_tokens import draw_digits, draw_key
from idea4gov.store import accounts, device_codes, sessions
from idea4gov.store.session import Database
from idea4gov.store.throttle import add_attempt

PURPOSE = "device-code"


@dataclass(frozen=True)
class ConfirmedDevice:
    """A device that was confirmed. key, device: what its browser has to hold from now on."""

    viewer: Viewer
    key: str
    device: str


def send_device_code(
    database: Database, keys: Keys, viewer: Viewer, browser: Browser, *, now: datetime
) -> None:
    """Mail a new code for the viewer's session; an earlier one counts no longer.

    Raises TooManyCodes; NotFound if the session has ended meanwhile.
    """
    code, session_id = draw_digits(CODE_DIGITS), _session_of(viewer)
    with database.transaction() as db:
        accounts.lock_account(db, viewer.account_id)
        _count_code(db, viewer.account_id, now)
        device_codes.save_code(db, session_id, _digest(keys, session_id, code), now=now)
        mail.enqueue(
            db,
            recipient=accounts.get_credentials(db, viewer.account_id).email,
            template="device_code",
            language=viewer.language,
            now=now,
            reader=viewer.display_name,
            code=f"{code[:3]} {code[3:]}",
            minutes=str(CODE_LASTS // MINUTE),
            device=describe_device(browser.user_agent) or NOT_KNOWN[viewer.language],
            network=wide_network(browser.address) or NOT_KNOWN[viewer.language],
            moment=moment_in_words(now, viewer.language),
            site=keys.public_url,
        )


def can_type_code(db: Session, viewer: Viewer, *, now: datetime) -> bool:
    """Whether a code was mailed for the viewer's session that can still be typed."""
    return viewer.session_id is not None and device_codes.has_code(db, viewer.session_id, now=now)


def confirm_device(
    database: Database, keys: Keys, viewer: Viewer, code: str, browser: Browser, *, now: datetime
) -> ConfirmedDevice:
    """Confirm the device of the viewer's session by the code that was mailed for it, as typed.

    A wrong one counts. The session gets a new key. Raises NoCode, WrongCode, CodeOver; NotFound if the
    session has ended meanwhile.
    """
    code, session_id = clean_code(code), _session_of(viewer)
    with database.transaction() as db:
        # First: whoever ends sessions locks the account before their codes.
        accounts.lock_account(db, viewer.account_id)
        tried = device_codes.take_try(db, session_id, now=now)
        is_right = tried is not None and hmac.compare_digest(
            tried.code_digest, _digest(keys, session_id, code)
        )
        confirmed = _confirm(db, keys, viewer, session_id, browser, now) if is_right else None
    # Outside of the transaction, which would take the try back.
    if tried is None or (confirmed is None and tried.tries == CODE_TRIES):
        raise CodeOver()
    if confirmed is None:
        raise WrongCode(left=CODE_TRIES - tried.tries)
    return confirmed


def _confirm(
    db: Session, keys: Keys, viewer: Viewer, session_id: int, browser: Browser, now: datetime
) -> ConfirmedDevice:
    key, name = draw_key(), describe_device(browser.user_agent)
    known = know_device(
        db, keys.signer, viewer.account_id, browser.device, device=name, confirms=True, now=now
    )
    device_codes.delete_code(db, session_id)
    if not sessions.put_on_device(db, session_id, key_digest=digest_key(key), device_digest=known.digest):
        raise NotFound()
    return ConfirmedDevice(replace(viewer, on_confirmed_device=True), key, known.token)


def _count_code(db: Session, account_id: int, now: datetime) -> None:
    """Count one mail with a code. A refusal takes the count back."""
    for limit in (CODES_AN_HOUR, CODES_A_DAY):
        if add_attempt(db, limit, str(account_id), now=now) > limit.times:
            raise TooManyCodes(minutes=minutes_left(limit, now))


def _session_of(viewer: Viewer) -> int:
    if viewer.session_id is None:
        raise NotFound()
    return viewer.session_id


def _digest(keys: Keys, session_id: int, code: str) -> str:
    return keys.signer.keyed_digest(PURPOSE, f"{session_id}:{code}")
