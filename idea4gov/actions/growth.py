"""Deleting what has been kept long enough, in small transactions. The worker calls it every minute."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idea4gov.domain.growth import LINK_KEPT, NOTICE_KEPT, PULSE_KEPT, TOKEN_KEPT, UNCONFIRMED_KEPT
from idea4gov.store import growth, privacy, throttle
from idea4gov.store.clock import forget_workers
from idea4gov.store.session import Database

ROUNDS = 20
"""Transactions of a kind in one call: what is left then waits for the next minute."""


def clear_old(database: Database, *, now: datetime) -> None:
    """Delete old notices, links, tokens, pulses, counters of attempts, and accounts never confirmed.

    now: of a clock that is right, for what is deleted is gone.
    """
    _repeat(database, partial(growth.delete_notices, given_before=now - NOTICE_KEPT), growth.AT_ONCE)
    _repeat(database, partial(growth.delete_links, expired_before=now - LINK_KEPT), growth.AT_ONCE)
    _repeat(database, partial(throttle.purge, now=now), throttle.PURGED_AT_ONCE)
    with database.transaction() as db:
        growth.delete_tokens(db, ended_before=now - TOKEN_KEPT)
        forget_workers(db, silent_since=now - PULSE_KEPT)
    clear_unconfirmed(database, now=now)


def clear_unconfirmed(database: Database, *, now: datetime) -> None:
    """Delete accounts that were never confirmed. One that something refers to is erased, as by its owner."""
    before, after_id = now - UNCONFIRMED_KEPT, 0
    while True:
        with database.reading() as db:
            found = growth.list_unconfirmed(db, made_before=before, after_id=after_id)
        if not found:
            return
        for account_id in found:
            _remove_unconfirmed(database, account_id, now=now)
        after_id = found[-1]


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


def _repeat(database: Database, delete: Callable[[Session], int], at_once: int) -> None:
    """Call `delete`, each time in a transaction of its own, until it deletes less than a whole batch."""
    for _ in range(ROUNDS):
        with database.transaction() as db:
            if delete(db) < at_once:
                return
