"""Tables of samples: lines of a roll that a public draw chose, to be looked up in the house register.

Triggers keep them: a sample is drawn once, with the seed of the announced round; confirmed outcomes stay.
"""

from datetime import datetime
from typing import get_args

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.domain.rounds.roll_sample import SampleOutcome
from idea4gov.store.base import Base, one_of


class RollSample(Base):
    """The sample of a round. lines: of the roll when it was drawn. seed: of the lots, which chose the lines.

    drawn_by_id: None from the command line.
    """

    __tablename__ = "roll_sample"
    __table_args__ = (CheckConstraint("size BETWEEN 1 AND lines", "size"),)

    round_id: Mapped[int] = mapped_column(
        ForeignKey("budget_round.board_id"), primary_key=True, autoincrement=False
    )
    size: Mapped[int]
    lines: Mapped[int]
    seed: Mapped[str]
    drawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    drawn_at: Mapped[datetime]


class RollSampleLine(Base):
    """A line of the sample. position: in the roll, from 1. Two people say what they found."""

    __tablename__ = "roll_sample_line"
    __table_args__ = (
        CheckConstraint("position >= 1", "position"),
        one_of("outcome", get_args(SampleOutcome)),
        CheckConstraint("(outcome IS NULL) = (recorded_by_id IS NULL)", "recorded"),
        CheckConstraint(
            "confirmed_by_id IS NULL OR (outcome IS NOT NULL AND confirmed_by_id <> recorded_by_id)",
            "two_people",
        ),
        CheckConstraint("(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", "confirmed"),
        {"sqlite_with_rowid": False},
    )

    round_id: Mapped[int] = mapped_column(
        ForeignKey("roll_sample.round_id"), primary_key=True, autoincrement=False
    )
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    line_id: Mapped[int] = mapped_column(ForeignKey("voter_roll.id"), unique=True)
    outcome: Mapped[SampleOutcome | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    confirmed_at: Mapped[datetime | None]
