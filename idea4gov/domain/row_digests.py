"""A digest of a table's rows that is the same on every engine and in every order of the rows."""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

_SIZE = 2**256


class TableDigest:
    """Adds up rows. count: how many so far.

    The digest is the sum of the rows' SHA-256: it finds what a fault changed, lost or doubled, and is no
    defence against somebody who makes rows up.
    """

    def __init__(self) -> None:
        self.count = 0
        self._sum = 0

    def add(self, rows: Iterable[Iterable[Any]]) -> None:
        """Add rows; their columns are in one order for a table."""
        for row in rows:
            self.count += 1
            self._sum = (self._sum + int.from_bytes(row_digest(row))) % _SIZE

    @property
    def digest(self) -> str:
        """In hex."""
        return f"{self._sum:064x}"


def row_digest(values: Iterable[Any]) -> bytes:
    """SHA-256 of the values of one row. Raises TypeError for a type that no column has."""
    digest = hashlib.sha256()
    for value in values:
        data = _canonical(value)
        # With its length before it, no value can be taken for a part of its neighbour.
        digest.update(b"%d:" % len(data))
        digest.update(data)
    return digest.digest()


def _canonical(value: Any) -> bytes:
    match value:
        case None:
            return b"-"
        case bool():
            return b"b%d" % value
        case int():
            return b"i%d" % value
        case str():
            return b"s" + value.encode()
        case bytes() | memoryview() | bytearray():
            return b"y" + bytes(value)
        case datetime():
            return b"t" + value.astimezone(UTC).isoformat(timespec="microseconds").encode()
        case date():
            return b"d" + value.isoformat().encode()
        case float() | Decimal():
            return b"n" + _number(value).encode()
        case dict() | list():
            return b"j" + json.dumps(value, sort_keys=True, ensure_ascii=False).encode()
    raise TypeError(type(value).__name__)


def _number(value: float | Decimal) -> str:
    exact = Decimal(repr(value)) if isinstance(value, float) else value
    return format(exact.normalize(), "f") if exact.is_finite() else str(exact)
