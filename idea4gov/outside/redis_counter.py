"""Counters of limits in Redis, shared by all processes. The only module that imports redis."""

import logging
import time
from collections.abc import Callable
from datetime import datetime

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from idea4gov.domain.throttle import Limit, window_start

LOG = logging.getLogger(__name__)
TIMEOUT_SECONDS = 0.2
# Who did not answer is not asked for so long: of a process that serves, a fiftieth of the time is lost.
REST_SECONDS = 10.0


class RedisCounter:
    """Counts in fixed windows of time.

    prefix: of the keys, so that installations may share a server. timer: monotonic seconds.
    """

    def __init__(self, url: str, *, prefix: str, timer: Callable[[], float] = time.monotonic) -> None:
        self._prefix, self._timer, self._rests_until = prefix, timer, float("-inf")
        self._redis = redis.Redis.from_url(
            url,
            socket_timeout=TIMEOUT_SECONDS,
            socket_connect_timeout=TIMEOUT_SECONDS,
            # By itself the client would try for seconds.
            retry=Retry(NoBackoff(), 0),
        )

    def add(self, limit: Limit, subject: str, times: int, *, now: datetime) -> int | None:
        """Add to the count of `subject` (a digest) in this window. Returns the sum; None if Redis is down.

        For REST_SECONDS after a failure it is not asked.
        """
        if self._timer() < self._rests_until:
            return None
        began = int(window_start(limit, now).timestamp())
        key = f"{self._prefix}:{limit.action}:{began}:{subject}"
        try:
            with self._redis.pipeline(transaction=False) as steps:
                steps.incrby(key, times)
                steps.expire(key, 2 * int(limit.window.total_seconds()))
                return int(steps.execute()[0])
        except redis.RedisError as error:
            LOG.warning("limit_counter_unreachable %s", type(error).__name__)
            self._rests_until = self._timer() + REST_SECONDS
            return None
