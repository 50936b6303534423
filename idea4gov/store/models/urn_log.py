"""Tables of the running log of an urn: leaves that are only added, and what is published of them."""

from datetime import datetime
from typing import Any, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, TextClause, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.domain.rounds.urn_log import LeafKind
from idea4gov.store.base import Base, HasId, one_of

PENDING = text("number IS NULL")
# Partial, so that what a ballot adds stands in as few indexes as can be.
NUMBERED, NAMED = text("number IS NOT NULL"), text("receipt_digest IS NOT NULL")


def _once(name: str, column: str, where: TextClause) -> Index:
    """No two leaves of a round have the same value, where they have one."""
    return Index(name, "round_id", column, unique=True, sqlite_where=where, postgresql_where=where)


class UrnLeaf(HasId, Base):
    """A commitment in the log of an urn. number: 1.. ; None until the worker gives it.

    receipt_digest: of the voter's code, kept only where receipts prove inclusion and it names no ballot.
    """

    __tablename__ = "urn_leaf"
    __table_args__ = (
        _once("uq_urn_leaf_number", "number", NUMBERED),
        # What was opened to its voter, or cast before, cannot be cast.
        UniqueConstraint("round_id", "commitment"),
        _once("uq_urn_leaf_receipt_digest", "receipt_digest", NAMED),
        one_of("kind", get_args(LeafKind)),
        CheckConstraint("number >= 1", "number"),
        CheckConstraint("length(commitment) = 64", "commitment_length"),
        CheckConstraint("length(receipt_digest) = 64", "receipt_digest_length"),
        Index("ix_urn_leaf_pending", "round_id", sqlite_where=PENDING, postgresql_where=PENDING),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.board_id"))
    number: Mapped[int | None]
    kind: Mapped[LeafKind]
    commitment: Mapped[str]
    receipt_digest: Mapped[str | None]
    made_at: Mapped[datetime]


class UrnBlock(Base):
    """The root over a block of leaves of a log, all of domain.merkle.BLOCK. number: 0.. , in their order."""

    __tablename__ = "urn_block"
    __table_args__ = (
        CheckConstraint("number >= 0", "number"),
        CheckConstraint("length(root) = 64", "root_length"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.board_id"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    root: Mapped[str]


class UrnHead(HasId, Base):
    """The root over the first leaves of a log, as it was published. ballots: that stood after these leaves.

    kinds: {kind of leaf: how many}.

    A head without leaves counts ballots that were cast before the log was begun.
    """

    __tablename__ = "urn_head"
    __table_args__ = (
        CheckConstraint("size >= 0 AND ballots >= 0", "counts"),
        CheckConstraint("length(root) = 64", "root_length"),
        Index("ix_urn_head_round_id", "round_id"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.board_id"))
    size: Mapped[int]
    ballots: Mapped[int]
    root: Mapped[str]
    kinds: Mapped[dict[str, Any]]
    at: Mapped[datetime]
