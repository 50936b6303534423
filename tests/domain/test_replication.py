"""How old what a standby shows can be."""

import pytest

from idea4gov.domain.replication import Positions


@pytest.mark.parametrize(
    ("replayed", "until"),
    [(99, None), (100, 1.0), (150, 1.0), (200, 2.5), (299, 2.5), (300, 4.0), (10_000, 4.0)],
)
def test_a_standby_shows_everything_of_the_last_moment_that_it_has_reached(
    replayed: int, until: float | None
) -> None:
    positions = Positions(kept=10)
    for moment, written in ((1.0, 100), (2.0, 200), (2.5, 200), (4.0, 300)):
        positions.note(moment, written)
    assert positions.shown_until(replayed) == until


def test_where_nothing_is_written_nothing_grows_old() -> None:
    positions = Positions(kept=3)
    for moment in range(100):
        positions.note(moment, 700)
    assert positions.shown_until(700) == 99


def test_what_is_too_old_to_matter_is_forgotten() -> None:
    positions = Positions(kept=2)
    for moment, written in ((1.0, 100), (2.0, 200), (3.0, 300)):
        positions.note(moment, written)
    assert positions.shown_until(150) is None
