"""The days of a round."""

from datetime import date

import pytest

from idea4gov.domain.days import DayOutOfRange
from idea4gov.domain.fields import InvalidFields
from idea4gov.domain.rounds.calendar import DAYS, days_of, read_dates

TODAY = date(2026, 11, 30)
TYPED = dict(
    zip(
        DAYS,
        ("1/12/2569", "15/12/2569", "20/12/2569", "25/12/2569", "31/12/2569", "4/1/2570", "11/1/2570"),
        strict=True,
    )
)


def refused(**changes: str) -> dict[str, str]:
    """{field: code} of what is refused in the days with changes."""
    with pytest.raises(InvalidFields) as found:
        read_dates({**TYPED, **changes}, today=TODAY)
    return {one.data["field"]: one.code for one in found.value.errors}


def test_the_days_of_dates_are_those_that_were_typed() -> None:
    found = days_of(read_dates(TYPED, today=TODAY))
    assert list(found) == list(DAYS)
    assert found["collecting_to"] == date(2026, 12, 15)
    assert found["contests_to"] == date(2027, 1, 11)


def test_every_wrong_day_is_named() -> None:
    assert refused(collecting_from="", voting_to="31/11/2569", result_on="4/1/2613") == {
        "collecting_from": "empty_text",
        "voting_to": "no_such_day",
        "result_on": "day_out_of_range",
    }


def test_days_out_of_order_are_named_beside_others() -> None:
    assert refused(preview_from="14/12/2569", voting_from="15/12/2569", contests_to="6/1/2570") == {
        "preview_from": "days_out_of_order",
        "voting_from": "preview_too_short",
        "contests_to": "contests_too_short",
    }


def test_a_day_long_ago_is_kept_but_not_chosen_anew() -> None:
    old = {**TYPED, "collecting_from": "1/11/2568"}
    with pytest.raises(DayOutOfRange, match="30/11/2568 to 30/11/2574"):
        read_dates(old, today=TODAY)
    kept = read_dates(old, today=TODAY, standing={"collecting_from": date(2025, 11, 1)})
    assert days_of(kept)["collecting_from"] == date(2025, 11, 1)
