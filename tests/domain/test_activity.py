"""How lively a province is."""

import pytest

from idea4gov.domain.places.activity import Activity, shade_of


@pytest.mark.parametrize(
    ("activity", "shade"),
    [
        (None, 0),
        (Activity(1, 0), 1),
        (Activity(1, 4), 1),
        (Activity(1, 5), 2),
        (Activity(2, 99), 3),
        (Activity(1, 100), 4),
        (Activity(9, 1_000_000), 4),
    ],
)
def test_a_province_is_shaded_by_the_proposals_on_its_open_boards(
    activity: Activity | None, shade: int
) -> None:
    assert shade_of(activity) == shade
