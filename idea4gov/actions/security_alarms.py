"""Alarms by mail: what the security log of the last hour says, to those who are on duty."""

from collections import defaultdict
from collections.abc import Iterable, MutableMapping
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from idea4gov.actions.mail import enqueue
from idea4gov.actions.security_log import EventLog
from idea4gov.domain.security_alarms import ALARMS, LOG_SILENT, LONGEST_WINDOW, AlarmWatch, Episode
from idea4gov.domain.security_log import SecurityEvent
from idea4gov.domain.thai import BANGKOK
from idea4gov.store.accounts import list_cards
from idea4gov.store.grants import Admin, list_admins
from idea4gov.store.session import Database

# After an alarm, the next one of its kind about the same account or network.
QUIET = timedelta(hours=1)
# After a mail, the next one about kinds that were told within QUIET: whoever attacks from a thousand networks
# must not bury the administrators in mails.
BETWEEN_MAILS = timedelta(minutes=15)
MOST_TOLD = 50
# Lines of one kind in a mail; the others are counted.
MOST_LINES = 5
# How the contact of the settings is greeted, whose name nobody knows.
CONTACT = "ผู้ดูแลระบบ"
AND_MORE = {"th": "และเหตุแบบเดียวกันอีก {more} รายการ", "en": "And {more} more of the same kind."}
CLOCK = {"th": "%H.%M น.", "en": "%H:%M"}
Notified = MutableMapping[tuple[str, str], datetime]


def raise_alarms(
    database: Database, log: EventLog, notified: Notified, *, site_url: str, contact: str, now: datetime
) -> list[Episode]:
    """Mail the alarms that are due to the administrators of the nation, or to all. Returns those alarms.

    They are written into the log, too, by which other workers and the next start know of them. notified: when
    each one was raised last; it is brought up to date. contact: the e-mail address that gets the mail if
    there is no administrator; it may be empty.
    """
    for key in [key for key, at in notified.items() if now - at >= QUIET]:
        del notified[key]
    watch = AlarmWatch()
    for event in log.read(since=now - LONGEST_WINDOW, until=now):
        if event.event == "alarm":
            key = str(event.about.get("alarm")), str(event.about.get("who", ""))
            if now - event.at < QUIET:
                notified[key] = max(event.at, notified.get(key, event.at))
        else:
            watch.see(event)
    if not log.can_write(at=now):
        watch.episodes.append(Episode(LOG_SILENT, "", now, now, 1))
    due = _due(watch.episodes, notified, now)
    if due:
        _mail(database, log, due, site_url=site_url, contact=contact, now=now)
        notified.update({one.key: now for one in due})
    return due


def _due(episodes: Iterable[Episode], notified: Notified, now: datetime) -> list[Episode]:
    kinds = {name for name, _ in notified}
    may_repeat = all(now - at >= BETWEEN_MAILS for at in notified.values())
    news = [one for one in episodes if one.key not in notified]
    return [one for one in news if may_repeat or one.name not in kinds]


def _mail(
    database: Database, log: EventLog, due: list[Episode], *, site_url: str, contact: str, now: datetime
) -> None:
    with database.transaction() as db:
        names = _names(db, due)
        on_duty = list_admins(db, limit=MOST_TOLD) or [Admin(contact, "th", CONTACT)] * ("@" in contact)
        for email, language, name in on_duty:
            enqueue(
                db,
                recipient=email,
                template="security_alarm",
                language=language,
                reader=name,
                what="\n".join(f"- {line}" for line in _lines(due, language, names)),
                site=site_url,
                now=now,
            )
    for one in due:
        log.write(_event(one, was_told=bool(on_duty), now=now))


def _names(db: Session, due: list[Episode]) -> dict[str, str]:
    """The names of the accounts that these alarms are about, by their numbers as text."""
    numbers = [int(one.who) for one in due if one.is_of_account]
    return {str(one.id): one.display_name for one in list_cards(db, numbers)}


def _lines(due: list[Episode], language: str, names: dict[str, str]) -> Iterable[str]:
    kinds: dict[str, list[Episode]] = defaultdict(list)
    for one in due:
        kinds[one.name].append(one)
    for of_kind in kinds.values():
        for one in of_kind[:MOST_LINES]:
            yield f"{one.since.astimezone(BANGKOK).strftime(CLOCK[language])} {one.says(language, names)}"
        if len(of_kind) > MOST_LINES:
            yield AND_MORE[language].format(more=len(of_kind) - MOST_LINES)


def _event(episode: Episode, *, was_told: bool, now: datetime) -> SecurityEvent:
    """An alarm as an event; "failed" if there was nobody to tell."""
    by = ALARMS[episode.name].by if episode.name in ALARMS else "all"
    return SecurityEvent(
        at=now,
        event="alarm",
        result="done" if was_told else "failed",
        network=episode.who if by == "network" else "",
        about={"alarm": episode.name, "who": episode.who, "times": episode.times},
    )
