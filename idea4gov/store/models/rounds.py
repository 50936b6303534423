"""Tables of budget rounds: the round, its projects, the urn of sealed ballots, and what they were counted to.

The urn knows no person. Amounts of an imported election are whole units of the currency that its meta states.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.store.base import Base, BigId, HasId

PHASES_BEFORE_SEALING = "'draft','collecting','reviewing','preview','voting'"
PHASES_AFTER_SEALING = "'counting','provisional','final','implementing'"
VOTE_TYPES = "'approval','choose-1','cumulative','ordinal','scoring'"
FATES = "'funded','does_not_fit','after_stop','below_minimum'"


class BudgetRound(Base):
    """A budget board's round. Its number is the board's.

    meta: [key, value] pairs in file order. project_columns, vote_columns: all column names in file order.
    digest: SHA-256, as hex, of the canonical `.pb` text; with ballot_count there once the urn is sealed.
    """

    __tablename__ = "budget_round"
    __table_args__ = (
        ForeignKeyConstraint(
            ["board_id", "kind", "local_government_code"],
            ["board.id", "board.kind", "board.local_government_code"],
        ),
        # Two imports of one file at the same moment make one round.
        UniqueConstraint("local_government_code", "digest"),
        CheckConstraint("kind = 'budget'", "kind"),
        CheckConstraint("budget_baht >= 0", "budget_baht"),
        CheckConstraint(f"vote_type IN ({VOTE_TYPES})", "vote_type"),
        CheckConstraint(f"phase IN ({PHASES_BEFORE_SEALING},{PHASES_AFTER_SEALING})", "phase"),
        CheckConstraint("source IN ('imported', 'held')", "source"),
        CheckConstraint("(source = 'imported') = (imported_at IS NOT NULL)", "imported_has_time"),
        CheckConstraint(f"(phase IN ({PHASES_AFTER_SEALING})) = (digest IS NOT NULL)", "sealed_has_digest"),
        CheckConstraint("(digest IS NULL) = (ballot_count IS NULL)", "sealed_has_count"),
        CheckConstraint("length(digest) = 64", "digest_length"),
        CheckConstraint("ballot_count >= 0", "ballot_count"),
    )

    board_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(default="budget")
    local_government_code: Mapped[str]
    fiscal_year: Mapped[int | None]
    budget_baht: Mapped[int] = mapped_column(BigInteger)
    vote_type: Mapped[str]
    rule: Mapped[str]
    phase: Mapped[str]
    source: Mapped[str]
    meta: Mapped[list[list[str]]] = mapped_column(JSON)
    project_columns: Mapped[list[str]] = mapped_column(JSON)
    vote_columns: Mapped[list[str]] = mapped_column(JSON)
    digest: Mapped[str | None]
    ballot_count: Mapped[int | None]
    imported_at: Mapped[datetime | None]


class BudgetProject(HasId, Base):
    """A project on the ballot paper. code: its id in the `.pb` file. position: 1.. in file order."""

    __tablename__ = "budget_project"
    __table_args__ = (
        UniqueConstraint("round_id", "code"),
        UniqueConstraint("round_id", "position"),
        # Lines of ballots and results refer to the pair, so that each names a project of its own round.
        UniqueConstraint("id", "round_id"),
        CheckConstraint("length(code) BETWEEN 1 AND 200", "code_length"),
        CheckConstraint("position >= 1", "position"),
        CheckConstraint("cost_baht >= 0", "cost_baht"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.board_id"))
    code: Mapped[str]
    position: Mapped[int]
    title: Mapped[str]
    cost_baht: Mapped[int] = mapped_column(BigInteger)
    attributes: Mapped[dict[str, Any]]


class UrnBallot(Base):
    """A sealed ballot. number: 1.. in file order. label: its name in the `.pb` file; it leads to nobody."""

    __tablename__ = "urn_ballot"
    __table_args__ = (
        UniqueConstraint("round_id", "label"),
        CheckConstraint("number >= 1", "number"),
        CheckConstraint("length(label) BETWEEN 1 AND 200", "label_length"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.board_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    label: Mapped[str]
    attributes: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class UrnBallotLine(Base):
    """One mark on a sealed ballot. position: 1.. in the order written, which ranks ordinal ballots.

    repeat: 0, or 1.. where an imported ballot names the project once more. points: of cumulative ballots.
    """

    __tablename__ = "urn_ballot_line"
    __table_args__ = (
        ForeignKeyConstraint(["round_id", "ballot_number"], ["urn_ballot.round_id", "urn_ballot.number"]),
        ForeignKeyConstraint(["project_id", "round_id"], ["budget_project.id", "budget_project.round_id"]),
        UniqueConstraint("round_id", "ballot_number", "project_id", "repeat"),
        CheckConstraint("position >= 1", "position"),
        CheckConstraint("repeat >= 0 AND repeat < position", "repeat"),
        CheckConstraint("points >= 0", "points"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    ballot_number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    project_id: Mapped[int] = mapped_column(BigId)
    repeat: Mapped[int] = mapped_column(default=0)
    points: Mapped[int | None] = mapped_column(BigInteger)


class BudgetResult(Base):
    """What a sealed round was counted to. digest: of the whole outcome. seed: what ties were drawn with."""

    __tablename__ = "budget_result"
    __table_args__ = (
        CheckConstraint("minimum_score >= 0", "minimum_score"),
        CheckConstraint("spent_baht >= 0", "spent_baht"),
        CheckConstraint("length(digest) = 64", "digest_length"),
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.board_id"), primary_key=True, autoincrement=False
    )
    method: Mapped[str]
    stop: Mapped[bool]
    minimum_score: Mapped[int] = mapped_column(BigInteger)
    seed: Mapped[str | None]
    spent_baht: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str]
    counted_at: Mapped[datetime]


class BudgetResultLine(Base):
    """One step of the count. place: 1.. in the order considered."""

    __tablename__ = "budget_result_line"
    __table_args__ = (
        ForeignKeyConstraint(["project_id", "round_id"], ["budget_project.id", "budget_project.round_id"]),
        UniqueConstraint("round_id", "project_id"),
        CheckConstraint("place >= 1", "place"),
        CheckConstraint(f"fate IN ({FATES})", "fate"),
        CheckConstraint("votes >= 0 AND score >= 0", "counts"),
        CheckConstraint("left_before_baht >= 0 AND spent_after_baht >= 0", "money"),
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_result.round_id"), primary_key=True, autoincrement=False
    )
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    project_id: Mapped[int] = mapped_column(BigId)
    votes: Mapped[int]
    score: Mapped[int] = mapped_column(BigInteger)
    fate: Mapped[str]
    left_before_baht: Mapped[int] = mapped_column(BigInteger)
    spent_after_baht: Mapped[int] = mapped_column(BigInteger)
