"""Caches with a maximum size in bytes and a time to live. The only module that imports cachetools."""

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
# Memory that cachetools itself needs for each entry; tests/outside/test_bounded_cache.py measures it.
ENTRY_BYTES = 640


class BoundedCache(Generic[K, V]):
    """A cache that removes its least recently used entries when it is full, and every entry after some time.

    Its size counts keys as well as values. Threads may share a cache.
    """

    # Every entry has the same time to live, so entries expire in the order in which they were added, and
    # TTLCache keeps them in a list. TLRUCache allows a time for each entry, but needs a heap for it.
    def __init__(
        self, *, max_bytes: int, seconds: float, timer: Callable[[], float] = time.monotonic
    ) -> None:
        """max_bytes: maximum size; 0 keeps nothing.

        seconds: time to live, from put. timer: a clock, in seconds.
        """
        self._entries: TTLCache[K, tuple[V, int]] = TTLCache(
            max_bytes, seconds, timer, getsizeof=lambda entry: entry[1]
        )
        self._lock = Lock()

    def get(self, key: K) -> V | None:
        """The value, or None when the cache does not hold the key (any more)."""
        with self._lock:
            try:
                return self._entries[key][0]
            except KeyError:
                return None

    def put(self, key: K, value: V) -> None:
        """Keep `value` under `key`. A value that is larger than the whole cache is not kept."""
        size = ENTRY_BYTES + size_in_bytes(key) + size_in_bytes(value)
        # cachetools raises ValueError for a value that is too large.
        with self._lock, suppress(ValueError):
            self._entries[key] = value, size

    def get_or_make(self, key: K, make: Callable[[], V]) -> V:
        """The value; if there is none, the result of `make`, which is kept.

        Threads that ask for the same key at the same time may each call `make`.
        """
        found = self.get(key)
        if found is None:
            found = make()
            self.put(key, found)
        return found

    def clear(self) -> None:
        """Remove every entry."""
        with self._lock:
            self._entries.clear()

    @property
    def size(self) -> int:
        """Bytes in use: size_in_bytes of all keys and values, and ENTRY_BYTES for each entry."""
        with self._lock:
            return int(self._entries.currsize)

    def __len__(self) -> int:
        with self._lock:
            return len(self._entries)


def size_in_bytes(value: object) -> int:
    """The memory of a value in bytes; of a tuple, with everything in it.

    Classes, functions and macros count as 0, because the process holds them anyway. Our own classes define
    `__sizeof__` to count what they hold.
    """
    if isinstance(value, tuple):
        return getsizeof(value) + sum(map(size_in_bytes, value))
    return 0 if callable(value) else getsizeof(value)
