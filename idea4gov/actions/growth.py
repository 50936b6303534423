"""Deleting what has been kept long enough, in small transactions. The worker calls it every minute."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idea4gov.domain.clock import PULSE_KEPT
from idea4gov.domain.retention import Kind, kept
from idea4gov.store import consents, growth, privacy, retention, throttle, voter_lists
from idea4gov.store.clock import forget_workers
from idea4gov.store.session import Database

Clear = Callable[[Database, datetime, datetime], None]
"""Deletes what is older than a moment; it is given that and the present."""
Delete = Callable[[Session, datetime], int]
ROUNDS = 20
"""Transactions of a kind in one call: what is left then waits for the next minute."""


def clear_old(database: Database, *, now: datetime) -> None:
    """Delete all of which a rule of domain.retention says that its time is over, and old pulses.

    now: of a clock that is right, for what is deleted is gone. What has a worker's job of its own is deleted
    there: sessions, devices, mails, photos, sheets, exports and files.
    """
    for kind, clear in ACTS.items():
        clear(database, now if kind in AT_AN_EVENT else now - kept(kind), now)
    with database.transaction() as db:
        forget_workers(db, silent_since=now - PULSE_KEPT)


def clear_unconfirmed(database: Database, before: datetime, now: datetime) -> None:
    """Delete accounts that were never confirmed. One that something refers to is erased, as by its owner."""
    after_id = 0
    while True:
        with database.reading() as db:
            found = growth.list_unconfirmed(db, made_before=before, after_id=after_id)
        if not found:
            return
        for account_id in found:
            _remove_unconfirmed(database, account_id, now=now)
        after_id = found[-1]


def clear_residences(database: Database, before: datetime, now: datetime) -> None:
    """Delete residences that nobody needs any more, and note that the consents ended."""
    for _ in range(ROUNDS):
        with database.transaction() as db:
            gone = retention.delete_residences(db, before)
            consents.end_consents(db, gone, ["residence"], now=now)
        if not gone:
            return


def _remove_unconfirmed(database: Database, account_id: int, *, now: datetime) -> None:
    try:
        with database.transaction() as db:
            if account := growth.lock_unconfirmed(db, account_id):
                growth.delete_unconfirmed(db, account)
    except IntegrityError:
        with database.transaction() as db:
            if account := growth.lock_unconfirmed(db, account_id):
                privacy.erase_account(
                    db, account.id, account.person_id, email=account.email, password_hash="", now=now
                )


def _in_parts(delete: Delete) -> Clear:
    """Clears by calling `delete`, each time in a transaction of its own, until nothing is over."""

    def clear(database: Database, before: datetime, _now: datetime) -> None:
        for _ in range(ROUNDS):
            with database.transaction() as db:
                if not delete(db, before):
                    return

    return clear


ACTS: Mapping[Kind, Clear] = {
    "notices": _in_parts(growth.delete_notices),
    "links": _in_parts(growth.delete_links),
    "attempts": _in_parts(throttle.purge),
    "tokens": _in_parts(growth.delete_tokens),
    "residence": clear_residences,
    "consents": _in_parts(retention.delete_consents),
    "roll_hints": _in_parts(retention.delete_hints),
    "voter_lists": _in_parts(voter_lists.erase_old),
    "unconfirmed": clear_unconfirmed,
    "erased_mailboxes": _in_parts(retention.delete_mailboxes),
}
"""{kind of data: deletes what is over}, of the kinds that lie in the database and have no job of their own"""
AT_AN_EVENT: tuple[Kind, ...] = ("roll_hints",)
"""What ends with an event, and has no time behind it."""
