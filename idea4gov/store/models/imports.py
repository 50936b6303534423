"""Tables of imports: a sheet that an official sent, until it is imported or a day has passed."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.store.base import Base, HasId


class SentSheet(HasId, Base):
    """A sheet of proposals for a board. header, rows: its texts."""

    __tablename__ = "sent_sheet"
    __table_args__ = (
        CheckConstraint("length(file_name) BETWEEN 1 AND 100", "file_name_length"),
        Index("ix_sent_sheet_sent_at", "sent_at"),
    )

    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    sent_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    file_name: Mapped[str]
    header: Mapped[list[str]] = mapped_column(JSON)
    rows: Mapped[list[list[str]]] = mapped_column(JSON)
    sent_at: Mapped[datetime]
