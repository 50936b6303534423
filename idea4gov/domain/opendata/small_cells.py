"""Numbers of people that are too small to be told: in a village, three people from far away have names."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

SMALLEST_TOLD = 5


def suppress(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Rows of participation, sorted by board, without counts that would point at people.

    Each row gets `is_suppressed`, and `people` None where it is True: counts under SMALLEST_TOLD.
    Where only one count of a board is that small, the next larger one is kept back too: else whoever knows
    how many took part would find it by subtraction.
    """
    for _, group in groupby(rows, key=lambda row: row["board_id"]):
        cells = list(group)
        hidden = _hidden([cell["people"] for cell in cells])
        for place, cell in enumerate(cells):
            told = place not in hidden
            yield {**cell, "people": cell["people"] if told else None, "is_suppressed": not told}


def _hidden(counts: list[int]) -> set[int]:
    """The places of the counts that are not told."""
    small = {place for place, count in enumerate(counts) if count < SMALLEST_TOLD}
    if len(small) == 1 and len(counts) > 1:
        small.add(min(set(range(len(counts))) - small, key=lambda place: counts[place]))
    return small
