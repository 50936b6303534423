"""Tables of moderation: reports of posts and the cases they make, the public log, appeals of authors."""

from datetime import datetime
from typing import Any, get_args

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from idea4gov.domain.appeals import AppealDecision
from idea4gov.domain.moderation import CaseOutcome, ModerationVerb, PostKind
from idea4gov.store.base import Base, BigId, HasId, one_of

OF_ONE_POST = (
    "(subject_kind = 'board' AND subject_id = board_id AND proposal_id IS NULL AND comment_id IS NULL)"
    " OR (subject_kind = 'proposal' AND subject_id = proposal_id AND comment_id IS NULL)"
    " OR (subject_kind = 'comment' AND subject_id = comment_id AND proposal_id IS NOT NULL)"
)


class OfPost:
    """A row about one post: a board, a proposal or a comment, with the posts that it lies on."""

    subject_kind: Mapped[PostKind]
    subject_id: Mapped[int] = mapped_column(BigId)

    @declared_attr
    def board_id(self) -> Mapped[int]:
        """The board, or the board of the post."""
        return mapped_column(ForeignKey("board.id"))

    @declared_attr
    def proposal_id(self) -> Mapped[int | None]:
        """The proposal, or the proposal of the comment."""
        return mapped_column(ForeignKey("proposal.id"))

    @declared_attr
    def comment_id(self) -> Mapped[int | None]:
        """The comment."""
        return mapped_column(ForeignKey("comment.id"))


def _only(condition: str) -> dict[str, Any]:
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


class ReportCase(OfPost, HasId, Base):
    """The reports of one post that wait together; a post has one open case. report_count: of its reports."""

    __tablename__ = "report_case"
    __table_args__ = (
        CheckConstraint(OF_ONE_POST, "of_one_post"),
        one_of("outcome", get_args(CaseOutcome)),
        CheckConstraint("(outcome IS NULL) = (closed_at IS NULL)", "closed_has_outcome"),
        CheckConstraint("report_count >= 0", "report_count"),
        Index(
            "ix_report_case_one_open", "subject_kind", "subject_id", unique=True, **_only("closed_at IS NULL")
        ),
        Index("ix_report_case_open", "id", **_only("closed_at IS NULL")),
    )

    report_count: Mapped[int] = mapped_column(default=0)
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[CaseOutcome | None]


class Report(Base):
    """The report of a post by one person, who is shown to nobody."""

    __tablename__ = "report"
    __table_args__ = (CheckConstraint("length(reason) BETWEEN 1 AND 500", "reason_length"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("report_case.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True, index=True)
    reason: Mapped[str]
    created_at: Mapped[datetime]


class ModerationAct(OfPost, HasId, Base):
    """An entry of the public log: what was done with a post and why. It names nobody."""

    __tablename__ = "moderation_act"
    __table_args__ = (
        CheckConstraint(OF_ONE_POST, "of_one_post"),
        one_of("act", get_args(ModerationVerb)),
        CheckConstraint("length(reason) BETWEEN 1 AND 500", "reason_length"),
        Index("ix_moderation_act_board_id_id", "board_id", "id"),
        Index("ix_moderation_act_province_code_id", "province_code", "id"),
    )

    at: Mapped[datetime]
    act: Mapped[ModerationVerb]
    province_code: Mapped[str] = mapped_column(ForeignKey("province.code"))
    reason: Mapped[str]


class Appeal(OfPost, HasId, Base):
    """An appeal of an author against the hiding of their post; whoever hid it cannot reject the appeal.

    A hiding is appealed once: only after a restored post was hidden again there may be another.
    """

    __tablename__ = "appeal"
    __table_args__ = (
        CheckConstraint(OF_ONE_POST, "of_one_post"),
        CheckConstraint("length(body) BETWEEN 1 AND 1000", "body_length"),
        one_of("decision", get_args(AppealDecision)),
        CheckConstraint(
            "(decision IS NULL) = (decided_at IS NULL) AND (decision IS NULL) = (decided_by_id IS NULL)"
            " AND (decision IS NULL) = (reason IS NULL)",
            "decided_whole",
        ),
        CheckConstraint("decision <> 'upheld' OR decided_by_id <> hidden_by_id", "another_decides"),
        Index(
            "ix_appeal_once",
            "subject_kind",
            "subject_id",
            unique=True,
            **_only("decision IS NULL OR decision = 'upheld'"),
        ),
        Index("ix_appeal_open", "id", **_only("decision IS NULL")),
    )

    author_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    hidden_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    body: Mapped[str]
    created_at: Mapped[datetime]
    decision: Mapped[AppealDecision | None]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    reason: Mapped[str | None]
