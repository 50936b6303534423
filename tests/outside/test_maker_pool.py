"""Processes that make one thing each: whatever it does, it is over in time and takes no more than it may."""

from collections.abc import Callable

import pytest

from idea4gov.domain.renditions import Rendition
from idea4gov.outside.maker_pool import ANSWER_MEMORY_MIB, FILE_MEMORY_MIB, Ended, MakerPool
from tests.attacks.makings import (
    do_it,
    draw_the_heaviest_photos,
    never_end,
    take_much,
    take_what_an_answer_may_not,
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("make", "deadline", "memory_mib", "failed"),
    [
        (never_end, 0, FILE_MEMORY_MIB, True),
        (take_much, 60, FILE_MEMORY_MIB, True),
        (do_it, 60, FILE_MEMORY_MIB, False),
        (take_what_an_answer_may_not, 60, ANSWER_MEMORY_MIB, True),
        (draw_the_heaviest_photos, 60, ANSWER_MEMORY_MIB, False),
    ],
)
def test_a_maker_has_bounds_of_time_and_memory(
    make: Callable[[Rendition], None], deadline: float, memory_mib: int, *, failed: bool
) -> None:
    pool = MakerPool(make, size=1, memory_mib=memory_mib)
    pool.start(Rendition("card", "1", "png"))
    assert not pool.has_room
    ended: list[Ended[Rendition]] = []
    while not ended:
        ended = pool.collect(deadline_seconds=deadline)
    assert [one.failed for one in ended] == [failed]
    assert pool.has_room
