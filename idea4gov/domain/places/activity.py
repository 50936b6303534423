"""How lively a province is, as the map shades it."""

from bisect import bisect_right
from typing import NamedTuple

# The fewest proposals of each shade above "nothing going on"; the legend of the map names them.
SHADES = (1, 5, 20, 100)


class Activity(NamedTuple):
    """What is open in a province at one moment. proposals: published on its open boards."""

    open_boards: int
    proposals: int


def shade_of(activity: Activity | None) -> int:
    """0 where no board is open, else 1 to 4 by the number of proposals on the open boards."""
    if activity is None:
        return 0
    return max(1, bisect_right(SHADES, activity.proposals))
