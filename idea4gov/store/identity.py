"""Persons by the keyed digests of their national numbers."""

from collections.abc import Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.identity.digests import KeyedDigest
from idea4gov.store.models import Person


def find_person(db: Session, digests: Sequence[KeyedDigest]) -> int | None:
    """The person whose number has one of these digests, which are those of one number."""
    return db.scalar(select(Person.id).where(Person.identity_digest.in_([one.digest for one in digests])))


def count_by_key(db: Session) -> dict[str, int]:
    """{id of a key: how many persons' digests end with it}."""
    counted = (
        select(Person.identity_key_id, func.count())
        .where(Person.identity_key_id.is_not(None))
        .group_by(Person.identity_key_id)
    )
    return {key_id: count for key_id, count in db.execute(counted) if key_id}


def outdated_persons(db: Session, current_id: str, *, limit: int) -> list[tuple[int, KeyedDigest]]:
    """(person, digest) of digests that the current key is not laid around yet."""
    rows = db.execute(
        select(Person.id, Person.identity_digest, Person.identity_key_id)
        .where(Person.identity_key_id != current_id)
        .order_by(Person.id)
        .limit(limit)
    )
    return [
        (person_id, KeyedDigest(digest, key_id)) for person_id, digest, key_id in rows if digest and key_id
    ]


def renew_person(db: Session, person_id: int, kept: KeyedDigest, renewed: KeyedDigest) -> None:
    """Put a digest with newer keys around it in the place of one that is kept, where it is still there."""
    db.execute(
        update(Person)
        .where(Person.id == person_id, Person.identity_digest == kept.digest)
        .values(identity_digest=renewed.digest, identity_key_id=renewed.key_id)
    )
