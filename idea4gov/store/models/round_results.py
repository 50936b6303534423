"""Tables of the result of a sealed round: the public draw, the rule, each area, each project."""

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

from idea4gov.domain.rounds.draw import STANDING_STATES, CorrectionState
from idea4gov.domain.tally.outcome import Fate
from idea4gov.domain.tally.rules import Completion, Method
from idea4gov.store.base import Base, BigId, HasId, one_of, quoted


class PublicDraw(Base):
    """What a draw in front of people gave, entered after the urn was sealed and before the result was out.

    words: as `domain.rounds.draw` keeps them. seed: their SHA-256, as hex. occasion: where and when it was
    held. The database takes it while the round is counted, never changes it, and lets no paper and no line
    of the roll change after it. A slip is put right beside it, see DrawCorrection.
    """

    __tablename__ = "public_draw"
    __table_args__ = (
        # Corrections refer to the pair: whoever entered the draw does not sign one.
        UniqueConstraint("round_id", "entered_by_id"),
        CheckConstraint("length(words) BETWEEN 4 AND 200", "words_length"),
        CheckConstraint("length(seed) = 64", "seed_length"),
        CheckConstraint("length(occasion) BETWEEN 1 AND 300", "occasion_length"),
        CheckConstraint("length(witnesses) BETWEEN 1 AND 300", "witnesses_length"),
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.board_id"), primary_key=True, autoincrement=False
    )
    words: Mapped[str]
    seed: Mapped[str]
    occasion: Mapped[str]
    witnesses: Mapped[str]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime]


class DrawCorrection(HasId, Base):
    """What a public draw really gave, where it was typed wrongly. reason: how the slip happened.

    state: "open" until another official signs or refuses it; a round has one at most that is open or signed,
    so that nobody can go on correcting. answer: why it was refused. drawn_by_id: who entered the draw.
    The database takes and settles it before the count alone, and never changes what it says.
    """

    __tablename__ = "draw_correction"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "drawn_by_id"], ["public_draw.round_id", "public_draw.entered_by_id"]
        ),
        one_of("state", get_args(CorrectionState)),
        CheckConstraint("length(words) BETWEEN 4 AND 200", "words_length"),
        CheckConstraint("length(seed) = 64", "seed_length"),
        CheckConstraint("length(occasion) BETWEEN 1 AND 300", "occasion_length"),
        CheckConstraint("length(witnesses) BETWEEN 1 AND 300", "witnesses_length"),
        CheckConstraint("length(reason) BETWEEN 1 AND 500", "reason_length"),
        CheckConstraint("(state = 'open') = (settled_by_id IS NULL)", "settled_by_somebody"),
        CheckConstraint("(state = 'open') = (settled_at IS NULL)", "settled_has_time"),
        CheckConstraint("(state = 'refused') = (answer IS NOT NULL)", "refused_has_answer"),
        # Four eyes, and none of them those that typed the first entry.
        CheckConstraint(
            "state <> 'signed' OR (settled_by_id <> entered_by_id AND settled_by_id <> drawn_by_id)", "signer"
        ),
        Index(
            "uq_draw_correction_standing",
            "round_id",
            unique=True,
            sqlite_where=text(f"state IN ({quoted(STANDING_STATES)})"),
            postgresql_where=text(f"state IN ({quoted(STANDING_STATES)})"),
        ),
    )

    round_id: Mapped[int] = mapped_column(BigId)
    drawn_by_id: Mapped[int] = mapped_column(BigId)
    words: Mapped[str]
    seed: Mapped[str]
    occasion: Mapped[str]
    witnesses: Mapped[str]
    reason: Mapped[str]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    entered_at: Mapped[datetime]
    state: Mapped[CorrectionState]
    answer: Mapped[str | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    settled_at: Mapped[datetime | None]


class BudgetResult(Base):
    """The result of a sealed round. digest: of the whole outcome. seed: of the draw for ties.

    method ... sets_aside: the fields of domain.tally.rules.Rule.
    """

    __tablename__ = "budget_result"
    __table_args__ = (
        one_of("method", Method),
        one_of("completion", Completion),
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
    completion: Mapped[str]
    fill: Mapped[bool]
    comparison: Mapped[bool]
    sets_aside: Mapped[bool]
    seed: Mapped[str | None]
    spent_baht: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str]
    counted_at: Mapped[datetime]


class BudgetAreaResult(Base):
    """The result of an area. area: its code, "" where nothing is divided. position: 1.. as counted.

    voter_budget: what each voter had at last under equal shares, exactly, as text: "2033", "1190/3".
    ties: [score, [codes of projects], whether it decides] of each tie; None under the greedy rule, where the
    lines tell them.
    """

    __tablename__ = "budget_area_result"
    __table_args__ = (
        UniqueConstraint("round_id", "position"),
        CheckConstraint("position >= 1", "position"),
        CheckConstraint("budget_baht >= 0", "budget_baht"),
        CheckConstraint("ballot_count >= 0", "ballot_count"),
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_result.round_id"), primary_key=True, autoincrement=False
    )
    area: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    name: Mapped[str]
    budget_baht: Mapped[int] = mapped_column(BigInteger)
    ballot_count: Mapped[int]
    voter_budget: Mapped[str | None]
    fell_back: Mapped[bool]
    ties: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))


