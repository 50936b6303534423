"""The security log: write events without letting a flood fill the disk, and read them again."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from idea4gov.domain.retention import kept
from idea4gov.domain.security_log import SecurityEvent, read_line, read_traffic
from idea4gov.outside.security_log import SECURITY, TRAFFIC, SecurityLog

# Of nobody's events: of one kind from one network, and of all, that a process writes in a minute; it counts
# the others. No flood leaves out what accounts do: of that, so many on one address of the site are written.
MOST_ALIKE, MOST = 30, 3_000
MOST_OF_ACCOUNT = 300
Kind = tuple[str, ...]


class EventLog:
    """Writes events, of those that are alike only the first of each minute; the others are counted.

    Reads them again, too.
    """

    def __init__(self, log: SecurityLog) -> None:
        self._log, self._lock = log, Lock()
        self._minute: datetime | None = None
        self._counts: Counter[Kind] = Counter()
        self._left_out: dict[Kind, SecurityEvent] = {}
        self._repeated: Counter[Kind] = Counter()
        self._of_nobody = 0

    def write(self, event: SecurityEvent, traffic: Mapping[str, Any] | None = None) -> None:
        """Write an event, and beside it `traffic`, which says from which address it came."""
        with self._lock:
            summaries = self._begin_minute(event.at)
            has_room = self._count(event)
        for one in summaries:
            self._log.write(one.as_line(), at=event.at)
        if has_room:
            beside = json.dumps(traffic, ensure_ascii=False) if traffic else ""
            self._log.write(event.as_line(), at=event.at, traffic=beside)

    def read(self, *, since: datetime, until: datetime, whole: bool = False) -> Iterator[SecurityEvent]:
        """The events from `since` to `until`, both included, in the order in which they were written.

        whole: not only the end of each day's file, which is enough unless there was a flood.
        """
        for line in self._log.read(SECURITY, since=since, until=until, whole=whole):
            event = read_line(line)
            if event is not None and since <= event.at <= until:
                yield event

    def read_addresses(
        self, request_ids: Collection[str], *, since: datetime, until: datetime
    ) -> dict[str, str]:
        """The addresses from which these requests came, by their ids; of those that are still kept."""
        found = {}
        for line in self._log.read(TRAFFIC, since=since, until=until, whole=True):
            # Decoding every line of a flood would take a minute.
            if any(word in request_ids for word in line.split('"')):
                request_id, address = read_traffic(line)
                if request_id in request_ids:
                    found[request_id] = address
        return found

    def can_write(self, *, at: datetime) -> bool:
        """Whether events can be written, as far as that can be seen. True where none are kept."""
        return self._log.can_write(at=at)

    def remove_old(self, *, keep_days: int, now: datetime) -> int:
        """Remove the files of events after `keep_days`, and those of the addresses after their time.

        Returns how many.
        """
        days_of = {SECURITY: keep_days, TRAFFIC: kept("security_addresses").days}
        return sum(
            self._log.remove_before(kind, (now - timedelta(days=days)).date())
            for kind, days in days_of.items()
        )

    def _begin_minute(self, at: datetime) -> list[SecurityEvent]:
        """In a new minute, forget the counts of the one before. Returns one event for each kind left out."""
        minute = at.replace(second=0, microsecond=0)
        if minute == self._minute:
            return []
        left_out = [replace(one, repeated=self._repeated[kind] - 1) for kind, one in self._left_out.items()]
        self._minute, self._of_nobody = minute, 0
        for one in (self._counts, self._left_out, self._repeated):
            one.clear()
        return left_out

    def _count(self, event: SecurityEvent) -> bool:
        """Count an event. Returns whether it is to be written."""
        is_nobody = event.account is None
        who = event.network if is_nobody else f"{event.account} {event.route}"
        kind = event.event, event.result, who
        self._counts[kind] += 1
        self._of_nobody += is_nobody
        has_room = not is_nobody or self._of_nobody <= MOST
        if has_room and self._counts[kind] <= (MOST_ALIKE if is_nobody else MOST_OF_ACCOUNT):
            return True
        # The last one of its kind stands for those that were left out.
        if not is_nobody or kind in self._left_out or len(self._left_out) < MOST:
            self._left_out[kind] = event
            self._repeated[kind] += 1
        return False
