"""The audit log's rows: appended one at a time, read by scope, proven whole."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from idea4gov.domain.audit import FIRST_PREVIOUS, AuditAct, ChainEntry, digest_entry
from idea4gov.domain.permissions import Grant, Place
from idea4gov.store.base import table
from idea4gov.store.models import Account, AuditEntry
from idea4gov.store.records import list_records, select_into
from idea4gov.store.scopes import in_scope

APPENDING = 0x1DEA_A0D1
"""The number of the advisory lock that appending transactions of PostgreSQL queue at."""
PAGE = 50
CHUNK = 1_000


class AuditCard(NamedTuple):
    """An entry as the log's page shows it. actor_name: None for an act of the system."""

    id: int
    at: datetime
    actor_name: str | None
    act: AuditAct
    subject_kind: str
    subject_id: str
    province_code: str | None
    local_government_code: str | None
    data: dict[str, Any]


def append_entry(
    db: Session,
    *,
    at: datetime,
    actor_id: int | None,
    act: AuditAct,
    subject_kind: str,
    subject_id: str,
    place: Place | None,
    data: dict[str, Any],
) -> int:
    """Add the next entry of the chain and return its number; the chain stays locked until the commit.

    Call it last in a transaction: with the chain locked, it must not wait for other rows.
    """
    # The recorded changes take their row locks before the chain is locked, or two acts could deadlock.
    db.flush()
    _lock_chain(db)
    last = db.execute(
        select(AuditEntry.id, AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1)
    ).one_or_none()
    last_id, previous = (last.id, last.digest) if last else (0, FIRST_PREVIOUS)
    province_code = place.province_code if place else None
    local_government_code = place.local_government_code if place else None
    entry = ChainEntry(
        last_id + 1, at, actor_id, act, subject_kind, subject_id, province_code, local_government_code, data
    )
    db.add(AuditEntry(**asdict(entry), previous_digest=previous, digest=digest_entry(entry, previous)))
    db.flush()
    return entry.id


def _lock_chain(db: Session) -> None:
    """Lock the end of the chain. On SQLite the transaction has the only write lock already."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(APPENDING)))


def verify_chain(db: Session) -> int | None:
    """The number of the first entry that is missing or not as it was written; None when the chain is whole.

    Reads in chunks, in bounded memory; call it inside snapshot(). Entries cut off at the end leave no trace
    in the chain itself: compare find_head() with one noted earlier.
    """
    expected, previous = 1, FIRST_PREVIOUS
    for entry, stated_previous, digest in _chain(db):
        if entry.id != expected or stated_previous != previous or digest_entry(entry, previous) != digest:
            return expected
        expected, previous = expected + 1, digest
    return None


def find_head(db: Session) -> tuple[int, str] | None:
    """The number and digest of the newest entry: noted elsewhere, they prove later that none was cut off."""
    row = db.execute(
        select(AuditEntry.id, AuditEntry.digest).order_by(AuditEntry.id.desc()).limit(1)
    ).one_or_none()
    return (row.id, row.digest) if row else None


def find_last_actor(db: Session, *, act: AuditAct, subject_kind: str, subject_id: int) -> int | None:
    """The account that did this to a subject last; None for the system, and when nobody did."""
    return db.scalars(
        select(AuditEntry.actor_id)
        .where(
            AuditEntry.subject_kind == subject_kind,
            AuditEntry.subject_id == str(subject_id),
            AuditEntry.act == act,
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    ).first()


def has_acted(db: Session, actor_id: int, *, act: AuditAct, subject_kind: str, subject_id: int) -> bool:
    """Whether an account did this to a subject before."""
    found = select(AuditEntry.id).where(
        AuditEntry.subject_kind == subject_kind,
        AuditEntry.subject_id == str(subject_id),
        AuditEntry.act == act,
        AuditEntry.actor_id == actor_id,
    )
    return db.scalar(found.limit(1)) is not None


def find_noted_digest(db: Session, board_id: int) -> str | None:
    """The digest that the log noted when this board was closed, or None."""
    data = db.scalars(
        select(AuditEntry.data)
        .where(
            AuditEntry.subject_kind == "board",
            AuditEntry.subject_id == str(board_id),
            AuditEntry.act == "close_board",
        )
        .order_by(AuditEntry.id)
        .limit(1)
    ).first()
    return data and data.get("digest")


def _chain(db: Session) -> Iterator[tuple[ChainEntry, str, str]]:
    query = select(table(AuditEntry)).order_by(AuditEntry.id).execution_options(yield_per=CHUNK)
    # Closed here also when the reader stops early: PostgreSQL keeps a cursor open for the rest.
    with db.execute(query) as rows:
        for row in rows.mappings():
            values = {name: row[name] for name in ChainEntry.__dataclass_fields__}
            yield ChainEntry(**values), row["previous_digest"], row["digest"]


def list_entries(
    db: Session, grants: Sequence[Grant], *, before_id: int | None = None, limit: int = PAGE
) -> list[AuditCard]:
    """The entries within the scopes of `grants`, newest first, older than `before_id`."""
    wanted: list[ColumnElement[bool]] = [
        in_scope(grants, AuditEntry.province_code, AuditEntry.local_government_code)
    ]
    if before_id is not None:
        wanted.append(AuditEntry.id < before_id)
    query = (
        select_into(
            AuditCard,
            id=AuditEntry.id,
            at=AuditEntry.at,
            actor_name=Account.display_name,
            act=AuditEntry.act,
            subject_kind=AuditEntry.subject_kind,
            subject_id=AuditEntry.subject_id,
            province_code=AuditEntry.province_code,
            local_government_code=AuditEntry.local_government_code,
            data=AuditEntry.data,
        )
        .outerjoin(Account, Account.id == AuditEntry.actor_id)
        .where(*wanted)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return list_records(db, query)
