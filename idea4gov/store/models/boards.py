"""Tables of boards: a question put to a place, and the sealed result of a discussion."""

from datetime import datetime
from typing import get_args

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.domain.boards import BOARD_KINDS, BoardKind, BoardState
from idea4gov.store.base import Base, HasId, one_of


class Board(HasId, Base):
    """A board (กระดาน). last_number: of its newest proposal; numbers are dense, 1..last_number.

    proposal_count: its published proposals; it moves in the transaction that publishes one or takes one away.
    form_key: of domain.sending, so that a double click opens one board. hidden_reason: while it is
    hidden; its state stays what it was (see store.visibility).
    """

    __tablename__ = "board"
    __table_args__ = (
        one_of("kind", BOARD_KINDS),
        one_of("state", get_args(BoardState)),
        CheckConstraint("length(title) BETWEEN 1 AND 160", "title_length"),
        CheckConstraint("proposal_count BETWEEN 0 AND last_number", "proposal_count"),
        CheckConstraint("(state IN ('closed', 'archived')) = (closed_at IS NOT NULL)", "closed_has_time"),
        CheckConstraint("(adopted_by_id IS NULL) = (adopted_at IS NULL)", "adopted_has_time"),
        CheckConstraint("adopted_at IS NULL OR local_government_code IS NOT NULL", "adopted_has_place"),
        CheckConstraint(
            "hidden_reason IS NULL OR kind = 'discussion' AND length(hidden_reason) BETWEEN 1 AND 500",
            "hidden",
        ),
        # An imported budget round was opened by nobody here.
        CheckConstraint("kind = 'budget' OR opened_by_id IS NOT NULL", "opened_by_somebody"),
        ForeignKeyConstraint(
            ["local_government_code", "province_code"],
            ["local_government.code", "local_government.province_code"],
        ),
        # Proposals refer to the pair, so that each names a place of its board's province.
        UniqueConstraint("id", "province_code"),
        # A budget round refers to all three, so that it is one of a budget board and of that board's place.
        UniqueConstraint("id", "kind", "local_government_code"),
        UniqueConstraint("opened_by_id", "form_key"),
        Index("ix_board_province_code_state_id", "province_code", "state", "id"),
        Index("ix_board_local_government_code_id", "local_government_code", "id"),
    )

    kind: Mapped[BoardKind]
    state: Mapped[BoardState]
    province_code: Mapped[str] = mapped_column(ForeignKey("province.code"))
    local_government_code: Mapped[str | None]
    title: Mapped[str]
    body: Mapped[str]
    body_html: Mapped[str]
    opened_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"), index=True)
    opened_by_official: Mapped[bool] = mapped_column(default=False)
    adopted_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    adopted_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    last_number: Mapped[int] = mapped_column(default=0)
    proposal_count: Mapped[int] = mapped_column(default=0)
    form_key: Mapped[str | None]
    created_at: Mapped[datetime]
    hidden_reason: Mapped[str | None]


class BoardResult(Base):
    """A discussion's priorities as they were when it closed. digest: SHA-256 of their canonical JSON."""

    __tablename__ = "board_result"

    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"), primary_key=True)
    closed_at: Mapped[datetime]
    supporters: Mapped[int]
    supports: Mapped[int]
    digest: Mapped[str]


class BoardResultLine(Base):
    """One proposal in a closed board's result. rank: 1.. , shared by ties; position: 1.. , without gaps."""

    __tablename__ = "board_result_line"
    __table_args__ = (
        UniqueConstraint("board_id", "proposal_id"),
        CheckConstraint("rank >= 1 AND rank <= position", "rank"),
        CheckConstraint("support_count >= 0", "support_count"),
    )

    board_id: Mapped[int] = mapped_column(ForeignKey("board_result.board_id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    rank: Mapped[int]
    tied: Mapped[bool]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    number: Mapped[int]
    title: Mapped[str]
    category: Mapped[str]
    place: Mapped[str]
    support_count: Mapped[int]
    comment_count: Mapped[int]
    answered: Mapped[bool]
