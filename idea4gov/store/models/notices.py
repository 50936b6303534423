"""Tables of notices: who follows which board, and the notices that they were sent."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.domain.notices import NoticeKind
from idea4gov.store.base import Base, HasId


class BoardFollow(Base):
    """A person follows a board, or a round. account_id: the account that gets the notices."""

    __tablename__ = "board_follow"

    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    created_at: Mapped[datetime]


class Notice(HasId, Base):
    """A notice to an account. title: of its subject at that time. path: its page."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint("length(title) BETWEEN 1 AND 200", "title_length"),
        CheckConstraint("path LIKE '/%' AND path NOT LIKE '//%'", "path_of_this_site"),
        Index("ix_notice_account_id_id", "account_id", "id"),
        Index(
            "ix_notice_unread",
            "account_id",
            sqlite_where=text("read_at IS NULL"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[NoticeKind]
    title: Mapped[str]
    path: Mapped[str]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
