"""Signed tokens for links in mails, and keyed digests of values that are recognised without being stored."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence

from itsdangerous import BadSignature, URLSafeSerializer

from idea4gov.domain.keys import derive_key, derive_keys

SEALED_MAX = 32


class Signer:
    """Signs with the newest secret of the installation, and knows what was signed with former ones.

    installation_secrets: the newest first. What is signed for one purpose is not valid for another.
    """

    def __init__(self, installation_secrets: Sequence[str]) -> None:
        self._secrets = installation_secrets

    def new_token(self, purpose: str) -> str:
        """A new signed token of 32 random bytes. Store its `secret_digest`, not the token."""
        return str(self._serializer(purpose).dumps(secrets.token_urlsafe(32)))

    def secret_digest(self, purpose: str, token: str) -> str | None:
        """SHA-256 (hex) of the random part of a token, or None when it was not signed for this purpose."""
        try:
            secret = self._serializer(purpose).loads(token)
        except BadSignature:
            return None
        return hashlib.sha256(str(secret).encode()).hexdigest()

    def keyed_digest(self, purpose: str, text: str) -> str:
        """HMAC-SHA-256 (hex) of a text, by the newest secret: for what is forgotten within a day.

        Equal texts give equal digests; without the key, texts cannot be guessed.
        """
        return hmac.new(derive_key(self._secrets[0], purpose), text.encode(), "sha256").hexdigest()

    def first_key(self, purpose: str) -> bytes:
        """A key from the oldest secret, for a purpose whose key is then kept (actions/kept_keys.py)."""
        return hashlib.sha256(f"{purpose}:{self._secrets[-1]}".encode()).digest()

    def seal(self, purpose: str, text: str) -> str:
        """A short text as one that nobody can read without the secret key, for a signed cookie.

        text: at most SEALED_MAX bytes. purpose: names what it is for and whose it is. Another one does not
        unseal it.
        """
        plain, nonce = text.encode(), secrets.token_hex(8)
        if len(plain) > SEALED_MAX:
            raise ValueError("too long to be sealed")
        return nonce + _xor(plain, self._pad(purpose, nonce)).hex()

    def unseal(self, purpose: str, sealed: str) -> str:
        """What seal() was given; something else if it had another purpose: check what it has to look like."""
        nonce, hidden = sealed[:16], bytes.fromhex(sealed[16:])
        return _xor(hidden, self._pad(purpose, nonce)).decode("ascii", "replace")

    def _pad(self, purpose: str, nonce: str) -> bytes:
        # A pad of one nonce hides one text: HMAC-SHA-256 as a stream of SEALED_MAX bytes.
        return bytes.fromhex(self.keyed_digest(f"seal:{purpose}", nonce))

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        # Tokens live a year. Those from before keys were derived bear the signature of the secret itself.
        earlier = [secret.encode() for secret in reversed(self._secrets)]
        # The last key signs.
        keys = [*earlier, *reversed(derive_keys(self._secrets, purpose))]
        return URLSafeSerializer(keys, salt=f"idea4gov-{purpose}")


def _xor(text: bytes, pad: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(text, pad, strict=False))
