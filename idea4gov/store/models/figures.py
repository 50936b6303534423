"""The table of the kept figures of fiscal years, which pages read and the worker counts."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.store.base import Base


class KeptFigures(Base):
    """The report of a fiscal year (Buddhist era) and a place: province, local government, "" for all.

    counts: {figure: value} of domain.figures. categories: [category, proposals, supports, answered] each.
    A place without a row has done nothing in the year, if there is a row of the nation.
    """

    __tablename__ = "kept_figures"
    __table_args__ = (CheckConstraint("fiscal_year > 2500", "buddhist_era"),)

    fiscal_year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    place_code: Mapped[str] = mapped_column(primary_key=True)
    counted_at: Mapped[datetime]
    counts: Mapped[dict[str, int]] = mapped_column(JSON)
    categories: Mapped[list[list[Any]]] = mapped_column(JSON)
