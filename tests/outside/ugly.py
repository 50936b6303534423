"""A collection of sheets as offices send them, each with what has to come out of it."""

from collections.abc import Callable
from typing import Any

HEADING = ("ข้อเสนอ", "รายละเอียด")
UGLY: dict[str, tuple[bytes, dict[str, Any]]] = {}
"""{name: (file, what comes out)}: rows as (line, title[, body]); passed_over and problems as lines."""


def ugly(name: str, **expected: Any) -> Callable[[Callable[[], bytes]], None]:
    """Decorator of what makes a file: keep it under a name, with what has to come out."""

    def keep(make: Callable[[], bytes]) -> None:
        UGLY[name] = (make(), expected)

    return keep
