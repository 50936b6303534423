"""Set a new password: by a mailed link, or by the current password."""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions import mail
from idea4gov.actions.accounts.keys import Keys, LogIn, logged_in
from idea4gov.actions.accounts.links import check_link, send_link, use_link
from idea4gov.actions.accounts.log_in import verify
from idea4gov.actions.accounts.mailboxes import rejoin
from idea4gov.actions.accounts.owner_mails import tell_owner
from idea4gov.actions.accounts.throttle import Asker, count_mail, forget_guesses
from idea4gov.domain.accounts import LinkPurpose, WrongPassword
from idea4gov.domain.email import known_email
from idea4gov.domain.errors import Conflict
from idea4gov.domain.fields import all_fields, at_field
from idea4gov.domain.passwords import is_short_for_official, normal_password
from idea4gov.domain.permissions import Viewer
from idea4gov.store import accounts, links, passwords
from idea4gov.store.accounts import Credentials
from idea4gov.store.session import Database


def send_reset_link(
    database: Database, keys: Keys, *, email: str, language: str, asker: Asker, now: datetime
) -> str:
    """Send one mail: a link to choose a new password, or the news that there is no such account.

    None is sent beyond what count_mail() allows. language: of the request, for an address without an account.
    Returns the clean e-mail address. Raises BadEmail, MailsSent, ProofNeeded.
    """
    with at_field("email"):
        email = known_email(email)
    if not count_mail(database, keys, "forgotten", email, asker, now=now):
        return email
    with database.transaction() as db:
        known = accounts.find_credentials(db, email)
        if known is None:
            site = keys.public_url
            mail.enqueue(db, recipient=email, template="no_account", language=language, now=now, site=site)
            return email
        send_link(
            db,
            keys,
            known.account_id,
            purpose="reset_password",
            recipient=known.email,
            template="reset_password",
            language=known.language,
            now=now,
        )
    return email


def choose_password(
    database: Database,
    keys: Keys,
    *,
    purpose: LinkPurpose,
    token: str,
    password: str,
    asker: Asker,
    now: datetime,
) -> LogIn:
    """Set a password by a mailed link, which confirms the address, too. It logs the owner of the mail in.

    purpose: what the link was made for. Guesses at the former password are forgotten.
    Every other session of the account ends.
    Raises LinkUnknown, LinkUsed, LinkExpired, Busy, Invalid errors of the password.
    """
    with database.reading() as db:
        link = check_link(db, keys, purpose=purpose, token=token, now=now)
    with at_field("password"):
        keys.check_chosen(password, own=(link.email, link.display_name), is_official=link.is_official)
    keys.passwords.require_turn()
    password_hash = keys.passwords.hash(normal_password(password))
    with database.transaction() as db:
        use_link(db, link, now=now)
        passwords.set_password(db, link.account_id, password_hash, is_short=is_short_for_official(password))
        if accounts.confirm_email(db, link.account_id, now=now):
            rejoin(db, keys, link.account_id, email=link.email)
        forget_guesses(db, keys, link.email, asker.device, now=now)
        if purpose == "reset_password":
            _tell_of_new_password(db, keys, link.account_id, asker, now)
        return logged_in(db, link.account_id, link.next_path)


def change_password(
    database: Database,
    keys: Keys,
    viewer: Viewer,
    *,
    current: str,
    password: str,
    asker: Asker,
    now: datetime,
) -> LogIn:
    """Set a new password by the current one. It ends every session and link, and returns a session to begin.

    Wrong passwords count like those of a log-in. Raises WrongPassword, TooMany, Invalid errors of the
    password.
    """
    known = check_new_password(
        database, keys, viewer, current=current, password=password, asker=asker, now=now
    )
    password_hash = keys.passwords.hash(normal_password(password))
    with database.transaction() as db:
        accounts.lock_account(db, known.account_id)
        is_set = passwords.set_password(
            db,
            known.account_id,
            password_hash,
            is_short=is_short_for_official(password),
            instead_of=known.password_hash,
        )
        if is_set is None:
            raise Conflict()
        links.end_links(db, known.account_id, now=now)
        _tell_of_new_password(db, keys, known.account_id, asker, now)
        return logged_in(db, known.account_id)


def check_new_password(
    database: Database,
    keys: Keys,
    viewer: Viewer,
    *,
    current: str,
    password: str,
    asker: Asker,
    now: datetime,
) -> Credentials:
    """Check both passwords of a change; arguments and errors are those of change_password."""
    with database.reading() as db:
        email = accounts.get_credentials(db, viewer.account_id).email
    with all_fields() as at:
        with at("current"):
            known = confirm_password(database, keys, viewer, current, asker=asker, now=now)
        with at("password"):
            keys.check_chosen(password, own=(email, viewer.display_name), is_official=viewer.is_official)
    return known


def confirm_password(
    database: Database, keys: Keys, viewer: Viewer, password: str, *, asker: Asker, now: datetime
) -> Credentials:
    """Check the viewer's own password. Wrong ones count like those of a log-in.

    Raises WrongPassword, TooMany.
    """
    with database.reading() as db:
        email = accounts.get_credentials(db, viewer.account_id).email
    known = verify(database, keys, email=email, password=password, asker=asker, now=now)
    if known is None:
        raise WrongPassword()
    return known


def _tell_of_new_password(db: Session, keys: Keys, account_id: int, asker: Asker, now: datetime) -> None:
    tell_owner(db, account_id, "new_password", site=keys.public_url, address=asker.address, now=now)
