"""What a public draw gave, in the one form that the seed is made of."""

import pytest

from idea4gov.domain.errors import Invalid
from idea4gov.domain.rounds.draw import HiddenSigns, TooFewSigns, clean_draw, clean_words


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


def test_the_seed_is_the_digest_that_the_documentation_shows() -> None:
    seed = "0c4aaa1d6cfc762338c8d48766814ac33146ee8b2d62b5acaea4dc38977a3877"
    assert clean_draw("๔ ๑ ๗ ๐ ๙", "ที่ว่าการ", "พยาน").seed == seed
