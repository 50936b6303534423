"""The table of when a backup was last made, and last tried."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.store.base import Base


class BackupRecord(Base):
    """When something last succeeded. kind: "backup", or "rehearsal" of restoring one. at: of its machine."""

    __tablename__ = "backup_record"
    __table_args__ = (CheckConstraint("kind IN ('backup', 'rehearsal')", "kind"),)

    kind: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime]
