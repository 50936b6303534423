"""The book of a drill: what was sent, what the answer was, and whether the database agrees."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import NamedTuple

DONE = "303"
Key = tuple[str | int, ...]


class Write(NamedTuple):
    """One request that writes. key: what it is found again by, such as ("support", 7, 1001)."""

    key: Key
    request: bytes


class Entry(NamedTuple):
    """What became of a write. answer: a status, or "cut", "refused", "late". sent_at, seconds: monotonic."""

    key: Key
    answer: str
    sent_at: float
    seconds: float


class Balance(NamedTuple):
    """Keys that were confirmed and are not there; keys that are there more than once."""

    lost: list[Key]
    doubled: list[Key]


@dataclass
class Book:
    """The entries of one drill, in the order of their answers. Several threads may enter."""

    entries: list[Entry] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def enter(self, entry: Entry) -> None:
        """Note what became of a write."""
        with self._lock:
            self.entries.append(entry)

    def answers(self) -> Counter[str]:
        """How often each answer came."""
        with self._lock:
            return Counter(entry.answer for entry in self.entries)

    def confirmed(self) -> list[Key]:
        """The keys of the writes that were answered with "yes"."""
        return [entry.key for entry in self.entries if entry.answer == DONE]

    def failed_since(self, moment: float) -> list[Entry]:
        """The entries sent at `moment` or later that were not answered with "yes"."""
        with self._lock:
            return [entry for entry in self.entries if entry.answer != DONE and entry.sent_at >= moment]

    def well_after(self, fault_at: float) -> float:
        """Seconds from the fault until the last request that failed was sent; 0 where none did."""
        with self._lock:
            sent = [entry.sent_at for entry in self.entries if entry.answer != DONE]
        return max(0.0, max(sent, default=fault_at) - fault_at)

    def longest_seconds(self) -> float:
        """How long the slowest answered write took."""
        with self._lock:
            return max((entry.seconds for entry in self.entries if entry.answer == DONE), default=0.0)


def balance(book: Book, stored: Mapping[Key, int]) -> Balance:
    """Compare the book with the database. stored: how often each key stands there.

    What was not confirmed may be there once: an answer can be lost where the write is not.
    """
    lost = [key for key in book.confirmed() if not stored.get(key)]
    sent = {entry.key for entry in book.entries}
    doubled = [key for key in sent if stored.get(key, 0) > 1]
    return Balance(lost, doubled)
