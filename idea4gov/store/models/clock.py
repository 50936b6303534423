"""The table of the pulses of workers."""

from datetime import datetime

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
