"""The queue that wakes the worker, huey: in a SQLite file, or in Redis. The only place that imports it.

Only numbers of jobs pass through it, signed. What is to be done, and whether it was, stands in the database:
a queue that is lost loses nothing, for the worker looks for waiting jobs every minute.
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from huey import RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer
from huey.serializer import SignedSerializer

LOG = logging.getLogger(__name__)
LONGEST_PAUSE_SECONDS = 2.0
THREADS = 3
"""So that neither a job nor a round waits for the files of the day."""


class JobQueue:
    """One queue for each database. redis_url: "" for a SQLite file. secret: signs what passes through."""

    def __init__(self, *, redis_url: str, file: str, secret: str, database_url: str) -> None:
        self._redis_url, self._file = redis_url, file
        self._name = f"idea4gov-{hashlib.sha256(database_url.encode()).hexdigest()[:12]}"
        self._serializer = SignedSerializer(secret=secret, salt="idea4gov-jobs")
        self._run: Callable[[int], object] = _nothing
        self._huey: Any = None
        self._wake: Any = None

    def wake_worker(self, job_id: int) -> None:
        """Tell the worker of a job, after the commit. Where that fails, it finds the job by itself."""
        try:
            self._open()
            self._wake(job_id)
        # A queue that is down must not cost the person the page: the job stands in the database.
        except Exception as error:
            LOG.warning("job_queue_unreachable %s", type(error).__name__)

    def work(self, run: Callable[[int], object], *, every_minute: Sequence[Callable[[], object]]) -> None:
        """Run jobs, THREADS at a time, until SIGINT or SIGTERM; the job at hand is finished on SIGINT.

        run: called with the number of each job that the worker was woken for. every_minute: each is called at
        once and then every minute, also while its last call still runs, and whether or not another one fails.
        """
        self._run = run
        self._open()
        for place, look in enumerate(every_minute):
            self._huey.periodic_task(crontab(minute="*"), name=f"every_minute_{place}")(look)
        Consumer(self._huey, workers=THREADS, max_delay=LONGEST_PAUSE_SECONDS, check_worker_health=True).run()

    def _open(self) -> None:
        """Reach the queue when it is first needed: each process has connections of its own."""
        if self._huey is not None:
            return
        shared = {"name": self._name, "results": False, "serializer": self._serializer}
        if self._redis_url:
            self._huey = RedisHuey(url=self._redis_url, **shared)
        else:
            Path(self._file).parent.mkdir(parents=True, exist_ok=True)
            self._huey = SqliteHuey(filename=self._file, **shared)
        self._wake = self._huey.task(name="run_job")(self._handle)

    def _handle(self, job_id: int) -> None:
        self._run(job_id)


def _nothing(_job_id: int) -> None:
    """A process that only wakes the worker runs no job."""
