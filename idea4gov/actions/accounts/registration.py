"""Register: with the same answer, the same work and one mail, whether or not the address has an account."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from idea4gov.actions import mail
from idea4gov.actions.accounts.keys import Keys
from idea4gov.actions.accounts.links import send_confirmation
from idea4gov.actions.accounts.profile import check_profile
from idea4gov.actions.accounts.throttle import Asker, count_mail
from idea4gov.domain.accounts import CONSENT_VERSION, Registration, registration
from idea4gov.domain.fields import all_fields
from idea4gov.store import accounts
from idea4gov.store.accounts import Credentials
from idea4gov.store.session import Database


def register(
    database: Database,
    keys: Keys,
    *,
    email: str,
    display_name: str,
    home_province_code: str,
    language: str,
    consents: bool,
    asker: Asker,
    next_path: str | None,
    now: datetime,
) -> Registration:
    """Register an account. Only the owner of the address learns by mail whether it had one already.

    Nothing is done beyond what count_mail() allows. next_path: where the link of the mail leads in the end.
    Returns the data as checked. Raises Invalid errors with data `field`, MailsSent, ProofNeeded.
    """
    with database.reading() as db:
        person = check_registration(
            db,
            email=email,
            display_name=display_name,
            home_province_code=home_province_code,
            language=language,
            consents=consents,
        )
    may_send = count_mail(database, keys, "register", person.email, asker, now=now)
    # A double click can add the account between looking and adding: then look again.
    while may_send and not _enter(database, keys, person, next_path, now):
        pass
    return person


def check_registration(
    db: Session, *, display_name: str, home_province_code: str, **others: Any
) -> Registration:
    """Check a registration as typed, with what is known of its province. others: as of registration().

    Raises Invalid, InvalidFields with data `field`.
    """
    with all_fields() as at:
        with at("display_name"):
            person = registration(display_name=display_name, home_province_code=home_province_code, **others)
        with at("display_name"):
            check_profile(db, None, display_name=display_name, home_province_code=home_province_code)
    return person


def _enter(
    database: Database, keys: Keys, person: Registration, next_path: str | None, now: datetime
) -> bool:
    """Add the account, or answer for the one that exists. Returns False if another request just added it."""
    with database.transaction() as db:
        known = accounts.find_credentials(db, person.email)
        if known is not None and known.is_confirmed:
            _tell_member(db, keys, known, now)
            return True
        account_id = (
            add_registered(db, person, keys.passwords.unusable, now=now)
            if known is None
            else _renew(db, known.account_id, person, now)
        )
        if account_id is not None:
            # To the spelling that the account has: whoever reads another one did not register it.
            email = known.email if known else person.email
            send_confirmation(db, keys, account_id, email, person.language, next_path=next_path, now=now)
        return account_id is not None


def _tell_member(db: Session, keys: Keys, known: Credentials, now: datetime) -> None:
    mail.enqueue(
        db,
        recipient=known.email,
        template="already_registered",
        language=known.language,
        now=now,
        address=known.email,
        site=keys.public_url,
    )


def _renew(db: Session, account_id: int, person: Registration, now: datetime) -> int:
    """Let the last registration of an unconfirmed address stand. Links in earlier mails go on working."""
    accounts.renew_unconfirmed(
        db,
        account_id,
        display_name=person.display_name,
        home_province_code=person.home_province_code,
        language=person.language,
        consent_version=CONSENT_VERSION,
        now=now,
    )
    return account_id


def add_registered(
    db: Session, person: Registration, password_hash: str, *, is_confirmed: bool = False, now: datetime
) -> int | None:
    """Add the account of a registration, with consent to the terms of today.

    password_hash: one that no password makes where its owner has still to choose one.
    is_confirmed: whether the address is known to be theirs.
    Returns its id, or None when the address has an account.
    """
    return accounts.add_account(
        db,
        email=person.email,
        password_hash=password_hash,
        display_name=person.display_name,
        home_province_code=person.home_province_code,
        language=person.language,
        consent_version=CONSENT_VERSION,
        now=now,
        email_confirmed_at=now if is_confirmed else None,
    )
