"""Traffic data (Computer Crime Act B.E. 2550, section 26): who asked for what kind of page, when, from where.

A line has the rule of an address, such as `/rounds/<id:round_id>/ballot`, and never its numbers, its query or
what a form held: which round, which project and which words stay out of it.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, Final

from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.text import clean_line
from idea4gov.domain.thai import BANGKOK

LEAST_DAYS: Final = 90
"""How long the law has traffic data kept. An officer under the Act may order up to two years in one case."""
MOST_CASE_LETTERS: Final = 200


class NoCase(Invalid):
    """An extract was asked for without saying for which case."""

    code = "no_case"
    message = N_("Say for which case the traffic data is needed: its number, and the office that asks.")


class DaysBackwards(Invalid):
    """The last day stands before the first."""

    code = "days_backwards"
    message = N_("The last day must not be before the first one.")


@dataclass(frozen=True, slots=True)
class Passage:
    """One request. at: aware UTC. address: network address. account: its number, or None of a visitor.

    route: the rule of the address, "" where there is no such page. request_id: as in the other logs.
    """

    at: datetime
    address: str
    account: int | None
    method: str
    route: str
    status: int
    request_id: str

    def as_line(self) -> str:
        """The request as JSON in ASCII alone: nothing in the file acts on a terminal."""
        # Put together here, for every request waits for it: an encoder of JSON takes three times as long.
        return (
            f'{{"at":"{self.at.isoformat()}","address":{_quoted(self.address)},'
            f'"account":{"null" if self.account is None else self.account},"method":{_quoted(self.method)},'
            f'"route":{_quoted(self.route)},"status":{self.status},"request_id":{json.dumps(self.request_id)}}}'
        )


# Methods, kinds of pages and most addresses come again and again.
_quoted = lru_cache(maxsize=4_096)(json.dumps)


def read_passage(line: str) -> Passage | None:
    """The request of a line, or None for a line that is none, such as a torn one."""
    try:
        values: Mapping[str, Any] = json.loads(line)
        found = Passage(**{**values, "at": datetime.fromisoformat(values["at"])})
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return found if found.at.tzinfo is not None else None


@dataclass(frozen=True, slots=True)
class Extract:
    """Which requests are asked for. since, until: aware UTC, of which the first is included.

    account, address: None asks for all.
    """

    since: datetime
    until: datetime
    account: int | None = None
    address: str | None = None

    def asks_for(self, passage: Passage) -> bool:
        """Whether the request is one of them."""
        return (
            self.since <= passage.at < self.until
            and self.account in (None, passage.account)
            and self.address in (None, passage.address)
        )


def extract_of(first: date, last: date, *, account: int | None = None, address: str | None = None) -> Extract:
    """The requests of some days in Thailand, both included. Raises DaysBackwards."""
    if last < first:
        raise DaysBackwards()
    days = (first, last + timedelta(days=1))
    begins, ends = (datetime.combine(day, time(), BANGKOK).astimezone(UTC) for day in days)
    return Extract(begins, ends, account, address)


def check_case(text: str) -> str:
    """The case that an extract is for, as one line. Raises NoCase, and Invalid for a text that is none."""
    if not text.strip():
        raise NoCase()
    return clean_line(text, max_length=MOST_CASE_LETTERS)
