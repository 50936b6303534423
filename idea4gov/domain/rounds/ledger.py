"""The ledger of a roll: how many voted, by door and by hour, and that the sums are those of the urn."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from idea4gov.domain.identity.doors import Door
from idea4gov.domain.opendata.small_cells import SMALLEST_TOLD


class Cell(NamedTuple):
    """A number of people under a name. voters: None where there are so few that it could show who."""

    name: str
    voters: int | None


class Ledger(NamedTuple):
    """The sums of a roll. doors: each door of the round, in its order.

    online, paper: lines by channel. hours: of the lines, in Thai time, such as "2026-11-23 14", earliest
    first. sealed_online, sealed_paper: ballots in the urn, None before the seal. papers: {kind: papers} of
    the kinds "agreed" and VOID_KINDS. table_closed_at: when two officials had signed the number of papers.
    """

    doors: dict[Door, int]
    online: int
    paper: int
    hours: list[Cell]
    sealed_online: int | None
    sealed_paper: int | None
    papers: dict[str, int]
    table_closed_at: datetime | None

    @property
    def total(self) -> int:
        """How many stand on the roll."""
        return self.online + self.paper

    @property
    def is_even(self) -> bool | None:
        """Whether the urn holds a ballot for each voter but for spoiled and missing papers; None before."""
        if self.sealed_online is None or self.sealed_paper is None:
            return None
        void = self.papers.get("spoiled", 0) + self.papers.get("missing", 0)
        return (self.online, self.paper) == (self.sealed_online, self.sealed_paper + void)


def _hidden(counts: list[int]) -> set[int]:
    """With small counts one that is not small is suppressed, too, always.

    Otherwise what is left of the total would give the small ones away where each of them is 1.
    """
    small = {place for place, count in enumerate(counts) if count < SMALLEST_TOLD}
    told = set(range(len(counts))) - small
    return small | {min(told, key=lambda place: counts[place])} if small and told else small


def tell_cells(counts: Mapping[str, int]) -> list[Cell]:
    """Counts as cells, without those that could show who is meant. counts: {name: people} of one total."""
    hidden = _hidden(list(counts.values()))
    return [
        Cell(name, None if place in hidden else voters) for place, (name, voters) in enumerate(counts.items())
    ]
