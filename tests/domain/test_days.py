"""Days as people type them: read, or refused with a sentence."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.days import (
    DayOutOfRange,
    NoSuchDay,
    ShortYear,
    day_in_words,
    read_day,
    require_near,
    typed_day,
)
from idea4gov.domain.errors import Invalid
from idea4gov.domain.text import EmptyText
from idea4gov.domain.thai import format_date
from tests.services.typed import DAYS, REFUSED_DAYS

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(("typed", "day"), DAYS)
def test_a_day_is_read_in_every_usual_spelling(typed: str, day: str) -> None:
    assert read_day(typed) == date.fromisoformat(day)


@pytest.mark.parametrize(("typed", "code"), REFUSED_DAYS)
def test_a_day_that_is_not_clear_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_day(typed)
    assert refused.value.code == code


def test_the_refusal_shows_what_was_typed() -> None:
    with pytest.raises(NoSuchDay, match=r"“29 ก\.พ\. 2569” is not in the calendar"):
        read_day("๒๙ ก.พ. ๒๕๖๙")
    with pytest.raises(ShortYear, match=r"“4/12/69”.*for example 4/12/2569"):
        read_day("4/12/69")


def test_an_empty_field_has_its_own_refusal() -> None:
    with pytest.raises(EmptyText):
        read_day(" \u200b ")


@given(st.dates(date(1900, 1, 1), date(2156, 12, 31)))
def test_what_a_page_writes_is_read_back(day: date) -> None:
    for written in (
        format_date(day, "th"),
        format_date(day, "th", long=True, thai_numerals=True),
        format_date(day, "en", long=True),
        typed_day(day),
        day.isoformat(),
    ):
        assert read_day(written) == day


@given(st.text(alphabet="0123456789๐๒๕๖๙/.- พยธควันที่decADBE", max_size=40))
def test_any_text_is_a_day_or_refused(typed: str) -> None:
    with suppress(Invalid):
        assert 1 < read_day(typed).year < 9999


@pytest.mark.parametrize("day", [date(2025, 11, 30), TODAY, date(2031, 11, 30)])
def test_a_day_from_a_year_ago_to_five_years_ahead_is_near(day: date) -> None:
    require_near(day, today=TODAY)


@pytest.mark.parametrize("day", [date(2025, 11, 29), date(2031, 12, 1), date(2053, 11, 30)])
def test_any_other_day_is_refused_with_the_bounds_in_the_buddhist_era(day: date) -> None:
    with pytest.raises(DayOutOfRange, match="30/11/2568 to 30/11/2574"):
        require_near(day, today=TODAY)


def test_the_bounds_of_a_leap_day_are_days_of_the_calendar() -> None:
    require_near(date(2027, 2, 28), today=date(2028, 2, 29))
    with pytest.raises(DayOutOfRange, match="28/2/2570 to 28/2/2576"):
        require_near(date(2027, 2, 27), today=date(2028, 2, 29))


def test_a_day_is_said_back_with_its_weekday_and_its_buddhist_year() -> None:
    assert day_in_words(TODAY, "th") == "วันจันทร์ที่ 30 พฤศจิกายน 2569"
    assert day_in_words(TODAY, "th", thai_numerals=True) == "วันจันทร์ที่ ๓๐ พฤศจิกายน ๒๕๖๙"
    assert day_in_words(date(2028, 2, 29), "en") == "Tuesday 29 February 2028 (B.E. 2571)"
    assert read_day(day_in_words(TODAY, "th")) == TODAY
