"""Rules of long exports: which ones the worker writes, its attempts, and how long a file is kept."""

from datetime import timedelta
from typing import Final, Literal, get_args

from idea4gov.domain.errors import N_, NotFound
from idea4gov.domain.throttle import Limit

JobState = Literal["waiting", "running", "done", "failed"]
UNFINISHED_STATES: Final[tuple[JobState, ...]] = ("waiting", "running")
ExportFormat = Literal["csv", "xlsx", "json", "pdf", "docx"]
EXPORT_FORMATS: Final[tuple[ExportFormat, ...]] = get_args(ExportFormat)
LONG_ROWS = 5_000
"""Rows above which the worker writes a workbook: a web process would be busy with it for seconds."""
LEASE = timedelta(minutes=2)
"""How long a job belongs to a worker that gives no sign of life."""
MAX_ATTEMPTS = 3
KEPT = timedelta(hours=24)
REQUESTS = Limit("request-export", 20, timedelta(hours=1))


class ExportExpired(NotFound):
    """The link to the file has expired, or never existed."""

    code = "export_expired"
    message = N_("This link has expired. Ask for the file again on the page of the result.")


def is_long(file_format: ExportFormat, rows: int) -> bool:
    """Whether the worker writes the file."""
    return file_format == "xlsx" and rows > LONG_ROWS
