"""The table of consents."""

from datetime import datetime
from typing import get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.domain.consents import NotedPurpose
from idea4gov.store.base import Base, HasId, one_of

_HOLDS = text("ended_at IS NULL")


class Consent(HasId, Base):
    """What a person agreed to or was told of; that of the account itself stands in `account`.

    version: of the words that were shown. ended_at: when it was withdrawn, or its data deleted.
    """

    __tablename__ = "consent"
    __table_args__ = (
        one_of("purpose", get_args(NotedPurpose)),
        CheckConstraint("length(version) BETWEEN 1 AND 20", "version_length"),
        Index(
            "uq_consent_holding",
            "person_id",
            "purpose",
            unique=True,
            sqlite_where=_HOLDS,
            postgresql_where=_HOLDS,
        ),
        Index("ix_consent_person_id", "person_id"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    purpose: Mapped[NotedPurpose]
    version: Mapped[str]
    given_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
