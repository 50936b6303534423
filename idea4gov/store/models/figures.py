"""The tables of figures that the worker counts, so that pages need only read them."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.store.base import Base, BigId


class KeptFigures(Base):
    """The report of a fiscal year (Buddhist era) and a place: province, local government, "" for all.

    counts: {figure: value} of domain.figures. categories: the fields of CategoryRow each.
    A place without a row has done nothing in the year, if there is a row of the nation.
    """

    __tablename__ = "kept_figures"
    __table_args__ = (CheckConstraint("fiscal_year > 2500", "buddhist_era"),)

    fiscal_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place_code: Mapped[str] = mapped_column(primary_key=True)
    counted_at: Mapped[datetime]
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    categories: Mapped[list[dict[str, Any]]] = mapped_column(JSON)


class KeptSupporters(Base):
    """How many people support a published proposal of an open board that has many supports."""

    __tablename__ = "kept_supporters"
    __table_args__ = (CheckConstraint("supporters >= 0", "supporters"),)

    board_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("board.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    supporters: Mapped[int]
    counted_at: Mapped[datetime]