class BudgetAlternative(Base):
    """What a rule would fund; the first is the round's own rule. position: 1..

    rule: the fields of domain.tally.rules.Rule. winners: codes of projects. voters: with at least one winner.
    """

    __tablename__ = "budget_alternative"
    __table_args__ = (
        CheckConstraint("position >= 1", "position"),
        CheckConstraint("spent_baht >= 0", "spent_baht"),
        CheckConstraint("voters >= 0", "voters"),
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_result.round_id"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rule: Mapped[dict[str, Any]] = mapped_column(JSON)
    winners: Mapped[list[str]] = mapped_column(JSON)
    spent_baht: Mapped[int] = mapped_column(BigInteger)
    voters: Mapped[int]


class BudgetResultLine(Base):
    """One step of the count. place: 1.. in the order considered, area by area.

    price, money: exact fractions as text; they and payers and partial are of domain.tally.outcome.Share.
    rival_id: of an excluded project, the one that shut it out.
    """

    __tablename__ = "budget_result_line"
    __table_args__ = (
        ForeignKeyConstraint(
            ["round_id", "area"], ["budget_area_result.round_id", "budget_area_result.area"]
        ),
        ForeignKeyConstraint(["project_id", "round_id"], ["budget_project.id", "budget_project.round_id"]),
        ForeignKeyConstraint(
            ["rival_id", "round_id"],
            ["budget_project.id", "budget_project.round_id"],
            name="fk_budget_result_line_rival_id",
        ),
        UniqueConstraint("round_id", "project_id"),
        CheckConstraint("place >= 1", "place"),
        one_of("fate", Fate),
        CheckConstraint("votes >= 0 AND score >= 0", "counts"),
        CheckConstraint("left_before_baht >= 0 AND spent_after_baht >= 0", "money"),
        CheckConstraint("(fate = 'excluded') = (rival_id IS NOT NULL)", "excluded_has_rival"),
        CheckConstraint("payers >= 0 AND partial >= 0", "payers"),
        CheckConstraint("price IS NULL OR money IS NOT NULL", "price_has_money"),
    )

    round_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    area: Mapped[str]
    project_id: Mapped[int] = mapped_column(BigId)
    votes: Mapped[int]
    score: Mapped[int] = mapped_column(BigInteger)
    fate: Mapped[str]
    left_before_baht: Mapped[int] = mapped_column(BigInteger)
    spent_after_baht: Mapped[int] = mapped_column(BigInteger)
    price: Mapped[str | None]
    payers: Mapped[int | None]
    partial: Mapped[int | None]
    money: Mapped[str | None]
    rival_id: Mapped[int | None] = mapped_column(BigId)
