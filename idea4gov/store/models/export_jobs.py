"""Tables of long exports: what a worker is to write, and where the file is."""

from datetime import datetime
from typing import get_args

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from idea4gov.domain.export_jobs import EXPORT_FORMATS, UNFINISHED_STATES, ExportFormat, JobState
from idea4gov.store.base import Base, HasId, one_of, quoted

UNFINISHED = f"state IN ({quoted(UNFINISHED_STATES)})"


class ExportJob(HasId, Base):
    """A file that somebody asked for. attempts: started so far; whoever runs it knows its own number.

    lease_until: while running, when its worker counts as dead. name: random, of the file and its link.
    """

    __tablename__ = "export_job"
    __table_args__ = (
        one_of("state", get_args(JobState)),
        one_of("format", EXPORT_FORMATS),
        CheckConstraint("(state = 'running') = (lease_until IS NOT NULL)", "running_has_lease"),
        CheckConstraint("(state = 'done') = (size_bytes IS NOT NULL)", "done_has_size"),
        CheckConstraint("(state = 'done') = (expires_at IS NOT NULL)", "done_expires"),
        CheckConstraint("attempts >= 0", "attempts"),
        CheckConstraint("rows_done >= 0", "rows_done"),
        CheckConstraint("length(name) = 32", "name_length"),
        UniqueConstraint("name"),
        # A second click waits for the file that the first one asked for.
        Index(
            "uq_export_job_unfinished",
            "requested_by_id",
            "board_id",
            "format",
            unique=True,
            sqlite_where=text(UNFINISHED),
            postgresql_where=text(UNFINISHED),
        ),
        Index("ix_export_job_state_id", "state", "id"),
    )

    board_id: Mapped[int] = mapped_column(ForeignKey("board.id"))
    format: Mapped[ExportFormat]
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    state: Mapped[JobState] = mapped_column(default="waiting")
    attempts: Mapped[int] = mapped_column(default=0)
    rows_done: Mapped[int] = mapped_column(default=0)
    name: Mapped[str]
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    lease_until: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
