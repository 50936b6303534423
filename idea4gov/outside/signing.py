"""Signed text for links in mails, and keyed digests for what must be recognised but not kept."""

import hashlib
import hmac
import secrets

from itsdangerous import BadSignature, URLSafeSerializer


class Signer:
    """Signs with the secret key of the installation; each purpose has a key of its own."""

    def __init__(self, secret_key: str) -> None:
        self._secret_key = secret_key

    def new_token(self, purpose: str) -> str:
        """A fresh signed token of 32 random bytes; keep only its `secret_digest`."""
        return str(self._serializer(purpose).dumps(secrets.token_urlsafe(32)))

    def secret_digest(self, purpose: str, token: str) -> str | None:
        """SHA-256 (hex) of the token's random part; None when we did not sign it for this purpose."""
        try:
            secret = self._serializer(purpose).loads(token)
        except BadSignature:
            return None
        return hashlib.sha256(str(secret).encode()).hexdigest()

    def keyed_digest(self, purpose: str, text: str) -> str:
        """HMAC-SHA-256 (hex): equal texts give equal digests, and without the key nobody can try texts."""
        key = hashlib.sha256(f"{purpose}:{self._secret_key}".encode()).digest()
        return hmac.new(key, text.encode(), "sha256").hexdigest()

    def _serializer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(self._secret_key, salt=f"idea4gov-{purpose}")
