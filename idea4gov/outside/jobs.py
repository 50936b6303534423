"""The queue that wakes the worker, in a SQLite file or in Redis. The only module that imports huey.

The queue carries nothing but signed numbers of jobs. The database says what each job is and whether it is
done. If the queue is lost, no job is lost: the worker looks for waiting jobs every minute.
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
# One for jobs, one for budget rounds, one for figures, one for daily files: none of them waits for another.
THREADS = 4


class JobQueue:
    """The queue of one database.

    redis_url: "" to use the SQLite file `file`. secret: key that signs the numbers. database_url: names the
    queue.
    """

    def __init__(self, *, redis_url: str, file: str, secret: str, database_url: str) -> None:
        self._redis_url, self._file = redis_url, file
        self._name = f"idea4gov-{hashlib.sha256(database_url.encode()).hexdigest()[:12]}"
        self._serializer = SignedSerializer(secret=secret, salt="idea4gov-jobs")
        self._run: Callable[[int], object] = _nothing
        self._huey: Any = None
        self._wake: Any = None

    def wake_worker(self, job_id: int) -> None:
        """Wake the worker for a job, which is committed already.

        If that fails, the worker finds the job later.
        Raises nothing.
        """
        try:
            self._open()
            self._wake(job_id)
        # The request must succeed even if the queue is down: the job is in the database.
        except Exception as error:
            LOG.warning("job_queue_unreachable %s", type(error).__name__)

    def work(self, run: Callable[[int], object], *, every_minute: Sequence[Callable[[], object]]) -> None:
        """Run jobs, THREADS at a time, until SIGINT or SIGTERM. On SIGINT, running jobs are finished first.

        run: called with the number of each job that the worker was woken for. every_minute: each function is
        called at the start and then every minute, even if its last call still runs or another function fails.
        """
        self._run = run
        self._open()
        for place, look in enumerate(every_minute):
            self._huey.periodic_task(crontab(minute="*"), name=f"every_minute_{place}")(look)
        Consumer(self._huey, workers=THREADS, max_delay=LONGEST_PAUSE_SECONDS, check_worker_health=True).run()

    def _open(self) -> None:
        """Connect to the queue when it is first used, so that each process has its own connections."""
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
    """Run no job: for processes that only wake the worker."""
