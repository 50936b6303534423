"""Limits on the requests of a network, which all processes of an installation count together.

A process counts by itself, and settles with the others each time that a network has sent a BATCH of its
limit: so a database on one disk is not written for each page that is read. Until the processes have settled,
each may let a batch more through. While they cannot settle, each counts alone.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any, NamedTuple

from flask import Flask, Response, current_app, g, request

from idea4gov.domain.errors import N_, TooMany
from idea4gov.domain.throttle import EPOCH, MINUTE, Limit, minutes_left, networks_of, window_start
from idea4gov.web.http.login import current_viewer
from idea4gov.web.http.services import now

KEY = "idea4gov-network-limits"
API, VISITOR = "api", "visitor"
BATCH = 20
# Of an IPv6 network /48, which holds 65,536 of one subscriber: less than what two cores can do.
WIDER = 3
# Of a form that is sent, which cost as much as a page.
PAGE_BYTES = 16 * 1024
# The longest text of a citizen, 5,000 characters, as browsers send Thai.
MAX_WRITTEN_BYTES = 64 * 1024
# Where the processes could not settle, the next try is so much later.
REST = timedelta(seconds=1)
# Networks that a process remembers in a window; then it begins to count them anew.
MOST_NETWORKS = 50_000

Add = Callable[[Limit, str, int, datetime], int | None]


class TooManyRequests(TooMany):
    """A network has used up what it may ask for in this minute."""

    message = N_("Too many requests came from your network within a minute. Please wait and try again.")


class Rate(NamedTuple):
    """What is left of a limit after a request. seconds: until the next window."""

    limit: int
    left: int
    seconds: int
    is_over: bool


@dataclass
class _Count:
    """Of a network: what all had counted when we last settled, and what we have counted since."""

    settled: int = 0
    ours: int = 0


@dataclass
class _Counter:
    """Counts requests of networks of one size in fixed windows of time. add: see NetworkLimit."""

    limit: Limit
    add: Add
    _began: datetime | None = None
    _rests_until: datetime = EPOCH
    _counts: dict[str, _Count] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def count(self, network: str, moment: datetime, cost: int) -> Rate:
        """Count a request of a network."""
        began = window_start(self.limit, moment)
        with self._lock:
            if began != self._began or len(self._counts) >= MOST_NETWORKS:
                self._began, self._counts = began, {}
            count = self._counts.setdefault(network, _Count())
            count.ours += cost
            # Who is over the limit need not be counted further.
            is_due = count.ours >= max(self.limit.times // BATCH, 1) and count.settled <= self.limit.times
        if is_due and moment >= self._rests_until:
            self._settle(network, count, moment)
        times = count.settled + count.ours
        seconds = int((began + self.limit.window - moment).total_seconds()) + 1
        return Rate(
            self.limit.times, max(self.limit.times - times, 0), seconds, is_over=times > self.limit.times
        )

    def _settle(self, network: str, count: _Count, moment: datetime) -> None:
        with self._lock:
            ours, count.ours = count.ours, 0
        total = self.add(self.limit, network, ours, moment)
        with self._lock:
            if total is None:
                count.ours += ours
                self._rests_until = moment + REST
            else:
                count.settled = total


class NetworkLimit:
    """The limit of a network of one subscriber, and WIDER times as much for all of a site together.

    add: adds to the count of all processes, and returns their sum, or None where it cannot be told now.
    """

    def __init__(self, limit: Limit, add: Add) -> None:
        self.limit = limit
        self._narrow = _Counter(limit, add)
        self._wide = _Counter(Limit(f"{limit.action}-site", WIDER * limit.times, limit.window), add)

    def count(self, networks: tuple[str, str], moment: datetime, *, cost: int = 1) -> Rate:
        """Count a request that costs as much as `cost` usual ones. Returns the rate with less left.

        networks: of networks_of(). What a narrow one asks for above its limit does not use up the wide one's.
        """
        narrow, wide = networks
        own = self._narrow.count(narrow, moment, cost)
        if own.is_over or narrow == wide:
            return own
        of_site = self._wide.count(wide, moment, cost)
        return of_site if of_site.is_over else min(own, of_site, key=lambda rate: rate.left)


def install_network_limits(app: Flask, *, api: int, visitor: int, add: Add) -> None:
    """Limit what a network may ask for in a minute, of the API and of the website; 0 for no limit."""
    app.extensions[KEY] = {
        action: NetworkLimit(Limit(action, times, MINUTE), add)
        for action, times in ((API, api), (VISITOR, visitor))
        if times
    }


def count_visitors(app: Flask) -> None:
    """Count each request of somebody who is not logged in, but for views that are @uncounted."""
    app.before_request(_count_visitor)
    app.after_request(add_rate_headers)


def uncounted(view: Any) -> Any:
    """Decorator: requests to this view are not counted, or are counted where its work begins."""
    view.is_uncounted = True
    return view


def count_request(action: str = VISITOR, *, cost: int = 1) -> None:
    """Count the work for this request against its network. Raises TooManyRequests above the limit.

    Work for people who are logged in counts only against the limit of the API. cost: in usual pages.
    """
    counted: NetworkLimit | None = current_app.extensions[KEY].get(action)
    if counted is None or (action == VISITOR and current_viewer() is not None):
        return
    rate = g.rate = counted.count(networks_of(request.remote_addr or ""), now(), cost=cost)
    if rate.is_over:
        raise TooManyRequests(minutes=minutes_left(counted.limit, now()))


def add_rate_headers(response: Response) -> Response:
    """Say in headers what is left of the limit that this request was counted against."""
    if "rate" in g:
        limit, left, seconds, is_over = g.rate
        response.headers["RateLimit-Limit"] = str(limit)
        response.headers["RateLimit-Remaining"] = str(left)
        response.headers["RateLimit-Reset"] = str(seconds)
        if is_over and response.status_code == 429:
            response.headers["Retry-After"] = str(seconds)
    return response


def _count_visitor() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if request.blueprint != API and not getattr(view, "is_uncounted", False):
        try:
            count_request(cost=1 + _bytes_to_read() // PAGE_BYTES)
        except TooManyRequests:
            # The page that says so repeats what was written.
            request.max_content_length = MAX_WRITTEN_BYTES
            raise


def _bytes_to_read() -> int:
    """How long the form of this request is: to read a long one takes as long as to make some pages.

    0 of one that is too long to be read, lest a few who announce such forms close their whole network out.
    """
    length, most = request.content_length or 0, request.max_content_length
    return length if most is None or length <= most else 0
