"""The outbox: mail is written with the change that causes it, and leaves after the commit."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.store.base import Base, HasId


class OutgoingMail(HasId, Base):
    """A mail to send, not before next_try_at: who takes it moves that on, and deletes it once sent.

    round_id: of a receipt, which tells what somebody chose; sealing destroys it unless it was sent.
    unsubscribe_url: of a mail that people may want no more of.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (Index("ix_outgoing_mail_next_try_at", "next_try_at"),)

    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    round_id: Mapped[int | None] = mapped_column(ForeignKey("budget_round.board_id"), index=True)
    unsubscribe_url: Mapped[str | None]
    created_at: Mapped[datetime]
