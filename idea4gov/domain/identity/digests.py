"""Keyed digests of what names a person, and the keys of the office that make them.

The number is not kept, so a new key cannot make its digest anew: it is laid around the digest that is there.
The keys of an office are a chain, the oldest first, and the id of a key says how far along it a digest is.
"""

import hashlib
import hmac
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from typing import Final, Literal, NamedTuple

from idea4gov.domain.errors import N_, Conflict
from idea4gov.domain.keys import KEY_BYTES, derive_key

MEMORY_KIB: Final = 28_672
"""Of one argon2id. More memory makes special hardware dearer; from 32 MiB on the C library asks the kernel
for it each time, which doubles the time of the honest side alone."""
ROUNDS: Final = 1
"""16 ms of a core with MEMORY_KIB: two cores digest a list of 50,000 in seven minutes."""
MOST_KEYS: Final = 50
SALT_BYTES: Final = 16
DIGEST_BYTES: Final = 32

DigestKind = Literal["number", "name"]
"""What was digested: a national number, or a name (or a code) with the number of a house."""

_ID_LENGTH = 8
_LINE = re.compile(r"(?:(?P<memory>[0-9]{1,7}):(?P<rounds>[0-9]{1,2}):)?(?P<secret>[A-Za-z0-9_-]{43})")


class KeyedDigest(NamedTuple):
    """The digest of a number or a name. digest: 64 hex digits. key_id: of the last key of its chain."""

    digest: str
    key_id: str


class IdentityKey(NamedTuple):
    """A key of the office. secret: KEY_BYTES, base64. memory_kib, rounds: cost, by the first key."""

    secret: str
    memory_kib: int = MEMORY_KIB
    rounds: int = ROUNDS

    @property
    def id(self) -> str:
        """Eight hex digits that name the key and tell nothing of it."""
        return hashlib.sha256(b"idea4gov-identity-key:" + self.secret.encode()).hexdigest()[:_ID_LENGTH]

    @property
    def line(self) -> str:
        """As a file of keys has it."""
        return f"{self.memory_kib}:{self.rounds}:{self.secret}"


class NoIdentityKey(Conflict):
    """This installation has no key for national numbers."""

    code = "no_identity_key"
    message = N_(
        "This site has no key for national numbers yet, so none can be checked. Whoever runs it makes one "
        "with `idea4gov identity new-key`, names the file in IDEA4GOV_IDENTITY_KEY_FILE, and starts the site "
        "again."
    )


class UnknownIdentityKey(Conflict):
    """A digest was made with a key that this installation does not hold. key_id: of that key."""

    code = "unknown_identity_key"
    message = N_(
        "A digest in the database was made with the key %(key_id)s, which is not in the file of keys. "
        "Put the file back that the site had, with all its keys."
    )


def new_key(random: bytes) -> IdentityKey:
    """A key of the office. random: KEY_BYTES bytes that nobody can guess."""
    if len(random) != KEY_BYTES:
        raise ValueError(f"a key has {KEY_BYTES} bytes, not {len(random)}")
    return IdentityKey(urlsafe_b64encode(random).decode().rstrip("="))


def read_identity_keys(text: str) -> tuple[IdentityKey, ...]:
    """The keys of a file or setting, the oldest first, parted by white space. "": none.

    Raises ValueError, whose text repeats nothing of the keys.
    """
    keys = [_read_key(place, line) for place, line in enumerate(text.split()[: MOST_KEYS + 1], 1)]
    if len(keys) > MOST_KEYS:
        raise ValueError(f"there are more than {MOST_KEYS} keys")
    if len({key.secret for key in keys}) < len(keys):
        raise ValueError("a key stands in it twice")
    return tuple(keys)


def _read_key(place: int, line: str) -> IdentityKey:
    found = _LINE.fullmatch(line)
    if not found or len(urlsafe_b64decode(found["secret"] + "=")) != KEY_BYTES:
        raise ValueError(f"key {place} is none that `idea4gov identity new-key` makes")
    if found["memory"] is None:
        return IdentityKey(found["secret"])
    memory_kib, rounds = int(found["memory"]), int(found["rounds"])
    if memory_kib < 8 or rounds < 1:
        raise ValueError(f"the cost of key {place} is less than argon2 takes")
    return IdentityKey(found["secret"], memory_kib, rounds)


def salt_of(key: IdentityKey) -> bytes:
    """The salt of the stretching: the same for each number, or nobody could be found by theirs."""
    return derive_key(key.secret, "identity-salt")[:SALT_BYTES]


def quick_first(key: IdentityKey, text: str) -> bytes:
    """What a chain begins with where guessing is not made dear: for few houses it never would be."""
    return hmac.digest(derive_key(key.secret, "identity-house"), text.encode(), "sha256")


def lay_chain(first: bytes, keys: Sequence[IdentityKey]) -> list[KeyedDigest]:
    """The digests after each key of a chain, the oldest first. first: what was stretched, DIGEST_BYTES."""
    laid, digest = [], first
    for key in keys:
        digest = hmac.digest(derive_key(key.secret, "identity-digest"), digest, "sha256")
        laid.append(KeyedDigest(digest.hex(), key.id))
    return laid


def lay_on(kept: KeyedDigest, keys: Sequence[IdentityKey]) -> KeyedDigest:
    """A digest that is kept, with the keys around it that came later. Raises UnknownIdentityKey."""
    ids = [key.id for key in keys]
    if kept.key_id not in ids:
        raise UnknownIdentityKey(key_id=kept.key_id)
    later = keys[ids.index(kept.key_id) + 1 :]
    return lay_chain(bytes.fromhex(kept.digest), later)[-1] if later else kept
