"""A role of PostgreSQL with the rights of a website, and no others."""

import secrets
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from idea4gov.store.rights import OF_SERVING, Serving, grant_rights, keep_settings
from idea4gov.store.session import Database


@contextmanager
def serving_role(owner: Database) -> Iterator[Serving]:
    """Make a role that may serve this migrated database while the block lasts."""
    serving = Serving(f"serving_{uuid.uuid4().hex[:12]}", secrets.token_hex(16))
    with owner.transaction() as db:
        grant_rights(db, serving)
        keep_settings(db, serving.user, OF_SERVING)
    try:
        yield serving
    finally:
        with owner.transaction() as db:
            db.execute(text(f"DROP OWNED BY {serving.user}"))
            db.execute(text(f"DROP ROLE {serving.user}"))
