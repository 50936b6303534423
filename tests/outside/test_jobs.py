"""The queue of the worker: a job is not begun again while it waits or runs, nor right after it failed."""

from collections.abc import Callable

import pytest
from huey import MemoryHuey

from idea4gov.outside.jobs import AGAIN_SECONDS, enqueuer


class Queue:
    """A queue with one kind of job, and seconds that stand until a test moves them."""

    def __init__(self, run: Callable[[int], object]) -> None:
        self.seconds = 0.0
        self._queue = MemoryHuey("tests", results=False)
        self.enqueue = enqueuer(self._queue, run, lambda: self.seconds)

    @property
    def waiting(self) -> int:
        return int(self._queue.pending_count())

    def run_all(self) -> None:
        while task := self._queue.dequeue():
            self._queue.execute(task)


def test_a_job_is_queued_once_while_it_waits() -> None:
    ran: list[int] = []
    queue = Queue(ran.append)
    for job_id in (7, 7, 8, 7):
        queue.enqueue(job_id)
    assert queue.waiting == 2
    queue.run_all()
    assert ran == [7, 8]


@pytest.mark.parametrize("fails", [False, True])
def test_a_job_that_is_due_again_at_once_waits_for_a_minute(fails: bool) -> None:
    def run(_job_id: int) -> None:
        if fails:
            raise ZeroDivisionError

    queue = Queue(run)
    queue.enqueue(7)
    queue.run_all()
    queue.seconds = AGAIN_SECONDS - 1
    queue.enqueue(7)
    assert queue.waiting == 0
    queue.seconds = AGAIN_SECONDS
    queue.enqueue(7)
    assert queue.waiting == 1
