"""What is measured, in the text format of Prometheus. The only module that imports prometheus_client.

The processes of a server count together (metrics_folder.py), so any of them tells of all. Labels come from
the code, never from what somebody sent: there is a bounded number of series.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from idea4gov.outside.metrics_folder import forget_ended, shared_folder

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5)
_OWN = CollectorRegistry()
_requests = Counter(
    "idea4gov_requests",
    "Requests that were answered, by route, method and class of status.",
    ("route", "method", "status"),
    registry=_OWN,
)
_seconds = Histogram(
    "idea4gov_request_seconds", "Seconds of an answer.", ("route",), buckets=SECONDS, registry=_OWN
)
_errors = Counter("idea4gov_errors", "Requests that failed on our side, by kind.", ("kind",), registry=_OWN)
_turned_away = Counter(
    "idea4gov_requests_turned_away", "Requests that were turned away: too many came.", registry=_OWN
)
_waiting = Gauge(
    "idea4gov_requests_waiting",
    "Requests that wait for their turn.",
    registry=_OWN,
    multiprocess_mode="livesum",
)
_pool = Gauge(
    "idea4gov_pool_connections",
    "Connections to the database: kept open, in use, and more than are kept.",
    ("state",),
    registry=_OWN,
    multiprocess_mode="livesum",
)
_caches = Gauge(
    "idea4gov_cache_bytes", "Bytes in caches.", ("cache",), registry=_OWN, multiprocess_mode="livesum"
)


class Reading(NamedTuple):
    """One metric as it is at the moment. samples: (values of the labels, value)."""

    name: str
    help: str
    labels: tuple[str, ...]
    samples: tuple[tuple[tuple[str, ...], float], ...]


def count_request(route: str, method: str, status: str, seconds: float) -> None:
    """Count a request that was answered."""
    _requests.labels(route, method, status).inc()
    _seconds.labels(route).observe(seconds)


def count_offloaded(route: str, method: str) -> None:
    """Count a request that another process answers."""
    _requests.labels(route, method, "offloaded").inc()


def count_error(kind: str) -> None:
    """Count a request that failed on our side."""
    _errors.labels(kind).inc()


def note_queue(waiting: int, newly_turned_away: int) -> None:
    """Note how many requests wait for this process, and how many it turned away since the last time."""
    _waiting.set(waiting)
    _turned_away.inc(newly_turned_away)


def note_process(pool: Mapping[str, int], caches: Mapping[str, int]) -> None:
    """Note the connections and the bytes in caches of this process."""
    for state, number in pool.items():
        _pool.labels(state).set(number)
    for name, size in caches.items():
        _caches.labels(name).set(size)


def expose(readings: Iterable[Reading]) -> bytes:
    """The text that Prometheus reads: what all processes have counted, and what is so at this moment."""
    folder = shared_folder()
    registry = _OWN
    if folder:
        forget_ended(folder)
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
    moment = CollectorRegistry()
    moment.register(_Moment(tuple(readings)))
    return bytes(generate_latest(registry) + generate_latest(moment))


class _Moment(Collector):
    def __init__(self, readings: tuple[Reading, ...]) -> None:
        self._readings = readings

    def collect(self) -> Iterator[Metric]:
        """One gauge for each reading."""
        for one in self._readings:
            family = GaugeMetricFamily(one.name, one.help, labels=one.labels)
            for labels, value in one.samples:
                family.add_metric(labels, value)
            yield family
