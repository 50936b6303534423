"""Tables of budget rounds: the round, its projects, and the urn of sealed ballots.

What a round that is held here needs besides stands in hosted_rounds.py, what one was counted to in
round_results.py.

The urn knows no person. Amounts of an imported election are whole units of the currency that its meta states.
"""

from datetime import datetime
from itertools import pairwise
from typing import Any, get_args

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.domain.ballots.ballot_paper import BallotMode
from idea4gov.domain.ballots.eligibility import EligibleScope
from idea4gov.domain.categories import CATEGORIES
from idea4gov.domain.rounds.drafts import BALLOT_MODES, SCOPES
from idea4gov.domain.rounds.phases import (
    FROZEN_PHASES,
    PHASES,
    PUBLISHED_PHASES,
    SEALED_PHASES,
    Phase,
    RoundSource,
)
from idea4gov.domain.rounds.receipts import RECEIPT_KINDS, ReceiptKind
from idea4gov.domain.tally.election import VoteType
from idea4gov.store.base import Base, BigId, HasId, one_of, quoted

_DATES = (
    "collecting_at",
    "reviewing_at",
    "preview_at",
    "voting_at",
    "counting_at",
    "provisional_at",
    "final_at",
)
hosted_rules = (
    CheckConstraint("(source = 'held') = (ballot_mode IS NOT NULL)", "held_has_mode"),
    CheckConstraint("(source = 'held') = (eligible_scope IS NOT NULL)", "held_has_eligibility"),
    CheckConstraint("(source = 'held') = (rule_options IS NOT NULL)", "held_has_rule"),
    CheckConstraint(
        "source <> 'held' OR (fiscal_year IS NOT NULL AND fiscal_year BETWEEN 2560 AND 2700)",
        "held_has_year",
    ),
    CheckConstraint("source <> 'held' OR budget_baht > 0", "held_has_money"),
    CheckConstraint(
        f"source <> 'held' OR ((phase IN ({quoted(FROZEN_PHASES)})) = (frozen_digest IS NOT NULL))",
        "frozen_has_digest",
    ),
    CheckConstraint("(frozen_digest IS NULL) = (frozen_at IS NULL)", "frozen_has_time"),
    CheckConstraint("length(frozen_digest) = 64", "frozen_digest_length"),
    CheckConstraint(f"tie_seed IS NULL OR phase IN ({quoted(SEALED_PHASES)})", "seed_after_voting"),
    CheckConstraint(
        "source <> 'held' OR (phase = 'draft' AND published_at IS NULL) OR (published_at IS NOT NULL AND "
        + " AND ".join(f"{name} IS NOT NULL" for name in _DATES)
        + ")",
        "published_has_dates",
    ),
    CheckConstraint(
        " AND ".join(f"{first} < {second}" for first, second in pairwise(_DATES)),
        "dates_in_order",
    ),
    CheckConstraint("(suspended_at IS NULL) = (suspended_reason IS NULL)", "suspended_has_reason"),
    CheckConstraint("(cancelled_at IS NULL) = (cancelled_reason IS NULL)", "cancelled_has_reason"),
    CheckConstraint("suspended_at IS NULL OR cancelled_at IS NULL", "cancelled_not_suspended"),
    one_of("ballot_mode", BALLOT_MODES),
    CheckConstraint(
        "ballot_mode IS NULL OR (ballot_mode IN ('approval','knapsack') AND vote_type = 'approval')"
        " OR (ballot_mode = 'cumulative' AND vote_type = 'cumulative')"
        " OR (ballot_mode = 'ranked' AND vote_type = 'ordinal')",
        "mode_is_vote_type",
    ),
    CheckConstraint("min_projects >= 1 AND max_projects >= min_projects", "project_limits"),
    CheckConstraint(
        "ballot_mode NOT IN ('approval','ranked') OR (min_projects IS NOT NULL AND max_projects IS NOT NULL)",
        "mode_has_limits",
    ),
    CheckConstraint(
        "(ballot_mode = 'cumulative') = (points_total IS NOT NULL AND points_per_project IS NOT NULL)",
        "mode_has_points",
    ),
    CheckConstraint("points_per_project BETWEEN 1 AND points_total", "point_limits"),
    one_of("eligible_scope", SCOPES),
    CheckConstraint("minimum_age BETWEEN 0 AND 120", "minimum_age"),
    CheckConstraint("revision >= 1", "revision"),
)
"""The constraints of rounds that are held here."""


