"""What a public draw gave, in the one form that the seed is made of; who signs; how long it is awaited."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from idea4gov.domain.errors import Invalid
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.draw import (
    ABOUT_MAX_LENGTH,
    DrawAwaited,
    HiddenSigns,
    OwnCorrection,
    TooFewSigns,
    awaits_draw,
    clean_draw,
    clean_words,
    require_draw,
    require_other,
)
from idea4gov.domain.rounds.phases import RoundClock

ANNOUNCED = RoundClock("counting", provisional_at=datetime(2026, 12, 5, 3, tzinfo=UTC), is_draw_planned=True)
LAST_DAY_ENDS = datetime(2026, 12, 5, 17, tzinfo=UTC)
"""Midnight in Bangkok."""


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" ๔  1\t7 0\n9 ", "4 1 7 0 9"),
        ("4-1-7-0-9", "4-1-7-0-9"),
        ("รางวัลที่ ๑ เลข ๘๒๐๘๖๖", "รางวัลที่ 1 เลข 820866"),
        ("ABcd", "ABcd"),
    ],
)
def test_one_draw_has_one_form(typed: str, kept: str) -> None:
    assert clean_words(typed) == kept == clean_words(kept)


@pytest.mark.parametrize(
    ("typed", "refusal"),
    [("7 1 2", TooFewSigns), ("- - - -", TooFewSigns), ("41\u200b709", HiddenSigns), ("", Invalid)],
)
def test_a_draw_that_tells_too_little_or_hides_something_is_refused(
    typed: str, refusal: type[Invalid]
) -> None:
    with pytest.raises(refusal) as refused:
        clean_draw(typed, "ที่ว่าการ", "พยาน")
    assert refused.value.data["field"] == "words"


def test_whoever_drew_too_little_is_told_how_much_it_takes() -> None:
    with pytest.raises(TooFewSigns, match="at least 4 digits or letters"):
        clean_words("7 1 2")


def test_the_seed_is_the_digest_that_the_documentation_shows() -> None:
    seed = "0c4aaa1d6cfc762338c8d48766814ac33146ee8b2d62b5acaea4dc38977a3877"
    assert clean_draw("๔ ๑ ๗ ๐ ๙", "ที่ว่าการ", "พยาน").seed == seed


@pytest.mark.parametrize("field", ["occasion", "witnesses"])
def test_what_is_told_about_a_draw_is_refused_by_its_field_beyond_its_length(field: str) -> None:
    told = {"occasion": "ก" * ABOUT_MAX_LENGTH, "witnesses": "ข" * ABOUT_MAX_LENGTH}
    draw = clean_draw("4 1 7 0 9", **told)
    assert (draw.occasion, draw.witnesses) == (told["occasion"], told["witnesses"])
    with pytest.raises(Invalid) as refused:
        clean_draw("4 1 7 0 9", **told | {field: told[field] + "ค"})
    assert refused.value.data["field"] == field


def test_a_planned_draw_is_awaited_to_the_end_of_its_last_day_in_bangkok() -> None:
    second = timedelta(seconds=1)
    assert awaits_draw(ANNOUNCED, LAST_DAY_ENDS - second)
    with pytest.raises(DrawAwaited):
        require_draw(ANNOUNCED, LAST_DAY_ENDS - second)
    assert not awaits_draw(ANNOUNCED, LAST_DAY_ENDS)
    require_draw(ANNOUNCED, LAST_DAY_ENDS)


@pytest.mark.parametrize(
    "clock",
    [
        replace(ANNOUNCED, is_draw_planned=False),
        replace(ANNOUNCED, tie_seed="ab12"),
        replace(ANNOUNCED, provisional_at=None),
    ],
)
def test_no_draw_is_awaited_that_was_not_planned_or_is_entered_or_has_no_date(clock: RoundClock) -> None:
    assert not awaits_draw(clock, LAST_DAY_ENDS - timedelta(days=9))


@pytest.mark.parametrize(("account_id", "person_id"), [(1, 99), (99, 11), (1, 11)])
def test_nobody_signs_by_another_account_what_they_entered(account_id: int, person_id: int) -> None:
    with pytest.raises(OwnCorrection):
        require_other(Viewer(account_id, person_id, "มานี", "th", "20"), {1, 2}, {11, 12})


def test_an_official_who_entered_neither_signs() -> None:
    require_other(Viewer(3, 13, "ปิติ", "th", "20"), {1, 2}, {11, 12})
