"""What administrators do with accounts: create one, grant a role, revoke it. Each leaves an audit entry."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from idea4gov.actions.accounts.keys import Keys
from idea4gov.actions.accounts.links import send_confirmation
from idea4gov.actions.accounts.mailboxes import rejoin
from idea4gov.actions.accounts.owner_mails import role_in_words, tell_owner
from idea4gov.actions.accounts.registration import add_registered
from idea4gov.actions.audit import record
from idea4gov.domain.accounts import (
    EmailTaken,
    NoSuchAccount,
    NoSuchPlace,
    Registration,
    UnknownProvince,
    registration,
)
from idea4gov.domain.audit import AuditAct
from idea4gov.domain.device_codes import NoSuchSession
from idea4gov.domain.email import known_email
from idea4gov.domain.fields import at_field
from idea4gov.domain.passwords import is_short_for_official, normal_password
from idea4gov.domain.permissions import Place, Role
from idea4gov.store import accounts, devices, grants, links, passwords, sessions, tokens
from idea4gov.store.places import reading as places
from idea4gov.store.session import Database
from idea4gov.store.sessions import SessionCard


def create_account(
    database: Database,
    keys: Keys,
    *,
    email: str,
    password: str | None,
    display_name: str,
    home_province_code: str,
    language: str,
    is_confirmed: bool,
    now: datetime,
) -> int:
    """Create an account for somebody who agreed to it on paper. Returns its id.

    is_confirmed: whether the address is known to be theirs; if not, they get the mail that confirms it, and
    choose their password there. password: of a confirmed account, else None.
    Raises Invalid errors with data `field`, EmailTaken.
    """
    person = registration(
        email=email,
        display_name=display_name,
        home_province_code=home_province_code,
        language=language,
        consents=True,
    )
    password_hash = keys.passwords.unusable
    if password is not None:
        with at_field("password"):
            keys.check_chosen(password, own=(person.email, person.display_name), is_official=False)
        password_hash = keys.passwords.hash(normal_password(password))
    with database.transaction() as db:
        account_id = _add(db, person, password_hash, is_confirmed=is_confirmed, now=now)
        if password is not None:
            passwords.mark_short_password(db, account_id, is_short=is_short_for_official(password))
        if is_confirmed:
            rejoin(db, keys, account_id, email=person.email)
        else:
            send_confirmation(db, keys, account_id, person.email, person.language, now=now)
        _record(db, "create_account", None, account_id, None, {"confirmed": is_confirmed}, now)
    return account_id


def _add(db: Session, person: Registration, password_hash: str, *, is_confirmed: bool, now: datetime) -> int:
    if places.find_province(db, person.home_province_code) is None:
        raise UnknownProvince(field="home_province_code")
    account_id = add_registered(db, person, password_hash, is_confirmed=is_confirmed, now=now)
    if account_id is None:
        raise EmailTaken()
    return account_id


def grant_role(
    db: Session,
    *,
    email: str,
    role: Role,
    place: Place | None,
    site: str,
    actor_id: int | None = None,
    now: datetime,
) -> bool:
    """Grant a role at `place` (None: the whole nation), and mail it to its holder.

    Their sessions end, for those of officials are shorter, and each device has to be confirmed again, for
    citizens may have confirmed one that others use, too. site: public address of this site. actor_id: who
    grants it; None: the system. Returns False if the account holds the role there already. Raises BadEmail,
    NoSuchAccount.
    """
    account_id = _account_of(db, email)
    accounts.lock_account(db, account_id)
    if not grants.add_grant(db, account_id, role, place, now=now):
        return False
    sessions.end_sessions(db, account_id)
    devices.unconfirm_devices(db, account_id)
    _record(db, "grant_role", actor_id, account_id, place, {"role": role}, now)
    tell_owner(db, account_id, "role_granted", site=site, now=now, detail=role_in_words(db, role, place))
    return True


def revoke_role(
    db: Session,
    *,
    email: str,
    role: Role,
    place: Place | None,
    site: str,
    actor_id: int | None = None,
    now: datetime,
) -> bool:
    """Revoke a role at `place`, and end the sessions of its holder. site, actor_id: as in grant_role.

    Returns whether the account held it. Raises BadEmail, NoSuchAccount.
    """
    account_id = _account_of(db, email)
    accounts.lock_account(db, account_id)
    if not grants.delete_grant(db, account_id, role, place):
        return False
    sessions.end_sessions(db, account_id)
    _record(db, "revoke_role", actor_id, account_id, place, {"role": role}, now)
    tell_owner(db, account_id, "role_revoked", site=site, now=now, detail=role_in_words(db, role, place))
    return True


def end_sessions(db: Session, email: str | None) -> int:
    """End every session of the account with this address; None: of all.

    Their devices have to be confirmed again. Returns how many sessions there were. Raises BadEmail,
    NoSuchAccount.
    """
    if email is None:
        devices.unconfirm_devices(db, None)
        return sessions.end_all(db)
    account_id = _account_of(db, email)
    accounts.lock_account(db, account_id)
    devices.unconfirm_devices(db, account_id)
    return sessions.end_sessions(db, account_id)


def shut_out(db: Session, keys: Keys, email: str, *, now: datetime) -> None:
    """End all by which somebody can be in the account with this address, and know none of its devices.

    That is its password, sessions, links and tokens. Its owner chooses a new password by a link that they
    ask for. Raises BadEmail, NoSuchAccount.
    """
    account_id = _account_of(db, email)
    accounts.lock_account(db, account_id)
    passwords.set_password(db, account_id, keys.passwords.unusable, is_short=False)
    links.end_links(db, account_id, now=now)
    tokens.revoke_tokens(db, account_id, now=now)
    devices.forget_devices(db, account_id)


def confirm_device_of(db: Session, email: str, session_id: int, *, now: datetime) -> None:
    """Confirm the device of a session of the account with this address, for want of a mail with a code.

    Raises BadEmail, NoSuchAccount, NoSuchSession.
    """
    account_id = _account_of(db, email)
    accounts.lock_account(db, account_id)
    if not devices.confirm_device_of(db, account_id, session_id, now=now):
        raise NoSuchSession()
    _record(db, "confirm_device", None, account_id, None, {"session": session_id}, now)


def list_sessions(db: Session, email: str) -> list[SessionCard]:
    """The sessions of the account with this address, the one that was seen last first.

    Raises BadEmail, NoSuchAccount.
    """
    return sessions.list_sessions(db, _account_of(db, email))


def find_place(
    db: Session, *, province_code: str | None = None, local_government_code: str | None = None
) -> Place | None:
    """The place that a code names: a local government, else a province, else the nation (None).

    Raises NoSuchPlace.
    """
    if local_government_code is not None:
        found = places.find_local_government(db, local_government_code)
        if found is None:
            raise NoSuchPlace(code=local_government_code)
        return Place(found.province_code, found.code)
    if province_code is not None:
        if places.find_province(db, province_code) is None:
            raise NoSuchPlace(code=province_code)
        return Place(province_code)
    return None


def _account_of(db: Session, email: str) -> int:
    known = accounts.find_credentials(db, known_email(email))
    if known is None:
        raise NoSuchAccount()
    return known.account_id


def _record(
    db: Session,
    act: AuditAct,
    actor_id: int | None,
    account_id: int,
    place: Place | None,
    data: dict[str, Any],
    now: datetime,
) -> None:
    record(
        db,
        actor_id=actor_id,
        act=act,
        subject_kind="account",
        subject_id=account_id,
        place=place,
        data=data,
        now=now,
    )
