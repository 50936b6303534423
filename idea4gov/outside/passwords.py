"""Password hashes: argon2id, with a cost that two cores can bear when many people log in."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError


class Passwords:
    """Hash and verify. memory_kib, rounds: the cost of one hash (19,456 KiB and 2 take about 57 ms)."""

    def __init__(self, *, memory_kib: int, rounds: int) -> None:
        self._hasher = PasswordHasher(memory_cost=memory_kib, time_cost=rounds, parallelism=1)
        # Compared against when no account was found, so that the answer takes as long as for a real one.
        self._nobody = self._hasher.hash(secrets.token_urlsafe(32))

    @property
    def unusable(self) -> str:
        """The hash of a password that nobody knows, for an account whose owner has still to choose one."""
        return self._nobody

    def hash(self, password: str) -> str:
        """The argon2id hash of `password`, with its salt and cost in it."""
        return self._hasher.hash(password)

    def matches(self, password_hash: str | None, password: str) -> bool:
        """Whether `password` made the hash. None (nobody) costs as much as a wrong password."""
        try:
            return self._hasher.verify(password_hash or self._nobody, password) and password_hash is not None
        except (VerifyMismatchError, InvalidHashError):
            return False
