"""The activity of a province, which shades it on the map."""

from bisect import bisect_right
from typing import NamedTuple

# The fewest proposals of each shade above "nothing going on"; the legend of the map names them.
SHADES = (1, 5, 20, 100)


class Activity(NamedTuple):
    """What is open in a province.

    open_boards: number of boards. proposals: published ones on these boards.
    """

    open_boards: int
    proposals: int


def shade_of(activity: Activity | None) -> int:
    """0 if no board is open, otherwise 1 to 4 by the number of proposals."""
    if activity is None:
        return 0
    return max(1, bisect_right(SHADES, activity.proposals))
