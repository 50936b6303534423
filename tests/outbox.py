"""The outbox of tests, emptied when they say so."""

from datetime import datetime

from idea4gov.actions.mail import deliver_next
from idea4gov.outside.mail import Mailer
from idea4gov.store.session import Database


def deliver_all(database: Database, mailer: Mailer, now: datetime) -> int:
    """Try every mail that is due at `now`, one after another. Returns how many were sent."""
    return sum(iter(lambda: deliver_next(database, mailer, now), None))
