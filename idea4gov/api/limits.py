"""How many requests a network may send in a minute: counted in the memory of each server process.

A read costs less than a row in a table of counters would, so it is not counted in the database.
"""

from datetime import datetime, timedelta

from flask import Blueprint, Flask, Response, current_app, g, request

from idea4gov.domain.errors import TooMany
from idea4gov.domain.throttle import Limit, minutes_left, network_of, window_start
from idea4gov.web.http.services import now

KEY = "idea4gov-api-counter"
WINDOW = timedelta(minutes=1)


class Counter:
    """Counts of one fixed window; those of the window before are forgotten."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit
        self._began: datetime | None = None
        self._counts: dict[str, int] = {}

    def count(self, subject: str, moment: datetime) -> int:
        """How often this window has seen `subject`, this time included."""
        began = window_start(self.limit, moment)
        if began != self._began:
            self._began, self._counts = began, {}
        times = self._counts[subject] = self._counts.get(subject, 0) + 1
        return times


def install_counter(app: Flask, *, times: int) -> None:
    """Let a network send `times` requests a minute; 0: as many as it likes."""
    app.extensions[KEY] = Counter(Limit("api", times, WINDOW))


def limit_requests(bp: Blueprint) -> None:
    """Count the requests to `bp`, refuse those over the limit, and tell what is left."""
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
