"""Reads and writes of keys that outlive the secrets of the installation."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from idea4gov.store.models import KeptKey
from idea4gov.store.upsert import insert_or_nothing


def find_key(db: Session, purpose: str) -> bytes | None:
    """The kept key of a purpose."""
    key = db.scalar(select(KeptKey.key).where(KeptKey.purpose == purpose))
    return None if key is None else bytes.fromhex(key)


def add_key(db: Session, purpose: str, key: bytes) -> None:
    """Keep the key of a purpose, unless one is kept already."""
    insert_or_nothing(db, KeptKey, purpose=purpose, key=key.hex())
