"""The audit log: a chain in which each entry carries the digest of the one before."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.domain.audit import AuditAct
from idea4gov.store.base import Base


class AuditEntry(Base):
    """One act of an official. id: 1.. without gaps. previous_digest is unique, so the chain cannot fork."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        CheckConstraint("length(digest) = 64 AND length(previous_digest) = 64", "digest_length"),
        Index("ix_audit_entry_place", "province_code", "local_government_code", "id"),
        Index("ix_audit_entry_subject", "subject_kind", "subject_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    act: Mapped[AuditAct]
    subject_kind: Mapped[str]
    subject_id: Mapped[str]
    province_code: Mapped[str | None]
    local_government_code: Mapped[str | None]
    data: Mapped[dict[str, Any]]
    previous_digest: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str] = mapped_column(unique=True)