class BudgetRound(Base):
    """A budget board's round. Its number is the board's.

    source: "imported" from a published file, or "held" here. What the columns from published_at on say is for
    held rounds; imported ones leave them empty.

    phase: as recorded; ask domain.rounds for the phase of this moment. vote_type, rule: Pabulib's names.
    meta: [key, value] pairs in file order. project_columns, vote_columns: all column names in file order;
    of a held round the three are empty until it is sealed.
    digest: SHA-256, as hex, of the canonical `.pb` text; with ballot_count there once the urn is sealed.
    sealing_count: online ballots that there were when sealing began; sealed_count: of these, how many are in
    the urn. Both None before sealing and after it.

    published_at: None while only officials see the round. collecting_at ... counting_at: when these phases
    begin; counting_at is the end of voting. provisional_at: when the result is announced; final_at: the last
    moment for contests. All aware UTC. min_projects, max_projects, points_total, points_per_project: the
    limits of a ballot in each area. rule_options: the fields of domain.tally.rules.Rule as JSON.
    eligible_scope: whose home counts, with the places of round_subdistrict for "subdistricts".
    minimum_age: years, by the calendar year of birth; None: any age. is_draw_planned: the result waits for a
    public draw, until the end of the day of the announcement. is_binding: the office carries the result
    out; otherwise it is advice. receipt_kind: what receipts prove. frozen_digest: SHA-256, as hex, of the
    canonical JSON of rules and projects (domain.rounds), from preview on. tie_seed: drawn after voting ended.
    revision: counts the savings of a draft.
    """

    __tablename__ = "budget_round"
    __table_args__ = (
        ForeignKeyConstraint(
            ["board_id", "kind", "local_government_code"],
            ["board.id", "board.kind", "board.local_government_code"],
        ),
        # Two imports of one file at the same moment make one round. Rounds that are held here may be alike.
        Index(
            "uq_budget_round_imported",
            "local_government_code",
            "digest",
            unique=True,
            sqlite_where=text("source = 'imported'"),
            postgresql_where=text("source = 'imported'"),
        ),
        # Doors refer to the pair.
        Index("uq_budget_round_board_id_is_binding", "board_id", "is_binding", unique=True),
        one_of("receipt_kind", RECEIPT_KINDS),
        CheckConstraint("kind = 'budget'", "kind"),
        CheckConstraint("budget_baht >= 0", "budget_baht"),
        one_of("vote_type", VoteType),
        one_of("phase", PHASES),
        one_of("source", get_args(RoundSource)),
        CheckConstraint("(source = 'imported') = (imported_at IS NOT NULL)", "imported_has_time"),
        CheckConstraint(
            f"CASE WHEN phase NOT IN ({quoted(SEALED_PHASES)}) THEN digest IS NULL"
            f" WHEN phase IN ({quoted(PUBLISHED_PHASES)}) THEN digest IS NOT NULL ELSE TRUE END",
            "sealed_has_digest",
        ),
        CheckConstraint("(digest IS NULL) = (ballot_count IS NULL)", "sealed_has_count"),
        CheckConstraint("length(digest) = 64", "digest_length"),
        CheckConstraint("ballot_count >= 0", "ballot_count"),
        CheckConstraint("(sealing_count IS NULL) = (sealed_count IS NULL)", "sealing_has_count"),
        CheckConstraint("sealed_count BETWEEN 0 AND sealing_count", "sealed_count"),
        CheckConstraint("sealing_count IS NULL OR phase = 'voting'", "sealing_in_voting"),
        *hosted_rules,
    )

    board_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(default="budget")
    local_government_code: Mapped[str]
    fiscal_year: Mapped[int | None]
    budget_baht: Mapped[int] = mapped_column(BigInteger)
    vote_type: Mapped[str]
    rule: Mapped[str]
    phase: Mapped[Phase]
    source: Mapped[RoundSource]
    meta: Mapped[list[list[str]]] = mapped_column(JSON)
    project_columns: Mapped[list[str]] = mapped_column(JSON)
    vote_columns: Mapped[list[str]] = mapped_column(JSON)
    digest: Mapped[str | None]
    ballot_count: Mapped[int | None]
    sealing_count: Mapped[int | None]
    sealed_count: Mapped[int | None]
    imported_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    collecting_at: Mapped[datetime | None]
    reviewing_at: Mapped[datetime | None]
    preview_at: Mapped[datetime | None]
    voting_at: Mapped[datetime | None]
    counting_at: Mapped[datetime | None]
    provisional_at: Mapped[datetime | None]
    final_at: Mapped[datetime | None]
    suspended_at: Mapped[datetime | None]
    suspended_reason: Mapped[str | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_reason: Mapped[str | None]
    ballot_mode: Mapped[BallotMode | None]
    min_projects: Mapped[int | None]
    max_projects: Mapped[int | None]
    points_total: Mapped[int | None]
    points_per_project: Mapped[int | None]
    rule_options: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    eligible_scope: Mapped[EligibleScope | None]
    minimum_age: Mapped[int | None]
    is_draw_planned: Mapped[bool] = mapped_column(default=False, server_default=false())
    is_binding: Mapped[bool] = mapped_column(default=False, server_default=false())
    receipt_kind: Mapped[ReceiptKind] = mapped_column(default="findable", server_default="findable")
    frozen_digest: Mapped[str | None]
    frozen_at: Mapped[datetime | None]
    tie_seed: Mapped[str | None]
    revision: Mapped[int] = mapped_column(default=1, server_default="1")


class BudgetProject(HasId, Base):
    """A project on the ballot paper. code: its id in the `.pb` file. position: 1.. in file order.

    The rows of a held round are made when it is frozen, from the proposals that were found feasible:
    proposal_id, with the area, category, text and location that they had then.
    """

    __tablename__ = "budget_project"
    __table_args__ = (
        UniqueConstraint("round_id", "code"),
        UniqueConstraint("round_id", "position"),
        # Lines of ballots and results refer to the pair, so that each names a project of its own round.
        UniqueConstraint("id", "round_id"),
        UniqueConstraint("round_id", "proposal_id"),
        ForeignKeyConstraint(["area_id", "round_id"], ["budget_area.id", "budget_area.round_id"]),
        ForeignKeyConstraint(
            ["round_id", "proposal_id"],
            ["proposal_review.round_id", "proposal_review.proposal_id"],
            name="fk_budget_project_proposal_id",
        ),
        one_of("category", CATEGORIES),
        CheckConstraint("(area_id IS NULL) = (proposal_id IS NULL)", "area_of_proposal"),
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
    area_id: Mapped[int | None] = mapped_column(BigId)
    proposal_id: Mapped[int | None] = mapped_column(BigId)
    category: Mapped[str | None]
    location: Mapped[str | None]
    body_html: Mapped[str | None]


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
