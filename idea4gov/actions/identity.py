"""Renewing the key of the office: the newest key is laid around every digest that is kept."""

from collections.abc import Callable
from typing import Final

from sqlalchemy.orm import Session

from idea4gov.domain.identity.digests import KeyedDigest
from idea4gov.outside.identity_keys import IdentityKeys
from idea4gov.store import identity as store
from idea4gov.store import voter_lists
from idea4gov.store.session import Database

AT_ONCE: Final = 500
"""Digests of one transaction: between two of them the site goes on, and a cut-off command can."""


def renew_digests(database: Database, keys: IdentityKeys) -> int:
    """Lay the newest key around every digest that lacks it; how many lacked it.

    May be cut off and called again. Raises NoIdentityKey, and UnknownIdentityKey where the file lacks a key.
    """
    keys.require()
    return sum(_renew_all(database, keys, renew) for renew in (_renew_persons, _renew_lines))


def _renew_all(database: Database, keys: IdentityKeys, renew: Callable[[Session, IdentityKeys], int]) -> int:
    renewed = 0
    while True:
        with database.transaction() as db:
            count = renew(db, keys)
        renewed += count
        if count < AT_ONCE:
            return renewed


def _renew_persons(db: Session, keys: IdentityKeys) -> int:
    outdated = store.outdated_persons(db, keys.current_id, limit=AT_ONCE)
    for person_id, kept in outdated:
        store.renew_person(db, person_id, kept, keys.renew(kept))
    return len(outdated)


def _renew_lines(db: Session, keys: IdentityKeys) -> int:
    """Of lists that are being read, too: their reader goes on with the key that it has, so call again."""
    outdated = voter_lists.outdated_lines(db, keys.current_id, limit=AT_ONCE)
    for line_id, key_id, digests in outdated:
        renewed = {name: keys.renew(KeyedDigest(digest, key_id)) for name, digest in digests.items()}
        voter_lists.renew_line(db, line_id, key_id, renewed)
    return len(outdated)
