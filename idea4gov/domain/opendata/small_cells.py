"""Suppression of small counts of people: the few participants of a small place could be recognized."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

SMALLEST_TOLD = 5


def suppress(rows: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """Suppress counts below SMALLEST_TOLD in the rows of the data set on participation.

    rows: sorted by board. Each row gets `is_suppressed`; if it is True, `people` is None. If a board has only
    one such count, its next larger count is suppressed, too, because the total would give the small one away.
    """
    for _, group in groupby(rows, key=lambda row: row["board_id"]):
        cells = list(group)
        hidden = hidden_cells([cell["people"] for cell in cells])
        for place, cell in enumerate(cells):
            told = place not in hidden
            yield {**cell, "people": cell["people"] if told else None, "is_suppressed": not told}


def hidden_cells(counts: Sequence[int]) -> set[int]:
    """Indexes of the counts that are suppressed, of counts whose total is known."""
    small = {place for place, count in enumerate(counts) if count < SMALLEST_TOLD}
    if len(small) == 1 and len(counts) > 1:
        small.add(min(set(range(len(counts))) - small, key=lambda place: counts[place]))
    return small
