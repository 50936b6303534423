"""The tables of the pulses of workers, and of the clock of a machine whose database has none of its own."""

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.store.base import Base


class WorkerPulse(Base):
    """A worker process, and when it last said that it lives. worker: a random name of the process.

    beat_at: by its clock.
    """

    __tablename__ = "worker_pulse"

    worker: Mapped[str] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    beat_at: Mapped[datetime]


class ClockMark(Base):
    """The one row that says what time it was, and what the machine had counted then (see domain.clock.Mark).

    uptime_seconds: since the start of the machine.
    """

    __tablename__ = "clock_mark"
    __table_args__ = (
        CheckConstraint("id = 1", "only_one"),
        CheckConstraint("length(boot) <= 100", "boot_length"),
        CheckConstraint("uptime_seconds >= 0", "counted"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    boot: Mapped[str]
    uptime_seconds: Mapped[int]
    is_certain: Mapped[bool]
