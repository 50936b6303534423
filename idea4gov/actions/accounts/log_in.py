"""Log in. Attempts are counted before the password is compared; an unknown address takes as much work."""

from dataclasses import replace
from datetime import datetime

from idea4gov.actions.accounts.keys import Keys, LogIn
from idea4gov.actions.accounts.throttle import Asker, count_guess, take_guess_back
from idea4gov.domain.accounts import WrongLogIn
from idea4gov.domain.email import known_email
from idea4gov.domain.fields import at_field
from idea4gov.domain.passwords import is_short_for_official, normal_password, password_spellings
from idea4gov.store import accounts, passwords
from idea4gov.store.accounts import Credentials
from idea4gov.store.session import Database


def log_in(
    database: Database, keys: Keys, *, email: str, password: str, asker: Asker, now: datetime
) -> LogIn:
    """Log in by e-mail address and password. Raises BadEmail, WrongLogIn, TooMany, Busy."""
    with at_field("email"):
        email = known_email(email)
    known = verify(database, keys, email=email, password=password, asker=asker, now=now)
    if known is None:
        raise WrongLogIn()
    with database.reading() as db:
        viewer = accounts.find_viewer(db, known.account_id, session_number=known.session_number)
    if viewer is None:
        # The password was changed since it was compared.
        raise WrongLogIn()
    return LogIn(viewer, known.session_number)


def verify(
    database: Database, keys: Keys, *, email: str, password: str, asker: Asker, now: datetime
) -> Credentials | None:
    """The confirmed account with this address and password, or None.

    email: clean. The attempt stays counted unless the password was right.
    Raises Busy, TooMany before comparing anything.
    """
    # First: an attempt that is not looked at must not count.
    keys.passwords.require_turn()
    guess = count_guess(database, keys, email, asker, now=now)
    with database.reading() as db:
        known = accounts.find_credentials(db, email)
    password_hash = known.password_hash if known and known.is_confirmed else None
    # Also without an account, so that an unknown address takes as long as a wrong password. How many
    # spellings are compared depends on what was typed alone.
    is_right = any(keys.passwords.matches(password_hash, each) for each in password_spellings(password))
    if known is None or not is_right:
        return None
    is_short = is_short_for_official(password)
    if keys.passwords.is_outdated(known.password_hash):
        known = replace(known, password_hash=_hash_again(database, keys, known, password))
    with database.transaction() as db:
        take_guess_back(db, guess, now=now)
        if is_short != known.has_short_password:
            passwords.mark_short_password(db, known.account_id, is_short=is_short)
    return known


def _hash_again(database: Database, keys: Keys, known: Credentials, password: str) -> str:
    """Hash the right password at the cost of today, and store it. Returns the hash."""
    renewed = keys.passwords.hash(normal_password(password))
    with database.transaction() as db:
        passwords.replace_hash(db, known.account_id, renewed, instead_of=known.password_hash)
    return renewed
