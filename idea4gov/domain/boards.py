"""Rules of boards: the question, when it closes, and whether one may still act on it."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from idea4gov.domain.errors import N_, Conflict, Invalid
from idea4gov.domain.fields import at_field
from idea4gov.domain.text import clean_line, clean_text
from idea4gov.domain.thai import BANGKOK, BUDDHIST_ERA_OFFSET, arabic_digits
from idea4gov.domain.throttle import Limit

TITLE_MAX_LENGTH = 160
BODY_MAX_LENGTH = 5_000
LONGEST_DAYS = 5 * 366
OPENINGS = Limit("open-board", 5, timedelta(hours=1))

# No Gregorian year of a closing date is this large, and no Buddhist one this small.
_FIRST_BUDDHIST_YEAR = 2400
_DAY_FIRST = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"([0-9]{4})[/.-]([0-9]{1,2})[/.-]([0-9]{1,2})", re.ASCII)


class BoardClosed(Conflict):
    """Nothing is posted, changed or supported on a board that is not open."""

    code = "board_closed"
    message = N_("This board is closed. You can still read everything, but nothing can be added or changed.")


class UnreadableDay(Invalid):
    """A closing date that is no day of the calendar."""

    code = "unreadable_day"
    message = N_("We cannot read this date. Please write it like 31/12/2569.")


class ClosesInThePast(Invalid):
    """A board cannot close before it opens."""

    code = "closes_in_the_past"
    message = N_("The closing date has already passed. Please choose a later day, or leave it empty.")


class ClosesTooLate(Invalid):
    """A closing date years away, which is most often a slip of the pen."""

    code = "closes_too_late"
    message = N_("The closing date is more than five years away. Please check the year.")


class LocalGovernmentElsewhere(Invalid):
    """A board narrows to a local government of its own province only."""

    code = "local_government_elsewhere"
    message = N_("This local government is not in the province of the board. Please choose another one.")


@dataclass(frozen=True)
class BoardText:
    """The question of a board, cleaned."""

    title: str
    body: str


def draft(title: str, body: str) -> BoardText:
    """Accept the words of a board: a title of 1-160 characters, a question of 1-5,000.

    Raises Invalid with data `field`: title or body.
    """
    with at_field("title"):
        title = clean_line(title, max_length=TITLE_MAX_LENGTH)
    with at_field("body"):
        body = clean_text(body, max_length=BODY_MAX_LENGTH)
    return BoardText(title, body)


def closing_moment(text: str, *, now: datetime) -> datetime | None:
    """When a board closes: the last second, in Thailand, of the day that was written; None for no day.

    text: "2026-12-31", "31/12/2569" and the like, in Thai or other digits, of either era.
    Returns aware UTC, after `now`. Raises UnreadableDay, ClosesInThePast, ClosesTooLate.
    """
    if not text.strip():
        return None
    with at_field("closes_on"):
        last_second = datetime.combine(parse_day(text), time(23, 59, 59), BANGKOK).astimezone(UTC)
        if last_second <= now:
            raise ClosesInThePast()
        if last_second > now + timedelta(days=LONGEST_DAYS):
            raise ClosesTooLate()
    return last_second


def is_open(state: str, closes_at: datetime | None, now: datetime) -> bool:
    """Whether one may act on a board: from its closing time on it is closed, even before that is stored."""
    return state == "open" and (closes_at is None or now < closes_at)


def require_open(state: str, closes_at: datetime | None, now: datetime) -> None:
    """Raise BoardClosed unless one may act on the board."""
    if not is_open(state, closes_at, now):
        raise BoardClosed()


def parse_day(text: str) -> date:
    """Read a day: "2026-12-31", "31/12/2569" and the like, in Thai or other digits, of either era.

    Raises UnreadableDay.
    """
    text = arabic_digits(text.strip())
    if found := _YEAR_FIRST.fullmatch(text):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(text):
        day, month, year = map(int, found.groups())
    else:
        raise UnreadableDay()
    if year >= _FIRST_BUDDHIST_YEAR:
        year -= BUDDHIST_ERA_OFFSET
    try:
        return date(year, month, day)
    except ValueError as error:
        raise UnreadableDay() from error
