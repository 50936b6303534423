"""Alarms by mail: what the security log of the last hour says, to those who are on duty."""

from collections.abc import MutableMapping
from datetime import datetime, timedelta

from idea4gov.actions.mail import enqueue
from idea4gov.actions.security_log import EventLog
from idea4gov.domain.security_alarms import LONGEST_WINDOW, Raised, find_alarms
from idea4gov.store.grants import Admin, list_admins
from idea4gov.store.session import Database

# After an alarm, the next one of its kind about the same account or network.
QUIET = timedelta(hours=1)
MOST_TOLD = 50
# How the contact of the settings is greeted, whose name nobody knows.
CONTACT = "ผู้ดูแลระบบ"
Notified = MutableMapping[tuple[str, str], datetime]


def raise_alarms(
    database: Database, log: EventLog, notified: Notified, *, site_url: str, contact: str, now: datetime
) -> list[Raised]:
    """Mail the alarms that are due to the administrators of the nation, or to all. Returns those alarms.

    notified: when each alarm was raised last; it is brought up to date. contact: the e-mail address that gets
    the mail if there is no administrator; it may be empty.
    """
    events = log.read(since=now - LONGEST_WINDOW, until=now)
    due = [one for one in find_alarms(events, now=now) if _is_news(notified, one, now)]
    if not due:
        return []
    with database.transaction() as db:
        on_duty = list_admins(db, limit=MOST_TOLD) or [Admin(contact, "th", CONTACT)] * ("@" in contact)
        for email, language, name in on_duty:
            enqueue(
                db,
                recipient=email,
                template="security_alarm",
                language=language,
                reader=name,
                what="\n".join(f"- {one.says(language)}" for one in due),
                site=site_url,
                now=now,
            )
    notified.update({(one.name, one.who): now for one in due})
    return due


def _is_news(notified: Notified, alarm: Raised, now: datetime) -> bool:
    before = notified.get((alarm.name, alarm.who))
    return before is None or now - before >= QUIET
