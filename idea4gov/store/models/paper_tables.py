"""The table at which papers are handed out: how many it gave, stated by one official and signed by another.

Triggers keep it: what is signed is the number on the roll, changes no more, and the roll takes no paper then.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.store.base import Base


class PaperTable(Base):
    """The number of papers that were handed out in a round. It is closed once a second official signed."""

    __tablename__ = "paper_table"
    __table_args__ = (
        CheckConstraint("papers >= 0", "papers"),
        CheckConstraint("signed_by_id <> stated_by_id", "two_officials"),
        CheckConstraint("(signed_by_id IS NULL) = (signed_at IS NULL)", "signed_has_time"),
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.board_id"), primary_key=True, autoincrement=False
    )
    papers: Mapped[int]
    stated_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    stated_at: Mapped[datetime]
    signed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    signed_at: Mapped[datetime | None]
