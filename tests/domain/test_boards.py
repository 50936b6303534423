"""Rules of boards."""

from datetime import UTC, datetime, timedelta

import pytest

from idea4gov.domain.boards import (
    BoardClosed,
    BoardState,
    ClosesInThePast,
    ClosesTooLate,
    closing_moment,
    draft,
    is_open,
    require_open,
)
from idea4gov.domain.errors import Invalid

NOW = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
# 23:59:59 in Bangkok
NEW_YEARS_EVE = datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    ["2026-12-31", "2569-12-31", "31/12/2569", "31-12-2569", "31.12.2026", "๓๑/๑๒/๒๕๖๙", " 31/12/2569 "],
)
def test_a_closing_day_of_either_era_ends_with_that_day_in_bangkok(written: str) -> None:
    assert closing_moment(written, now=NOW) == NEW_YEARS_EVE


def test_no_closing_day_is_no_closing_time() -> None:
    assert closing_moment("  ", now=NOW) is None


def test_a_board_may_close_at_the_end_of_today_but_not_of_yesterday() -> None:
    assert closing_moment("2026-11-23", now=NOW) == datetime(2026, 11, 23, 16, 59, 59, tzinfo=UTC)
    with pytest.raises(ClosesInThePast):
        closing_moment("2026-11-22", now=NOW)


def test_a_leap_day_of_the_buddhist_era_is_a_day() -> None:
    assert closing_moment("29/02/2571", now=NOW) == datetime(2028, 2, 29, 16, 59, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["soon", "2026-13-01", "30/02/2570", "2026-12-31T18:00", "\0", "0000-01-01"]
)
def test_what_is_no_day_is_refused_at_its_field(written: str) -> None:
    with pytest.raises(Invalid) as refused:
        closing_moment(written, now=NOW)
    assert refused.value.data["field"] == "closes_on"


@pytest.mark.parametrize("written", ["9999-12-31", "2035-01-01"])
def test_a_day_years_away_is_refused(written: str) -> None:
    with pytest.raises(ClosesTooLate):
        closing_moment(written, now=NOW)


@pytest.mark.parametrize(
    ("state", "closes_at", "expected"),
    [
        ("open", None, True),
        ("open", NOW + timedelta(seconds=1), True),
        ("open", NOW, False),
        ("open", NOW - timedelta(days=1), False),
        ("draft", None, False),
        ("closed", None, False),
        ("archived", NOW + timedelta(days=1), False),
    ],
)
def test_a_board_is_open_until_its_closing_time(
    state: BoardState, closes_at: datetime | None, expected: bool
) -> None:
    assert is_open(state, closes_at, NOW) is expected
    if not expected:
        with pytest.raises(BoardClosed):
            require_open(state, closes_at, NOW)


@pytest.mark.parametrize(
    ("title", "body", "field"), [("", "b", "title"), ("t" * 161, "b", "title"), ("t", "b" * 5_001, "body")]
)
def test_words_that_do_not_fit_are_refused_at_their_field(title: str, body: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        draft(title, body)
    assert refused.value.data["field"] == field


def test_the_longest_words_fit() -> None:
    text = draft("ก" * 160, "ข" * 5_000)
    assert (len(text.title), len(text.body)) == (160, 5_000)
