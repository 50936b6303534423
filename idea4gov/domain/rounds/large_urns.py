"""Rules of sealing an urn: when it is done at once, when in chunks, and how far it has come."""

from typing import Final, NamedTuple

from idea4gov.domain.errors import N_, Conflict

LARGE: Final = 5_000
"""Up to so many ballots are sealed in the transaction that ends the voting; more are sealed in chunks.

Counted in the same way: up to so many ballots are counted again inside the transaction that announces.
"""
CHUNK: Final = 1_000
"""Most ballots that one transaction moves."""
SMALLEST: Final = 100
"""Ballots that one transaction moves however long it takes, so that sealing comes to its end."""
LOCKED_SECONDS: Final = 0.2
"""So long one transaction is to take: on SQLite every writer waits for it."""


class Progress(NamedTuple):
    """How far the sealing of an urn has come. sealed: online ballots in the urn. of: all that were cast."""

    sealed: int
    of: int

    @property
    def is_whole(self) -> bool:
        """Whether every ballot is in the urn. Its digest and the next phase can still be missing."""
        return self.sealed == self.of

    @property
    def shown(self) -> dict[str, str]:
        """The data of UrnBeingSealed: both numbers as people read them."""
        return {name: f"{number:,}" for name, number in self._asdict().items()}


def fit_chunk(moved: int, seconds: float, *, most: int = CHUNK) -> int:
    """How many ballots the next transaction moves, after one that took `seconds` for `moved` ballots.

    The larger the urn and the busier the machine, the longer a ballot takes. most: of one transaction.
    Returns at most twice `moved`, so that one lucky chunk makes nobody wait for the next.
    """
    fitting = int(moved * LOCKED_SECONDS / seconds) if seconds else 2 * moved
    return min(most, max(SMALLEST, min(fitting, 2 * moved)))


class UrnBeingSealed(Conflict):
    """The urn is large and still being sealed. sealed: ballots in the urn. of: all that were cast."""

    code = "urn_being_sealed"
    message = N_(
        "The urn is being sealed: %(sealed)s of %(of)s ballots are in it. It goes on by itself. Come back in "
        "a few minutes."
    )


class CountedAnew(Conflict):
    """What is counted has changed since a large urn was counted, so that the count is void."""

    code = "counted_anew"
    message = N_("Papers or the draw have changed during the count. Announce once more: it is counted again.")
