"""Consents: given, ended, and listed for the person who gave them."""

from collections.abc import Collection
from datetime import datetime
from typing import get_args

from sqlalchemy import literal, update
from sqlalchemy.orm import Session

from idea4gov.domain.consents import Given, NotedPurpose
from idea4gov.store.base import table
from idea4gov.store.models import Account, Consent
from idea4gov.store.records import list_records, select_into
from idea4gov.store.upsert import insert_or_nothing

_CONSENTS = table(Consent)
_consent, _account = _CONSENTS.c, table(Account).c


def add_consent(db: Session, person_id: int, purpose: NotedPurpose, version: str, *, now: datetime) -> None:
    """Note that a person gave a consent. One to another version ends; one to this version stays as it was."""
    db.execute(
        update(_CONSENTS)
        .where(
            _consent.person_id == person_id,
            _consent.purpose == purpose,
            _consent.version != version,
            _consent.ended_at.is_(None),
        )
        .values(ended_at=now)
    )
    insert_or_nothing(db, _CONSENTS, person_id=person_id, purpose=purpose, version=version, given_at=now)


def end_consents(
    db: Session,
    person_ids: Collection[int],
    purposes: Collection[NotedPurpose] = get_args(NotedPurpose),
    *,
    now: datetime,
) -> None:
    """Note that consents of people ended, those for these purposes."""
    db.execute(
        update(_CONSENTS)
        .where(
            _consent.person_id.in_(person_ids), _consent.purpose.in_(purposes), _consent.ended_at.is_(None)
        )
        .values(ended_at=now)
    )


def list_consents(db: Session, account_id: int, person_id: int) -> list[Given]:
    """What a person agreed to, that of the account first, and then the newest first."""
    terms = select_into(
        Given,
        purpose=literal("terms"),
        version=_account.consent_version,
        given_at=_account.consented_at,
        ended_at=_account.erased_at,
    ).where(_account.id == account_id)
    others = (
        select_into(Given, _consent)
        .where(_consent.person_id == person_id)
        .order_by(_consent.given_at.desc(), _consent.id.desc())
    )
    return [*list_records(db, terms), *list_records(db, others)]
