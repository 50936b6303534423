"""The table of personal tokens: only digests are stored."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.store.base import Base, HasId


class ApiToken(HasId, Base):
    """A token of an official's account. secret_digest: SHA-256 of its random part."""

    __tablename__ = "api_token"
    __table_args__ = (
        CheckConstraint("length(name) BETWEEN 1 AND 60", "name_length"),
        CheckConstraint("length(secret_digest) = 64", "digest_length"),
        CheckConstraint("for_answers OR for_milestones", "some_scope"),
        CheckConstraint("expires_at > created_at", "expires_later"),
        Index("ix_api_token_account_id", "account_id", "id"),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    name: Mapped[str]
    secret_digest: Mapped[str] = mapped_column(unique=True)
    for_answers: Mapped[bool]
    for_milestones: Mapped[bool]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
