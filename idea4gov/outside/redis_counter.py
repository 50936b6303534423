"""Counters of limits in Redis, shared by all processes. The only module that imports redis."""

import logging
from datetime import datetime

import redis

from idea4gov.domain.throttle import Limit, window_start

LOG = logging.getLogger(__name__)
TIMEOUT_SECONDS = 0.2


class RedisCounter:
    """Counts in fixed windows of time. prefix: of the keys, so that installations may share a server."""

    def __init__(self, url: str, *, prefix: str) -> None:
        self._prefix = prefix
        self._redis = redis.Redis.from_url(
            url, socket_timeout=TIMEOUT_SECONDS, socket_connect_timeout=TIMEOUT_SECONDS
        )

    def add(self, limit: Limit, subject: str, times: int, *, now: datetime) -> int | None:
        """Add to the count of `subject` (a digest) in this window. Returns the sum; None if Redis is down."""
        began = int(window_start(limit, now).timestamp())
        key = f"{self._prefix}:{limit.action}:{began}:{subject}"
        try:
            with self._redis.pipeline(transaction=False) as steps:
                steps.incrby(key, times)
                steps.expire(key, 2 * int(limit.window.total_seconds()))
                return int(steps.execute()[0])
        except redis.RedisError as error:
            LOG.warning("limit_counter_unreachable %s", type(error).__name__)
            return None
