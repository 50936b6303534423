"""Tables of proposals: what citizens ask for, its earlier wordings, and the official answer."""

from datetime import datetime
from typing import get_args

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.domain.categories import CATEGORIES
from idea4gov.domain.proposals import ProposalState
from idea4gov.store.base import Base, BigId, HasId, one_of


class Proposal(HasId, Base):
    """A proposal (ข้อเสนอ). number: 1.. within its board. body_html: rendered once, when written.

    is_answered: whether it has an OfficialAnswer, for the index of lists.
    edited_at: of the newest edit made once it had supports; earlier edits leave it empty.
    form_key: of domain.sending, so that a double click posts one proposal.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        one_of("state", get_args(ProposalState)),
        one_of("category", CATEGORIES),
        CheckConstraint("length(title) BETWEEN 1 AND 120", "title_length"),
        CheckConstraint("support_count >= 0", "support_count"),
        CheckConstraint("comment_count >= 0", "comment_count"),
        CheckConstraint("(state = 'hidden') = (hidden_reason IS NOT NULL)", "hidden_has_reason"),
        CheckConstraint("local_government_code IS NULL OR subdistrict_code IS NULL", "one_place"),
        UniqueConstraint("board_id", "number"),
        UniqueConstraint("author_id", "form_key"),
        ForeignKeyConstraint(["board_id", "province_code"], ["board.id", "board.province_code"]),
        ForeignKeyConstraint(
            ["local_government_code", "province_code"],
            ["local_government.code", "local_government.province_code"],
        ),
        ForeignKeyConstraint(
            ["subdistrict_code", "province_code"], ["subdistrict.code", "subdistrict.province_code"]
        ),
        # Read backwards by the list of a board; its newest come from the unique (board_id, number). What a
        # list is narrowed to is in the index as well, so that no row is read which the list leaves out. With
        # more columns than these SQLite would sum up the supports of a board from its rows.
        Index(
            "ix_proposal_most_supported",
            "board_id",
            "support_count",
            "number",
            "is_answered",
            "category",
            sqlite_where=text("state = 'published'"),
            postgresql_where=text("state = 'published'"),
        ),
        Index("ix_proposal_author_id", "author_id", "id"),
    )

    board_id: Mapped[int] = mapped_column(BigId)
    province_code: Mapped[str]
    number: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    state: Mapped[ProposalState]
    title: Mapped[str]
    body: Mapped[str]
    body_html: Mapped[str]
    excerpt: Mapped[str]
    category: Mapped[str]
    local_government_code: Mapped[str | None]
    subdistrict_code: Mapped[str | None]
    support_count: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)
    is_answered: Mapped[bool] = mapped_column(server_default=false())
    revision: Mapped[int] = mapped_column(default=1)
    hidden_reason: Mapped[str | None]
    form_key: Mapped[str | None]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


class ProposalRevision(Base):
    """An earlier wording of a proposal. revision: 1.. ; the present wording stands in the proposal itself.

    replaced_at, supports_then: when the next wording took its place, and the supports at that moment.
    """

    __tablename__ = "proposal_revision"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    body: Mapped[str]
    body_html: Mapped[str]
    category: Mapped[str]
    replaced_at: Mapped[datetime]
    supports_then: Mapped[int]


class OfficialAnswer(Base):
    """The answer of the municipality to a proposal; revision counts its wordings. body: Markdown."""

    __tablename__ = "official_answer"
    # Read backwards for the newest answers of the country.
    __table_args__ = (Index("ix_official_answer_answered_at", "answered_at", "proposal_id"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    body: Mapped[str]
    body_html: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    answered_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


class OfficialAnswerRevision(Base):
    """An earlier wording of an official answer."""

    __tablename__ = "official_answer_revision"

    proposal_id: Mapped[int] = mapped_column(ForeignKey("official_answer.proposal_id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    body: Mapped[str]
    body_html: Mapped[str]
    written_at: Mapped[datetime]
