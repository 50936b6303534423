"""The outbox of tests, emptied when they say so."""

from datetime import datetime

from idea4gov.actions.mail_delivery import deliver_due
from idea4gov.outside.mail import Mailer
from idea4gov.store.session import Database


def deliver_all(database: Database, mailer: Mailer, now: datetime) -> int:
    """Try every mail that is due at `now`. Returns how many were sent."""
    return deliver_due(database, mailer, lambda: now)


def deliver_into(outbox: list[str], database: Database, now: datetime) -> None:
    """Move every mail that is due at `now`, whole, to the end of a list."""
    deliver_all(database, Mailer("", "idea4gov <no-reply@example.org>", echo=outbox.append), now)
