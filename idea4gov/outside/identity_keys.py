"""Digests of national numbers under the keys of the office, which lie outside the database.

Guessing has two hurdles: without the key nothing can be tried at all; with it each try costs an argon2id.
"""

import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from idea4gov.domain.identity.digests import (
    DIGEST_BYTES,
    DigestKind,
    KeyedDigest,
    NoIdentityKey,
    lay_chain,
    lay_on,
    new_key,
    quick_first,
    read_identity_keys,
    salt_of,
)
from idea4gov.domain.keys import KEY_BYTES
from idea4gov.outside.passwords import stretch
from idea4gov.outside.secret_files import read_secret

THREADS = 2
"""That digest a list: argon2 lets go of the interpreter, so both cores work."""


class IdentityKeys:
    """The keys of the office. text: of their file or setting; "" where there is none: digests are refused.

    Raises ValueError where the text holds something else.
    """

    def __init__(self, text: str) -> None:
        self._keys = read_identity_keys(text)

    def __bool__(self) -> bool:
        return bool(self._keys)

    @property
    def current_id(self) -> str:
        """The id of the newest key, by which new digests are made. Raises NoIdentityKey."""
        self.require()
        return self._keys[-1].id

    @property
    def ids(self) -> tuple[str, ...]:
        """Of all keys, the oldest first."""
        return tuple(key.id for key in self._keys)

    def require(self) -> None:
        """Raise NoIdentityKey where there is no key."""
        if not self._keys:
            raise NoIdentityKey()

    def digest(self, text: str, kind: DigestKind = "number") -> KeyedDigest:
        """The digest of a national number as read_national_number gives it, to be stored.

        Takes some 16 ms of a core, so whoever asks is counted first. kind: what the text is.
        Raises NoIdentityKey.
        """
        return self.digests(text, kind)[-1]

    def digests(self, text: str, kind: DigestKind = "number") -> list[KeyedDigest]:
        """All digests under which the number may be kept while keys are renewed, the current one last.

        As cheap as one. Raises NoIdentityKey.
        """
        self.require()
        first = self._keys[0]
        stretched = stretch(
            f"{kind}:{text}".encode(),
            salt_of(first),
            memory_kib=first.memory_kib,
            rounds=first.rounds,
            length=DIGEST_BYTES,
        )
        return lay_chain(stretched, self._keys)

    def digest_all(self, texts: list[tuple[str, DigestKind]]) -> list[KeyedDigest]:
        """The digests of many texts, in their order, by THREADS at a time. Raises NoIdentityKey."""
        self.require()
        with ThreadPoolExecutor(THREADS) as pool:
            return list(pool.map(lambda one: self.digest(*one), texts))

    def quick_digest(self, text: str) -> KeyedDigest:
        """A digest that the key alone protects: of the number of a house, which anybody with it could guess.

        Raises NoIdentityKey.
        """
        self.require()
        return lay_chain(quick_first(self._keys[0], text), self._keys)[-1]

    def renew(self, kept: KeyedDigest) -> KeyedDigest:
        """A kept digest with the newer keys around it. Raises NoIdentityKey, UnknownIdentityKey."""
        self.require()
        return lay_on(kept, self._keys)


def new_key_line() -> str:
    """A new key at the cost of this version, as a file of keys has it."""
    return new_key(secrets.token_bytes(KEY_BYTES)).line


def make_key_file(path: Path) -> str:
    """Make a file of keys with one in it, for its owner alone; the id of the key. Raises OSError."""
    line = new_key_line()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{line}\n")
        file.flush()
        os.fsync(file.fileno())
    return IdentityKeys(line).current_id


def add_key(path: Path) -> str:
    """Add a newest key to a file of keys, in one step; its id. Raises NoSecret, ValueError, OSError."""
    kept, line = read_secret(str(path)), new_key_line()
    keys = IdentityKeys(f"{kept}\n{line}")
    beside = path.with_name(f"{path.name}.new")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(f"{kept}\n{line}\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
    return keys.current_id
