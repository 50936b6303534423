"""Password hashes by argon2id, at a cost that two cores can carry when many people log in.

Hashing is what costs a process most for the least that a visitor sends. Its share of the time of a process is
bounded, so that pages are still answered while thousands try to log in.
"""

import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.low_level import Type, hash_secret_raw

from idea4gov.domain.errors import Busy

SHARE = 0.5
"""Of the time of a process, in the long run: about nine log-ins a second."""

BURST_SECONDS = 1.0
"""Hashing that may come at once; whoever asks for a turn after it is told to come again."""

LIMIT_SECONDS = 3.0
"""Hashing that is refused even to those who had a turn: one request may need several hashes."""

MAX_WAITING = 3
"""Threads that may wait for the one that hashes."""


def stretch(text: bytes, salt: bytes, *, memory_kib: int, rounds: int, length: int) -> bytes:
    """argon2id of a text, `length` bytes: the same for the same salt and cost. Lets other threads run."""
    return hash_secret_raw(text, salt, rounds, memory_kib, 1, length, Type.ID)


class Passwords:
    """Hashes and checks passwords. memory_kib, rounds: cost of one hash (19,456 and 2 take about 57 ms).

    clock: seconds that only grow.
    """

    def __init__(self, *, memory_kib: int, rounds: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._hasher = PasswordHasher(memory_cost=memory_kib, time_cost=rounds, parallelism=1)
        self._clock = clock
        self._hashing, self._waiting = Lock(), 0
        self._spent_seconds, self._spent_at = 0.0, clock()
        # Compared against when no account was found, so that the answer takes as long as for a real one.
        self._nobody = self._hasher.hash(secrets.token_urlsafe(32))

    @property
    def unusable(self) -> str:
        """The hash of a password that nobody knows, for an account whose owner has still to choose one."""
        return self._nobody

    def require_turn(self) -> None:
        """Raise Busy where hashing has had its share. To be asked before an attempt is counted."""
        if self._waiting > MAX_WAITING or self._to_be_paid() >= BURST_SECONDS:
            raise Busy()

    def hash(self, password: str) -> str:
        """The argon2id hash of `password`, with its salt and cost in it. Raises Busy."""
        with self._turn():
            return self._hasher.hash(password)

    def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether `password` belongs to the hash.

        password_hash: None when there is no account; the answer is False, and takes as long as for a wrong
        password. Raises Busy.
        """
        with self._turn():
            try:
                is_right = self._hasher.verify(password_hash or self._nobody, password)
            except (VerifyMismatchError, InvalidHashError):
                return False
        return is_right and password_hash is not None

    def is_outdated(self, password_hash: str) -> bool:
        """Whether a hash was made at another cost than new ones are."""
        return self._hasher.check_needs_rehash(password_hash)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The time of one hash; one thread has it at a time."""
        if self._waiting > 2 * MAX_WAITING or self._to_be_paid() >= LIMIT_SECONDS:
            raise Busy()
        self._waiting += 1
        try:
            with self._hashing:
                begun = self._clock()
                try:
                    yield
                finally:
                    now = self._clock()
                    self._spent_seconds, self._spent_at = self._to_be_paid() + now - begun, now
        finally:
            self._waiting -= 1

    def _to_be_paid(self) -> float:
        """Seconds of hashing for which not enough time has passed yet."""
        return max(0.0, self._spent_seconds - SHARE * (self._clock() - self._spent_at))
