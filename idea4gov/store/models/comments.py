"""Tables of comments: one level of replies, which a constraint enforces."""

from datetime import datetime
from typing import get_args

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.domain.comments import CommentState
from idea4gov.store.base import Base, BigId, HasId, one_of


class Comment(HasId, Base):
    """A comment (depth 0) or a reply (depth 1), whose parent is a comment on the same proposal.

    form_key: of domain.sending, so that a double click posts one comment.
    """

    __tablename__ = "comment"
    __table_args__ = (
        one_of("state", get_args(CommentState)),
        CheckConstraint("(state = 'hidden') = (hidden_reason IS NOT NULL)", "hidden_has_reason"),
        CheckConstraint(
            "(depth = 0 AND parent_id IS NULL AND parent_depth IS NULL)"
            " OR (depth = 1 AND parent_id IS NOT NULL AND parent_depth = 0)",
            "one_level_of_replies",
        ),
        UniqueConstraint("author_id", "form_key"),
        UniqueConstraint("id", "proposal_id", "depth"),
        ForeignKeyConstraint(
            ["parent_id", "proposal_id", "parent_depth"],
            ["comment.id", "comment.proposal_id", "comment.depth"],
        ),
        Index("ix_comment_proposal_id_depth_id", "proposal_id", "depth", "id"),
        Index("ix_comment_parent_id_id", "parent_id", "id"),
        Index("ix_comment_author_id_id", "author_id", "id"),
    )

    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    parent_id: Mapped[int | None] = mapped_column(BigId)
    parent_depth: Mapped[int | None]
    depth: Mapped[int]
    state: Mapped[CommentState]
    body: Mapped[str]
    body_html: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    hidden_reason: Mapped[str | None]
    form_key: Mapped[str | None]
    created_at: Mapped[datetime]
    edited_at: Mapped[datetime | None]


class CommentRevision(Base):
    """An earlier wording of a comment."""

    __tablename__ = "comment_revision"

    comment_id: Mapped[int] = mapped_column(ForeignKey("comment.id"), primary_key=True)
    revision: Mapped[int] = mapped_column(primary_key=True)
    body: Mapped[str]
    body_html: Mapped[str]
    written_at: Mapped[datetime]
