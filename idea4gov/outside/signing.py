"""Signed tokens, keyed digests of what is recognised without being stored, and sealed texts.

The only module that imports itsdangerous and cryptography.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from itsdangerous import BadSignature, SignatureExpired, TimestampSigner, URLSafeSerializer

from idea4gov.domain.clock import TOLERANCE
from idea4gov.domain.keys import derive_key, derive_keys


class CookieSigner(TimestampSigner):
    """Signs cookies with the time, and takes those of a machine whose clock is up to TOLERANCE ahead."""

    def unsign(
        self, signed_value: str | bytes, max_age: int | None = None, return_timestamp: bool = False
    ) -> Any:
        """The value, with return_timestamp also when it was signed. Raises BadSignature, SignatureExpired."""
        value, signed_at = super().unsign(signed_value, return_timestamp=True)
        age = self.get_timestamp() - int(signed_at.timestamp())
        if max_age is not None and not -TOLERANCE.total_seconds() <= age <= max_age:
            raise SignatureExpired(f"age {age} s", payload=value, date_signed=signed_at)
        return (value, signed_at) if return_timestamp else value


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

    def keyed_digests(self, purpose: str, text: str) -> list[str]:
        """keyed_digest by each secret that is held, the newest first: for what was kept by an earlier."""
        keys = derive_keys(self._secrets, purpose)
        return [hmac.new(key, text.encode(), "sha256").hexdigest() for key in keys]

    def first_key(self, purpose: str) -> bytes:
        """A key from the oldest secret, for a purpose whose key is then kept (actions/kept_keys.py)."""
        return hashlib.sha256(f"{purpose}:{self._secrets[-1]}".encode()).digest()

    def seal(self, purpose: str, text: str) -> str:
        """A text that nobody can read or change without the secret. purpose: what it is for, and whose."""
        return self._sealing(purpose).encrypt(text.encode()).decode()

    def unseal(self, purpose: str, sealed: str) -> str | None:
        """What seal() was given for the same purpose; None for anything else."""
        try:
            return self._sealing(purpose).decrypt(sealed.encode()).decode()
        except InvalidToken:
            return None

    def _sealing(self, purpose: str) -> MultiFernet:
        keys = derive_keys(self._secrets, f"seal:{purpose}")
        return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        # Tokens live a year. Those from before keys were derived bear the signature of the secret itself.
        earlier = [secret.encode() for secret in reversed(self._secrets)]
        # The last key signs.
        keys = [*earlier, *reversed(derive_keys(self._secrets, purpose))]
        return URLSafeSerializer(
            keys,
            salt=f"idea4gov-{purpose}",
            signer_kwargs={"digest_method": hashlib.sha256},
            fallback_signers=[{"digest_method": hashlib.sha1}],
        )
