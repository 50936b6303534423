"""The key of pseudonyms: made of the first secret, then kept, so that a new secret changes no pseudonym."""

import hmac
from collections.abc import Callable

from idea4gov.outside.signing import Signer
from idea4gov.store.kept_keys import add_key, find_key
from idea4gov.store.session import Database

PSEUDONYM = "pseudonym"


def keep_keys(database: Database, signer: Signer) -> None:
    """Keep the keys that new secrets must not change. Does nothing where they are kept already."""
    with database.transaction() as db:
        add_key(db, PSEUDONYM, signer.first_key(PSEUDONYM))


def pseudonyms(database: Database, signer: Signer) -> Callable[[str], str]:
    """The function that makes pseudonyms: a keyed digest, in hex, of a text.

    The key is read when the first one is made.
    """
    key = b""

    def pseudonym(text: str) -> str:
        nonlocal key
        if not key:
            with database.reading() as db:
                key = find_key(db, PSEUDONYM) or signer.first_key(PSEUDONYM)
        return hmac.new(key, text.encode(), "sha256").hexdigest()

    return pseudonym
