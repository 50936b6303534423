"""The rights of people over their personal data: to take a copy, and to have it erased."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from idea4gov.actions.accounts.keys import Keys
from idea4gov.actions.accounts.mailboxes import keep_mailbox
from idea4gov.actions.accounts.passwords import confirm_password
from idea4gov.actions.accounts.throttle import Asker
from idea4gov.actions.audit import record
from idea4gov.domain.fields import at_field
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.privacy import HoldsOffice
from idea4gov.domain.sessions import require_confirmed_device
from idea4gov.store import accounts, grants, privacy
from idea4gov.store.rounds.roll import list_own_ballots
from idea4gov.store.session import Database


def export_own_data(db: Session, viewer: Viewer, *, now: datetime) -> dict[str, Any]:
    """All data about the viewer, as JSON values.

    Of sealed ballots, which nothing leads to, only the round. Raises DeviceUnconfirmed.
    """
    require_confirmed_device(viewer)
    ballots = [
        {"round_id": one.round_id, "title": one.title, "channel": one.channel}
        for one in list_own_ballots(db, viewer.person_id)
    ]
    return {
        "exported_at": now.isoformat(),
        **privacy.read_own_data(db, viewer.account_id, viewer.person_id),
        "ballots": ballots,
    }


def erase_account(
    database: Database, keys: Keys, viewer: Viewer, *, password: str, asker: Asker, now: datetime
) -> None:
    """Erase the viewer's account and personal data for good. Posts and supports stay, without a name.

    Wrong passwords count like those of a log-in. Raises WrongPassword with data `field`, TooMany,
    HoldsOffice, DeviceUnconfirmed.
    """
    require_confirmed_device(viewer)
    with at_field("password"):
        email = confirm_password(database, keys, viewer, password, asker=asker, now=now).email
    with database.transaction() as db:
        accounts.lock_account(db, viewer.account_id)
        if grants.list_grants(db, viewer.account_id):
            raise HoldsOffice()
        keep_mailbox(db, keys, viewer.person_id, email=email, now=now)
        privacy.erase_account(
            db,
            viewer.account_id,
            viewer.person_id,
            email=email,
            password_hash=keys.passwords.unusable,
            now=now,
        )
        record(
            db,
            actor_id=viewer.account_id,
            act="erase_account",
            subject_kind="account",
            subject_id=viewer.account_id,
            place=None,
            data={},
            now=now,
        )
