"""Sessions that tests begin without the form of the log-in."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from idea4gov.domain.sessions import digest_key
from idea4gov.outside.random_tokens import draw_key
from idea4gov.store.accounts import find_credentials
from idea4gov.store.devices import save_device
from idea4gov.store.sessions import add_session

AGES = timedelta(days=3650)


def enter(db: Session, email: str, *, now: datetime) -> str:
    """Begin a session of the account with this address, on a confirmed device. Returns its key."""
    key, known = draw_key(), find_credentials(db, email)
    assert known is not None
    add_session(
        db,
        known.account_id,
        session_number=known.session_number,
        key_digest=digest_key(key),
        lasts=AGES,
        idle=None,
        device="Firefox, Linux",
        network="203.0.113.0/24",
        device_digest=digest_key(key),
        now=now,
    )
    save_device(db, known.account_id, digest_key(key), device="Firefox", confirms=True, now=now)
    return key
