"""The outbox: mail is written with the change that causes it, and leaves after the commit."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.store.base import Base, HasId

_WAITS, _UP = text("given_up_at IS NULL"), text("given_up_at IS NOT NULL")


class OutgoingMail(HasId, Base):
    """A mail to send, not before next_try_at: who takes it moves that on, and deletes it once sent.

    attempts: how often the relay took the connection, and not this mail. words: what it said last.
    given_up_at: when it was tried for the last time; None while it waits. round_id: of a receipt, which tells
    what somebody chose; sealing destroys it unless it was sent. unsubscribe_url: of a mail that people may
    want no more of.
    """

    __tablename__ = "outgoing_mail"
    __table_args__ = (
        Index("ix_outgoing_mail_next_try_at", "next_try_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
        Index("ix_outgoing_mail_given_up_at", "given_up_at", sqlite_where=_UP, postgresql_where=_UP),
    )

    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime]
    round_id: Mapped[int | None] = mapped_column(ForeignKey("budget_round.board_id"), index=True)
    unsubscribe_url: Mapped[str | None]
    created_at: Mapped[datetime]
    given_up_at: Mapped[datetime | None]
    words: Mapped[str | None]


class MailRelay(Base):
    """The one row while the mail relay is away; no row while it takes mails.

    failures: tries in a row. words: what it, or the network, said last.
    """

    __tablename__ = "mail_relay"
    __table_args__ = (CheckConstraint("id = 1", "one"), CheckConstraint("failures > 0", "failures"))

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, default=1)
    failures: Mapped[int]
    away_since: Mapped[datetime]
    next_try_at: Mapped[datetime]
    words: Mapped[str]
