"""Password hashes by argon2id, at a cost that two cores can carry when many people log in."""

import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError


class Passwords:
    """Hashes and checks passwords. memory_kib, rounds: cost of one hash (19,456 and 2 take about 57 ms)."""

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
        """Whether `password` belongs to the hash.

        password_hash: None when there is no account; the answer is False, and takes as long as for a wrong
        password.
        """
        try:
            return self._hasher.verify(password_hash or self._nobody, password) and password_hash is not None
        except (VerifyMismatchError, InvalidHashError):
            return False
