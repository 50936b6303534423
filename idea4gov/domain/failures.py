"""The last failures of a machine: what failed, where and when. No person, and nothing that was typed."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from idea4gov.domain.support_report import is_class, is_route

MOST: Final = 50
MOST_ALIKE: Final = 3
"""A database that is away fails each request: what failed before has to stay."""
MOST_LINE: Final = 1_000
_WORD = re.compile(r"[a-z_]{1,40}")
_NUMBER = re.compile(r"[0-9a-f]{0,32}")


class Failure(NamedTuple):
    """Something that failed on our side.

    kind: as in idea4gov_errors_total, or "job". error: its class, "" where that is a strange one. where: the
    rule of an address, "" where it has none, or what the worker did. number: of the request, or of the job,
    "" where it has none.
    """

    at: datetime
    kind: str
    error: str
    where: str
    number: str


def failure_line(failure: Failure) -> str:
    """A failure as a line of JSON."""
    return json.dumps({**failure._asdict(), "at": failure.at.isoformat()})


def read_failure(line: str) -> Failure | None:
    """The failure of a line, None for any other line.

    A report with them is given to anybody: a class or a place that code would not name so is left out.
    """
    try:
        told = json.loads(line) if len(line) <= MOST_LINE else {}
        at, kind, error, where, number = (str(told[name]) for name in Failure._fields)
        moment = datetime.fromisoformat(at)
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    if moment.tzinfo is None or not (_WORD.fullmatch(kind) and _NUMBER.fullmatch(number)):
        return None
    is_known = is_route(where) or _WORD.fullmatch(where)
    return Failure(moment, kind, error if is_class(error) else "", where if is_known else "", number)


def last_failures(failures: Iterable[Failure]) -> list[Failure]:
    """The newest first, MOST at most, and of those that are alike MOST_ALIKE at most."""
    alike: Counter[tuple[str, str, str]] = Counter()
    found = []
    for one in sorted(failures, key=lambda each: each.at, reverse=True):
        alike[one.kind, one.error, one.where] += 1
        if alike[one.kind, one.error, one.where] <= MOST_ALIKE:
            found.append(one)
    return found[:MOST]
