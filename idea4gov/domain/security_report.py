"""What the security log of some hours says, added up: who entered, tried, read and changed what, and when.

Events are added one after the other. What is kept has a bound, so that a log of a gigabyte can be read.
"""

import re
from collections import deque
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, NamedTuple, TypeVar

from idea4gov.domain.security_alarms import AlarmWatch
from idea4gov.domain.security_log import Event, SecurityEvent

CHANGES: tuple[Event, ...] = ("role", "account", "session", "token", "new-password", "erase", "command")
ACTS: tuple[Event, ...] = (
    "desk", "read-roll", "read-papers", "read-reports", "read-log", "own-data", "refused-page",
)  # fmt: skip
BAD = ("failed", "locked-out", "refused")
TRIES: tuple[Event, ...] = ("log-in", "second-factor", "refused-token")
# Of networks, addresses and kinds of acts that are counted one by one, and of events that are listed.
MOST_COUNTED, MOST_LISTED = 100_000, 200
# So many failures of its network or at its account within an hour make a log-in worth a look: an official's
# after one, for whoever fills in stolen passwords seldom needs more.
GUESSES, GUESSES_AT_OFFICE, LATELY = 3, 1, timedelta(hours=1)
K = TypeVar("K", bound=Hashable)
_PART = re.compile(r"<(?:[^<>]*:)?(\w+)>")


@dataclass
class Span:
    """How often something happened, and when first and last."""

    first: datetime
    last: datetime
    times: int = 0

    def add(self, event: SecurityEvent) -> None:
        """Count an event, with those that it stands for."""
        self.times += 1 + event.repeated
        self.last = max(self.last, event.at)


class Spans(dict[K, Span]):
    """Spans by what they are of; beyond MOST_COUNTED new ones are not counted."""

    def count(self, key: K, event: SecurityEvent) -> None:
        """Count an event for `key`."""
        if key not in self and len(self) < MOST_COUNTED:
            self[key] = Span(event.at, event.at)
        if key in self:
            self[key].add(event)

    def most(self, number: int) -> list[tuple[K, Span]]:
        """Those with most times, the most first."""
        return sorted(self.items(), key=lambda one: -one[1].times)[:number]

    def lately(self, key: K, at: datetime) -> int:
        """How often it happened, if it last did within LATELY before `at`."""
        span = self.get(key)
        return span.times if span is not None and at - span.last < LATELY else 0


class Entry(NamedTuple):
    """A log-in behind guesses. by_network, at_account: how many failed before it."""

    event: SecurityEvent
    by_network: int
    at_account: int


class Act(NamedTuple):
    """A kind of what an account did. route: without its numbers."""

    account: int
    event: str
    result: str
    route: str


@dataclass
class Report:
    """The sums; each is filled by add()."""

    sums: Spans[tuple[str, str]] = field(default_factory=Spans)
    networks: Spans[str] = field(default_factory=Spans)
    tried: Spans[str] = field(default_factory=Spans)
    acts: Spans[Act] = field(default_factory=Spans)
    alarms: AlarmWatch = field(default_factory=AlarmWatch)
    entries: deque[Entry] = field(default_factory=lambda: deque(maxlen=MOST_LISTED))
    devices: deque[SecurityEvent] = field(default_factory=lambda: deque(maxlen=MOST_LISTED))
    changes: deque[SecurityEvent] = field(default_factory=lambda: deque(maxlen=MOST_LISTED))
    requests: dict[str, str] = field(default_factory=dict)
    """The last request of each network that failed, by which its address is found."""

    def add(self, event: SecurityEvent) -> None:
        """Add an event; they come in the order of their times."""
        self.sums.count((event.event, event.result), event)
        self.alarms.see(event)
        if event.event in TRIES and event.result in BAD:
            self._add_failure(event)
        elif event.event == "log-in" and event.result == "done":
            self._add_entry(event)
        if _is_device(event):
            self.devices.append(event)
        if event.event in CHANGES and event.result == "done":
            self.changes.append(event)
        if event.event in ACTS and event.account is not None:
            act = Act(event.account, event.event, event.result, short_route(event.route))
            self.acts.count(act, event)

    def _add_failure(self, event: SecurityEvent) -> None:
        if event.network:
            self.networks.count(event.network, event)
            if event.network in self.networks:
                self.requests[event.network] = event.request_id
        if event.tried:
            self.tried.count(event.tried, event)

    def _add_entry(self, event: SecurityEvent) -> None:
        by_network = self.networks.lately(event.network, event.at)
        at_account = self.tried.lately(event.tried, event.at)
        least = GUESSES_AT_OFFICE if event.about.get("official") else GUESSES
        if by_network >= least or at_account >= least:
            self.entries.append(Entry(event, by_network, at_account))


def _is_device(event: SecurityEvent) -> bool:
    """Whether an official came on a new device, or one was confirmed, on which offices open from then on."""
    if event.event == "new-device":
        return bool(event.about.get("official"))
    return event.event == "second-factor" and event.result == "done"


def short_route(route: str) -> str:
    """A rule of addresses without the kinds of its parts: `/desk/rounds/<round_id>/draw`."""
    return _PART.sub(r"<\1>", route)


def filled_route(event: SecurityEvent) -> tuple[str, Mapping[str, Any]]:
    """The address of an event, `/desk/rounds/3/draw`, and what is known about it beside that."""
    names = set(_PART.findall(event.route)) & event.about.keys()

    def value(part: re.Match[str]) -> str:
        return str(event.about[part[1]]) if part[1] in names else f"<{part[1]}>"

    rest = {name: one for name, one in event.about.items() if name not in names}
    return _PART.sub(value, event.route), rest


def accounts_in(report: Report) -> Iterator[int]:
    """The numbers of the accounts that the report names, as far as they acted."""
    events = (*report.devices, *report.changes, *(one.event for one in report.entries))
    yield from (one.account for one in events if one.account is not None)
    yield from (act.account for act in report.acts)
    yield from (int(one.who) for one in report.alarms.episodes if one.is_of_account)
