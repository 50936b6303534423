"""How old what a standby shows can be, from the positions of the write-ahead logs of two servers."""

from collections import deque


class Positions:
    """What the primary had written at some moments of the last seconds.

    Moments are seconds of one monotonic clock, positions are bytes of the write-ahead log. No clock of a
    server is asked, and a primary on which nothing is written makes nothing old.
    """

    def __init__(self, kept: int) -> None:
        self._noted: deque[tuple[float, int]] = deque(maxlen=kept)

    def note(self, moment: float, written: int) -> None:
        """Remember how far the primary had written when it was asked, not before `moment`."""
        self._noted.append((moment, written))

    def shown_until(self, replayed: int) -> float | None:
        """The last moment of which a standby that has replayed so far shows everything; None if unknown."""
        reached = (moment for moment, written in self._noted if written <= replayed)
        return max(reached, default=None)
