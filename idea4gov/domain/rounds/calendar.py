"""The days of a round, from the first proposal to the last contest, and the moments that they stand for."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from types import MappingProxyType
from typing import Final

from idea4gov.domain.days import read_day, require_near, typed_day
from idea4gov.domain.errors import N_, Conflict, Invalid
from idea4gov.domain.fields import all_fields
from idea4gov.domain.rounds.phases import DATED, RoundClock
from idea4gov.domain.thai import BANGKOK, bangkok_date

DAYS: Final = (
    "collecting_from",
    "collecting_to",
    "preview_from",
    "voting_from",
    "voting_to",
    "result_on",
    "contests_to",
)
"""The days that the form asks for, in order. The last day of a period is a whole day in Thailand."""
FIELDS: Final = dict(zip(DATED.values(), DAYS, strict=True))
"""{column of the table: day of the form that it is made of}"""
MIN_CONTEST_DAYS = 3
MIN_PREVIEW_DAYS = 2
LONGEST_EXTENSION = timedelta(days=60)
_ANNOUNCED_AT = time(9)


class DaysOutOfOrder(Invalid):
    """A day is before one that it must follow."""

    code = "days_out_of_order"
    message = N_("This day must come after the one before it. Please check the days from the top down.")


class PreviewTooShort(Invalid):
    """The list of projects is shown for less than two days."""

    code = "preview_too_short"
    message = N_("The ballot paper must be shown for at least 2 whole days before voting begins.")


class ContestsTooShort(Invalid):
    """The time for contests is too short."""

    code = "contests_too_short"
    message = N_("Leave at least 3 days after the announcement for people to contest the result.")


class DayHasPassed(Invalid):
    """A phase that has not begun would begin in the past. day: as an official types it."""

    code = "day_has_passed"
    message = N_("%(day)s has passed already. Choose today or a later day.")


class NotLater(Invalid):
    """The new end of voting is not later than the present one."""

    code = "not_later"
    message = N_("Voting can only end later than planned. Choose a day after the present last day.")


class TooLong(Invalid):
    """The new end of voting is more than LONGEST_EXTENSION later; most often a month was mistyped."""

    code = "extension_too_long"
    message = N_("That is more than 60 days later. Please check the month and the year.")


class DateIsHistory(Conflict):
    """The date of a phase that has begun cannot be changed."""

    code = "date_is_history"
    message = N_("What has begun already keeps its day. Only later days can be changed.")


def read_dates(
    days: Mapping[str, str], *, today: date, standing: Mapping[str, date] = MappingProxyType({})
) -> dict[str, datetime]:
    """The dates of a round, from the days of the form.

    days: {one of DAYS: text}. standing: the days so far; one that stays may be long ago. Returns {column:
    aware UTC}. Raises Invalid with data `field`: the day that is wrong; InvalidFields if there are several.
    """
    read: dict[str, date] = {}
    with all_fields() as at:
        for name in DAYS:
            with at(name):
                day = read_day(days.get(name, ""))
                if day != standing.get(name):
                    require_near(day, today=today)
                read[name] = day
        for first, second in pairwise(DAYS):
            if first in read and second in read:
                with at(second):
                    _require_apart(first, second, read[second] - read[first])
    return {
        "collecting_at": _start(read["collecting_from"]),
        "reviewing_at": day_end(read["collecting_to"]),
        "preview_at": _start(read["preview_from"]),
        "voting_at": _start(read["voting_from"]),
        "counting_at": day_end(read["voting_to"]),
        "provisional_at": _moment(read["result_on"], _ANNOUNCED_AT),
        "final_at": day_end(read["contests_to"]),
    }


def _require_apart(first: str, second: str, apart: timedelta) -> None:
    """Check the time between two days that follow each other on the form."""
    # What runs from a day to a day may begin and end on the same one.
    if apart < timedelta(days=0 if second in ("collecting_to", "voting_to") else 1):
        raise DaysOutOfOrder()
    if first == "preview_from" and apart < timedelta(days=MIN_PREVIEW_DAYS):
        raise PreviewTooShort()
    if first == "result_on" and apart < timedelta(days=MIN_CONTEST_DAYS):
        raise ContestsTooShort()


def days_of(dates: Mapping[str, datetime | None]) -> dict[str, date]:
    """The days of the form that give these dates; None is left out. dates: {column: aware UTC}."""
    found = {}
    for column, name in FIELDS.items():
        moment = dates.get(column)
        if moment is not None:
            last = moment - timedelta(seconds=1) if name.endswith("_to") else moment
            found[name] = bangkok_date(last)
    return found


def require_ahead(clock: RoundClock, dates: Mapping[str, datetime], now: datetime) -> None:
    """Check that dates only move phases that have not begun, and only to the future.

    dates: {column: aware UTC}. Raises DateIsHistory, DayHasPassed.
    """
    seen_present = False
    with all_fields() as at:
        for phase, column in DATED.items():
            moment = dates[column]
            if clock.phase != "draft" and not seen_present:
                seen_present = phase == clock.phase
                if moment != clock.dates[phase]:
                    raise DateIsHistory()
            elif moment <= now and (phase != "collecting" or bangkok_date(moment) < bangkok_date(now)):
                with at(FIELDS[column]):
                    raise DayHasPassed(day=typed_day(days_of({column: moment})[FIELDS[column]]))


def require_later(standing: datetime, wanted: datetime) -> timedelta:
    """How much later voting ends if it is extended to `wanted`. Both aware UTC.

    Raises NotLater, TooLong with data `field`.
    """
    later = wanted - standing
    if later <= timedelta(0):
        raise NotLater(field="voting_to")
    if later > LONGEST_EXTENSION:
        raise TooLong(field="voting_to")
    return later


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, BANGKOK).astimezone(UTC)


def _start(day: date) -> datetime:
    return _moment(day, time(0))


def day_end(day: date) -> datetime:
    """The first moment after a day in Thailand, aware UTC."""
    return _start(day + timedelta(days=1))
