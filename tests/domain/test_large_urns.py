import pytest

from idea4gov.domain.rounds.large_urns import CHUNK, SMALLEST, fit_chunk


@pytest.mark.parametrize(
    ("moved", "seconds", "expected"),
    [
        (800, 0.4, 400),
        (400, 0.16, 500),
        (400, 0.01, 800),
        (300, 0.0, 600),
        (900, 0.01, CHUNK),
        (200, 60.0, SMALLEST),
    ],
)
def test_next_chunk_takes_a_fifth_of_a_second(moved: int, seconds: float, expected: int) -> None:
    assert fit_chunk(moved, seconds) == expected


def test_chunk_is_never_larger_than_was_asked_for() -> None:
    assert fit_chunk(3, 0.01, most=3) == 3
