"""Random tokens from the operating system: codes, names of papers, seeds, session keys, nonces."""

import secrets

from idea4gov.domain.rounds.receipts import CODE_BYTES, ReceiptKind, Slip, code_of, make_slip

LABEL_BYTES = 32
KEY_BYTES = 32
SEED_BYTES = 16
NONCE_BYTES = 8
SLIP_NONCE_BYTES = 16


def draw_code() -> str:
    """A new receipt code, as `code_of` formats it."""
    return code_of(secrets.token_bytes(CODE_BYTES))


def draw_label() -> str:
    """A name for a sealed ballot without a receipt: 64 hex digits, like the digest of a receipt code."""
    return secrets.token_hex(LABEL_BYTES)


def draw_slip(kind: ReceiptKind) -> Slip:
    """What a ballot gets from the server before it is cast. kind: of the round's receipts."""
    nonce = secrets.token_hex(SLIP_NONCE_BYTES)
    return make_slip(kind, code=draw_code(), nonce=nonce, label=draw_label())


def draw_seed() -> str:
    """A tie-break seed of 128 random bits, as 32 hex digits."""
    return secrets.token_hex(SEED_BYTES)


def draw_key() -> str:
    """A new key of a session: 256 random bits, as domain.sessions.is_key wants it."""
    return secrets.token_urlsafe(KEY_BYTES)


def draw_nonce() -> str:
    """A nonce of a challenge: 16 hex digits."""
    return secrets.token_hex(NONCE_BYTES)


def draw_digits(number: int) -> str:
    """So many random decimal digits."""
    return f"{secrets.randbelow(10**number):0{number}}"
