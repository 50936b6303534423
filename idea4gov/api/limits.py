"""A limit on the requests of a network in a minute, counted in the memory of each server process.

It is not counted in the database, because that would cost more than the read that is counted.
"""

from datetime import datetime, timedelta

from flask import Blueprint, Flask, Response, current_app, g, request

from idea4gov.domain.errors import TooMany
from idea4gov.domain.throttle import Limit, minutes_left, network_of, window_start
from idea4gov.web.http.services import now

KEY = "idea4gov-api-counter"
WINDOW = timedelta(minutes=1)


class Counter:
    """Counts requests in fixed windows of time. A new window starts from 0."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self._began: datetime | None = None
        self._counts: dict[str, int] = {}

    def count(self, subject: str, moment: datetime) -> int:
        """Count a request of `subject`.

        Returns the number of its requests in the window of `moment`, with this one.
        """
        began = window_start(self.limit, moment)
        if began != self._began:
            self._began, self._counts = began, {}
        times = self._counts[subject] = self._counts.get(subject, 0) + 1
        return times


def install_counter(app: Flask, *, times: int) -> None:
    """Let a network send `times` requests a minute to each server process; 0 for no limit."""
    app.extensions[KEY] = Counter(Limit("api", times, WINDOW))


def limit_requests(bp: Blueprint) -> None:
    """Count the requests to `bp`, answer those over the limit with 429, and add RateLimit headers to all."""
    bp.before_request(_count)
    bp.after_request(_add_headers)


def _count() -> None:
    counter: Counter = current_app.extensions[KEY]
    limit, moment = counter.limit, now()
    if not limit.times:
        return
    times = counter.count(network_of(request.remote_addr or ""), moment)
    seconds = int((window_start(limit, moment) + limit.window - moment).total_seconds()) + 1
    g.api_rate = (limit.times, max(limit.times - times, 0), seconds)
    if times > limit.times:
        raise TooMany(minutes=minutes_left(limit, moment))


def _add_headers(response: Response) -> Response:
    if "api_rate" in g:
        limit, left, seconds = g.api_rate
        response.headers["RateLimit-Limit"] = str(limit)
        response.headers["RateLimit-Remaining"] = str(left)
        response.headers["RateLimit-Reset"] = str(seconds)
        if response.status_code == 429:
            response.headers["Retry-After"] = str(seconds)
    return response
