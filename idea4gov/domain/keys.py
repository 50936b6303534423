"""Keys of single purposes, derived from the secrets of the installation (HKDF with SHA-256, RFC 5869)."""

import hmac
from collections.abc import Sequence

KEY_BYTES = 32
_SALT = b"idea4gov"


def derive_key(secret: str, purpose: str) -> bytes:
    """The key of one purpose, KEY_BYTES long. Whoever has it learns neither the secret nor another key."""
    extracted = hmac.digest(_SALT, secret.encode(), "sha256")
    # One block of SHA-256 is as long as a key, so the expansion is its first block.
    return hmac.digest(extracted, purpose.encode() + b"\x01", "sha256")


def derive_keys(secrets: Sequence[str], purpose: str) -> list[bytes]:
    """The keys of one purpose, in the order of the secrets: the newest, which signs, and former ones."""
    return [derive_key(secret, purpose) for secret in secrets]
