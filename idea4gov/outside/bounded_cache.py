"""Caches with a ceiling in bytes and a lifetime: the only importer of cachetools."""

import time
from collections.abc import Callable, Hashable
from contextlib import suppress
from sys import getsizeof
from threading import Lock
from typing import Generic, TypeVar

from cachetools import TTLCache

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

MIB = 1024 * 1024
# What the dictionaries and the list of cachetools take for one entry; measured by a test.
ENTRY_BYTES = 640


class BoundedCache(Generic[K, V]):
    """Remembers values for a while, in no more than so many bytes; the least recently used go first.

    The ceiling counts keys as well as values. Threads may share a cache.
    """

    # All entries of a cache live equally long, so the next to expire is the oldest: TTLCache keeps them in a
    # list. TLRUCache, for entries with lifetimes of their own, needs a heap.
    def __init__(
        self, *, max_bytes: int, seconds: float, timer: Callable[[], float] = time.monotonic
    ) -> None:
        """max_bytes: 0 remembers nothing. seconds: counted from put. timer: seconds that only grow."""
        self._entries: TTLCache[K, tuple[V, int]] = TTLCache(
            max_bytes, seconds, timer, getsizeof=lambda entry: entry[1]
        )
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """The value, or None where there is none (any more)."""
        with self._lock:
            try:
                return self._entries[key][0]
            except KeyError:
                return None

    def put(self, key: K, value: V) -> None:
        """Remember `value`; one that is larger than the whole cache is not remembered."""
        size = ENTRY_BYTES + size_in_bytes(key) + size_in_bytes(value)
        # cachetools refuses what is too large with a ValueError.
        with self._lock, suppress(ValueError):
            self._entries[key] = value, size

    def get_or_make(self, key: K, make: Callable[[], V]) -> V:
        """The value; it is made where there is none. Threads that ask at the same time may each make it."""
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._entries.clear()

    @property
    def size(self) -> int:
        """Bytes taken now, as counted by size_in_bytes."""
        with self._lock:
            return int(self._entries.currsize)

    def __len__(self) -> int:
        with self._lock:
            return len(self._entries)


def size_in_bytes(value: object) -> int:
    """The memory of a value and, where it is a tuple, of everything in it.

    Classes and functions count nothing: the process holds them anyway. Objects of our own classes say by
    `__sizeof__` what they hold.
    """
    if isinstance(value, tuple):
        return getsizeof(value) + sum(map(size_in_bytes, value))
    return 0 if callable(value) else getsizeof(value)
