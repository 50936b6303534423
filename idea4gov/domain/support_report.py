"""A report of how an installation is that can be given to anybody: no person, no secret, nothing typed.

What goes into it is chosen here, word by word, instead of being taken out of something larger.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit

KINDS: Final = frozenset({"unexpected_error", "database_unavailable", "request"})
FAILURES: Final = frozenset({"busy", "away", "read_only"})
MOST_ERRORS: Final = 100
MOST_LINE: Final = 100_000
_CLASS = re.compile(r"[A-Z][A-Za-z]{2,60}")
# The rule of an address, as code writes it: words, and names of parts in <>.
_ROUTE = re.compile(r"(?:/(?:[a-z][a-z.-]{0,30}|(?:[a-z.-]{0,9}<[a-z_:]{1,40}>)+[a-z.-]{0,9})?){1,9}")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")
# Settings that are words of a list, of which none is anybody's.
_PLAIN: Final = frozenset({"IDEA4GOV_ENV", "IDEA4GOV_LOG_LEVEL", "IDEA4GOV_DATA_LICENCE"})


class Setting(NamedTuple):
    """One setting. is_set: whether it differs from its default."""

    name: str
    value: str | int
    is_set: bool


class LoggedError(NamedTuple):
    """Errors of one kind. kind: the event. error: a class. route: the rule of an address."""

    kind: str
    error: str
    route: str


def is_class(text: str) -> bool:
    """Whether this can be the name of a class of errors."""
    return _CLASS.fullmatch(text) is not None


def is_route(text: str) -> bool:
    """Whether this can be the rule of an address, as code writes it."""
    return _ROUTE.fullmatch(text) is not None


def describe_settings(settings: Iterable[Setting]) -> dict[str, str | int]:
    """{name: what may be told}: numbers, words of a list, schemes of addresses; else whether it is set."""
    return {one.name: _describe(one) for one in settings}


def read_errors(lines: Iterable[str]) -> list[dict[str, Any]]:
    """The errors that a log tells of, most frequent first: kind, class, route, times, first and last.

    Other lines, and all that a line says beside these, are passed over.
    """
    times: Counter[LoggedError] = Counter()
    seen: dict[LoggedError, list[str]] = {}
    for line in lines:
        found = _read_line(line)
        if found is None:
            continue
        error, moment = found
        if error not in seen and len(seen) >= MOST_ERRORS:
            continue
        times[error] += 1
        first = seen.setdefault(error, [moment, moment])
        first[1] = moment
    return [
        {**error._asdict(), "times": number, "first": seen[error][0], "last": seen[error][1]}
        for error, number in times.most_common()
    ]


def _describe(one: Setting) -> str | int:
    if isinstance(one.value, int) or one.name in _PLAIN:
        return one.value
    if not one.is_set:
        return "default" if one.value else "not set"
    scheme = urlsplit(one.value).scheme if "://" in one.value and one.name.endswith("_URL") else ""
    return f"set ({scheme})" if re.fullmatch(r"[a-z][a-z0-9+]{1,20}", scheme) else "set"


def _read_line(line: str) -> tuple[LoggedError, str] | None:
    if len(line) > MOST_LINE:
        return None
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return None
    kind = told.get("event") if isinstance(told, Mapping) else None
    if not (isinstance(kind, str) and kind in KINDS):
        return None
    status = told.get("status")
    if kind == "request":
        if not (isinstance(status, int) and 500 <= status <= 599):
            return None
        kind = f"answer {status}"
    error = told.get("error") if kind != "database_unavailable" else told.get("failure")
    is_word = isinstance(error, str) and (error in FAILURES or is_class(error))
    route, moment = told.get("route"), str(told.get("timestamp", ""))
    known = route if isinstance(route, str) and is_route(route) else ""
    at = _TIME.match(moment)
    return LoggedError(kind, str(error) if is_word else "", known), at[0] if at else ""
