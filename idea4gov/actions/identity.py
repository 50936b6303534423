"""Renewing the key of the office: the newest key is laid around every digest that is kept."""

from typing import Final

from idea4gov.outside.identity_keys import IdentityKeys
from idea4gov.store import identity as store
from idea4gov.store.session import Database

AT_ONCE: Final = 500
"""Digests of one transaction: between two of them the site goes on, and a cut-off command can."""


def renew_digests(database: Database, keys: IdentityKeys) -> int:
    """Lay the newest key around every digest that lacks it; how many lacked it.

    May be cut off and called again. Raises NoIdentityKey, and UnknownIdentityKey where the file lacks a key.
    """
    current_id, renewed = keys.current_id, 0
    while True:
        with database.transaction() as db:
            outdated = store.outdated_persons(db, current_id, limit=AT_ONCE)
            for person_id, kept in outdated:
                store.renew_person(db, person_id, kept, keys.renew(kept))
        renewed += len(outdated)
        if len(outdated) < AT_ONCE:
            return renewed
