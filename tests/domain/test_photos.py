"""Rules of photos."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.photos import (
    MAX_PHOTOS,
    TooManyPhotos,
    clean_alt,
    digest_of,
    fit,
    free_positions,
)
from idea4gov.domain.text import TextTooLong

SIDES = st.integers(1, 20_000)


@given(width=SIDES, height=SIDES, side=st.integers(1, 2_000))
def test_a_fitted_picture_stays_inside_and_in_shape(width: int, height: int, side: int) -> None:
    fitted = fit(width, height, side)
    assert 1 <= min(fitted) <= max(fitted) <= max(side, 1)
    if max(width, height) <= side:
        assert fitted == (width, height)
    else:
        assert max(fitted) == side
        # The short side is off by the rounding of a pixel, and never vanishes.
        assert abs(min(fitted) - max(1, min(width, height) * side / max(width, height))) <= 0.5


@given(taken=st.sets(st.integers(1, MAX_PHOTOS)), wanted=st.integers(0, 6))
def test_free_positions_are_the_first_that_nobody_has(taken: set[int], wanted: int) -> None:
    if wanted + len(taken) > MAX_PHOTOS:
        with pytest.raises(TooManyPhotos):
            free_positions(taken, wanted)
        return
    positions = free_positions(taken, wanted)
    assert len(positions) == wanted
    assert positions == sorted(set(range(1, MAX_PHOTOS + 1)) - taken)[:wanted]


def test_what_photos_show_may_be_left_out_and_is_a_line() -> None:
    assert clean_alt("  ") is None
    assert clean_alt(" ถังขยะ\nริมหาด ") == "ถังขยะ ริมหาด"
    with pytest.raises(TextTooLong) as refusal:
        clean_alt("ก" * 201)
    assert refusal.value.data["field"] == "alt"


def test_a_digest_tells_which_bytes_are_of_which_file() -> None:
    assert digest_of(b"ab", b"c") != digest_of(b"a", b"bc")
