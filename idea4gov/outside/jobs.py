"""The threads and the clock of the worker. The only module that imports huey.

The queue is in the memory of the worker: which jobs there are, the database says. It is asked every second,
so a worker on any machine finds what was asked for on another one.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from threading import Event, Thread
from typing import Any

from huey import MemoryHuey, crontab
from huey.consumer import Consumer

LOOK_SECONDS = 1.0
# A job that is due again right after it ran has failed.
AGAIN_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 0.5
# One for jobs, two for budget rounds, one for large urns, one for figures, one for daily files: none of them
# waits for another.
THREADS = 6


def work(
    run: Callable[[int], object],
    *,
    due: Callable[[], Iterable[int]],
    every_minute: Sequence[Callable[[], object]],
) -> None:
    """Run jobs, THREADS at a time, until SIGINT or SIGTERM. On SIGINT, running jobs are finished first.

    due: asked every second for the numbers of the jobs to run; a job that waits or runs here, or has just
    failed here, is not begun again. run: called with each number. every_minute: each function is called at
    the start and then every minute, even if its last call still runs or another function fails.
    """
    queue: Any = MemoryHuey("idea4gov", results=False)
    for place, look in enumerate(every_minute):
        queue.periodic_task(crontab(minute="*"), name=f"every_minute_{place}")(look)
    over = Event()
    looking = Thread(target=_look, args=(enqueuer(queue, run), due, over), name="jobs", daemon=True)
    looking.start()
    try:
        Consumer(queue, workers=THREADS, max_delay=LONGEST_PAUSE_SECONDS, check_worker_health=True).run()
    finally:
        over.set()


def enqueuer(
    queue: Any, run: Callable[[int], object], timer: Callable[[], float] = time.monotonic
) -> Callable[[int], None]:
    """A function that puts a job into the queue, unless it is there, runs, or ended within AGAIN_SECONDS.

    timer: monotonic seconds.
    """
    rests_until: dict[int, float] = {}

    def run_taken(job_id: int) -> None:
        try:
            run(job_id)
        finally:
            rests_until[job_id] = timer() + AGAIN_SECONDS

    task = queue.task(name="run_job")(run_taken)

    def enqueue(job_id: int) -> None:
        now = timer()
        for one in [one for one, until in rests_until.copy().items() if until <= now]:
            del rests_until[one]
        if job_id not in rests_until:
            rests_until[job_id] = float("inf")
            task(job_id)

    return enqueue


def _look(enqueue: Callable[[int], None], due: Callable[[], Iterable[int]], over: Event) -> None:
    while not over.wait(LOOK_SECONDS):
        for job_id in due():
            enqueue(job_id)
