"""The audit log: every act of an official adds an entry, in the transaction of the act."""

from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from idea4gov.domain.audit import AuditAct
from idea4gov.domain.permissions import Place
from idea4gov.store import audit


def record(
    db: Session,
    *,
    actor_id: int | None,
    act: AuditAct,
    subject_kind: str,
    subject_id: int | str,
    place: Place | None,
    data: dict[str, Any],
    now: datetime,
) -> None:
    """Append an entry. Call it after every other write of the use case; it is committed or lost with them.

    actor_id: the account that acts; None: the system. place: where the subject is; None:
    the nation. data: JSON; never a name, an address or a text that a citizen wrote.
    """
    audit.append_entry(
        db,
        at=now,
        actor_id=actor_id,
        act=act,
        subject_kind=subject_kind,
        subject_id=str(subject_id),
        place=place,
        data=data,
    )


class OfPlace(Protocol):
    """A round, as any record of one gives it."""

    @property
    def id(self) -> int: ...
    @property
    def place(self) -> Place: ...


def record_on_round(
    db: Session, actor_id: int | None, round_: OfPlace, act: AuditAct, now: datetime, **data: object
) -> None:
    """As record(), of an act on a budget round. data: see there."""
    record(
        db,
        actor_id=actor_id,
        act=act,
        subject_kind="round",
        subject_id=round_.id,
        place=round_.place,
        data=data,
        now=now,
    )
