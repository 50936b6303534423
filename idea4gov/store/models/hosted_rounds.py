"""Tables of rounds that are held here: areas, reviewed proposals, the timeline, objections, milestones."""

from datetime import datetime
from typing import Any, get_args

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.domain.rounds.milestones import MILESTONE_STATES, MilestoneState
from idea4gov.domain.rounds.objections import ObjectionStage
from idea4gov.domain.rounds.phases import Phase
from idea4gov.domain.rounds.screening import ReviewState
from idea4gov.domain.rounds.timeline import EventKind
from idea4gov.store.base import Base, BigId, HasId, one_of


class BudgetArea(HasId, Base):
    """A part of a round with money of its own; every round has one. position: 1.. in the order shown.

    is_citywide: for projects of the whole local government; one at most. name_en: "" where there is none.
    """

    __tablename__ = "budget_area"
    __table_args__ = (
        # Projects and reviews refer to the pair, so that each names an area of its own round.
        UniqueConstraint("id", "round_id"),
        UniqueConstraint("round_id", "position"),
        UniqueConstraint("round_id", "name_th"),
        CheckConstraint("position >= 1", "position"),
        CheckConstraint("length(name_th) BETWEEN 1 AND 120", "name_length"),
        CheckConstraint("budget_baht > 0", "budget_baht"),
        Index(
            "uq_budget_area_citywide",
            "round_id",
            unique=True,
            sqlite_where=text("is_citywide"),
            postgresql_where=text("is_citywide"),
        ),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.board_id"))
    position: Mapped[int]
    name_th: Mapped[str]
    name_en: Mapped[str]
    budget_baht: Mapped[int] = mapped_column(BigInteger)
    is_citywide: Mapped[bool]


class RoundSubdistrict(Base):
    """A subdistrict whose people may vote, where eligible_scope of the round is "subdistricts"."""

    __tablename__ = "round_subdistrict"

    round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.board_id"), primary_key=True)
    subdistrict_code: Mapped[str] = mapped_column(ForeignKey("subdistrict.code"), primary_key=True)


class ProposalReview(Base):
    """A proposal in a round, from its posting on: where it belongs, and what the officials decide on it.

    The proposal stands on the round's own board, or was brought in from a discussion. area_id: None until
    somebody assigned it. estimated_baht: what its author thinks. state "merged": into another proposal of the
    round. A decision holds once a second official signed it. revision: counts the changes of the row.
    """

    __tablename__ = "proposal_review"
    __table_args__ = (
        one_of("state", get_args(ReviewState)),
        CheckConstraint("(state = 'feasible') = (cost_baht IS NOT NULL)", "feasible_has_cost"),
        CheckConstraint("cost_baht > 0", "cost_baht"),
        CheckConstraint("estimated_baht > 0", "estimated_baht"),
        CheckConstraint("state <> 'feasible' OR area_id IS NOT NULL", "feasible_has_area"),
        CheckConstraint("state <> 'refused' OR reason IS NOT NULL", "refused_has_reason"),
        CheckConstraint("(state = 'merged') = (merged_into_id IS NOT NULL)", "merged_has_target"),
        CheckConstraint("merged_into_id <> proposal_id", "merged_elsewhere"),
        CheckConstraint("(state = 'undecided') = (reviewer_id IS NULL)", "decided_has_reviewer"),
        CheckConstraint("(reviewer_id IS NULL) = (reviewed_at IS NULL)", "reviewed_has_time"),
        # Four eyes: whoever decided cannot sign for the second official, too.
        CheckConstraint(
            "signer_id IS NULL OR (reviewer_id IS NOT NULL AND signer_id <> reviewer_id)", "signer"
        ),
        CheckConstraint("(signer_id IS NULL) = (signed_at IS NULL)", "signed_has_time"),
        ForeignKeyConstraint(["area_id", "round_id"], ["budget_area.id", "budget_area.round_id"]),
        ForeignKeyConstraint(
            ["round_id", "merged_into_id"],
            ["proposal_review.round_id", "proposal_review.proposal_id"],
            name="fk_proposal_review_merged_into_id",
        ),
        Index("ix_proposal_review_round_id_state", "round_id", "state", "proposal_id"),
        Index("ix_proposal_review_proposal_id", "proposal_id"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.board_id"), primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    area_id: Mapped[int | None] = mapped_column(BigId)
    estimated_baht: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[ReviewState] = mapped_column(default="undecided")
    cost_baht: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str | None]
    merged_into_id: Mapped[int | None] = mapped_column(BigId)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    reviewed_at: Mapped[datetime | None]
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    signed_at: Mapped[datetime | None]
    revision: Mapped[int] = mapped_column(default=1)


class BudgetIncompatible(Base):
    """Two proposals of a round of which at most one may be funded; the smaller id comes first.

    Projects carry the proposal they were made of, so the pair holds for them.
    """

    __tablename__ = "budget_incompatible"
    __table_args__ = (
        CheckConstraint("first_proposal_id < second_proposal_id", "in_order"),
        ForeignKeyConstraint(
            ["round_id", "first_proposal_id"], ["proposal_review.round_id", "proposal_review.proposal_id"]
        ),
        ForeignKeyConstraint(
            ["round_id", "second_proposal_id"],
            ["proposal_review.round_id", "proposal_review.proposal_id"],
            name="fk_budget_incompatible_second_proposal_id",
        ),
    )

    round_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    first_proposal_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    second_proposal_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)


class RoundEvent(Base):
    """One entry of a round's public timeline. number: 1.. without gaps. phase: that the round is in after it.

    data: JSON of the kind: {"reason"} and what changed; it names nobody.
    """

    __tablename__ = "round_event"
    __table_args__ = (
        CheckConstraint("number >= 1", "number"),
        one_of("kind", get_args(EventKind)),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.board_id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    kind: Mapped[EventKind]
    phase: Mapped[Phase]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)


class BudgetObjection(HasId, Base):
    """An objection of a person to the ballot paper (stage "preview") or the result ("provisional").

    Once per person and stage. project_id: what it is about, None for the whole. Shown once it is answered.
    """

    __tablename__ = "budget_objection"
    __table_args__ = (
        UniqueConstraint("round_id", "stage", "person_id"),
        one_of("stage", get_args(ObjectionStage)),
        CheckConstraint("length(body) BETWEEN 1 AND 2000", "body_length"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", "answered_has_time"),
        CheckConstraint("(answer IS NULL) = (answered_by_id IS NULL)", "answered_by_somebody"),
        ForeignKeyConstraint(["project_id", "round_id"], ["budget_project.id", "budget_project.round_id"]),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.board_id"))
    stage: Mapped[ObjectionStage]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    project_id: Mapped[int | None] = mapped_column(BigId)
    body: Mapped[str]
    created_at: Mapped[datetime]
    answer: Mapped[str | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None]


class BudgetMilestone(HasId, Base):
    """A step in the making of a funded project; the newest one says where it stands.

    percent_spent: of its cost, 0..100. state "dropped": it will not be built; the text says why.
    """

    __tablename__ = "budget_milestone"
    __table_args__ = (
        one_of("state", MILESTONE_STATES),
        CheckConstraint("percent_spent BETWEEN 0 AND 100", "percent_spent"),
        CheckConstraint("length(body) BETWEEN 1 AND 2000", "body_length"),
        ForeignKeyConstraint(["project_id", "round_id"], ["budget_project.id", "budget_project.round_id"]),
        UniqueConstraint("author_id", "form_key"),
        Index("ix_budget_milestone_round_id", "round_id", "project_id", "id"),
    )

    round_id: Mapped[int] = mapped_column(ForeignKey("budget_round.board_id"))
    project_id: Mapped[int] = mapped_column(BigId)
    state: Mapped[MilestoneState]
    percent_spent: Mapped[int]
    body: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    form_key: Mapped[str | None]
    created_at: Mapped[datetime]
