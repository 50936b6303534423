"""Days at both ends of the calendar, and beyond: read or refused with a sentence, everywhere."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.days import day_in_words, read_day, read_near_day, require_near, typed_day
from idea4gov.domain.errors import DomainError, Invalid
from idea4gov.domain.figures import year_bounds
from idea4gov.domain.numbers import LARGEST
from idea4gov.domain.rounds.calendar import DAYS, day_end, read_dates
from idea4gov.domain.thai import format_date, format_datetime
from idea4gov.outside.sheet_cells import cell_text
from tests.conftest import NOON

TODAY = NOON.date()
ENDS = (
    *(
        "0001-01-01",
        "1/1/0001",
        "1 ม.ค. 0001",
        "0544-01-01",
        "1/1/0544",
        "1/1/544",
        "0000-01-01",
        "31/12/0000",
    ),
    *("9999-12-31", "31/12/9999", "31 ธ.ค. 9999", "31/12/9998", "31 Dec 9999", "พ.ศ. 9999", "1/1/10542"),
    *(
        "31/12/ค.ศ. 9999",
        "31/12/พ.ศ. 0001",
        "1 ม.ค. พ.ศ. 543",
        "1 ม.ค. พ.ศ. 544",
        "29/2/2443",
        "29/2/ค.ศ. 1900",
    ),
    *("1/1/99999", "99/99/9999", "0/0/0000", "๑/๑/๐๐๐๑", "๓๑/๑๒/๙๙๙๙", "1/1/" + "9" * 96, "9" * 100_000),
)


@pytest.mark.parametrize("name", DAYS)
@pytest.mark.parametrize("text", ENDS)
def test_no_day_of_a_round_overflows(name: str, text: str) -> None:
    with pytest.raises(Invalid):
        read_dates({**dict.fromkeys(DAYS, "1/1/2570"), name: text}, today=TODAY)


@pytest.mark.parametrize("text", ENDS)
def test_a_day_that_is_read_can_be_said_and_has_an_end(text: str) -> None:
    try:
        day = read_day(text)
    except Invalid:
        return
    assert day_end(day).date() - day <= timedelta(days=1)
    assert all((typed_day(day), day_in_words(day, "th"), day_in_words(day, "en")))
    with pytest.raises(Invalid):
        read_near_day(text, today=TODAY)


@given(st.dates(), st.dates(min_value=date(3, 1, 1), max_value=date(9990, 1, 1)))
def test_every_day_of_the_calendar_is_near_or_refused_from_any_day(day: date, today: date) -> None:
    with suppress(Invalid):
        require_near(day, today=today)
    for lang in ("th", "en"):
        assert format_date(day, lang)


@pytest.mark.parametrize(
    "year", [0, 1, 2, 543, 544, 545, 2569, 9_998, 9_999, 10_000, 10_541, 10_542, LARGEST]
)
def test_no_fiscal_year_overflows(year: int) -> None:
    try:
        first, after = year_bounds(year, now=NOON)
    except DomainError:
        return
    assert first < after
    assert all((format_datetime(first, "th"), format_datetime(after, "en")))


@pytest.mark.parametrize(
    "value",
    [
        date.min,
        date.max,
        datetime.combine(date.min, time.min),
        datetime.combine(date.max, time.max),
        datetime(2443, 2, 28),
        date(2400, 2, 29),
        time.max,
        timedelta.min,
        timedelta.max,
        float("inf"),
        float("nan"),
        -1e308,
        10**300,
    ],
)
def test_a_cell_of_a_sheet_may_hold_any_day(value: Any) -> None:
    assert cell_text(value)
    assert cell_text(value, "0%")
