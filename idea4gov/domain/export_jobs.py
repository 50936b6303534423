"""Rules of long exports: which ones a worker writes, how often it tries, how long a file stays."""

from datetime import timedelta

from idea4gov.domain.errors import N_, NotFound
from idea4gov.domain.throttle import Limit

LONG_ROWS = 5_000
"""A workbook of more rows is written by the worker: it would keep a page's process for seconds."""
LEASE = timedelta(minutes=2)
"""How long a worker that says nothing is believed to be alive."""
MAX_ATTEMPTS = 3
KEPT = timedelta(hours=24)
REQUESTS = Limit("request-export", 20, timedelta(hours=1))


class ExportExpired(NotFound):
    """The link's time is over, or there never was one."""

    code = "export_expired"
    message = N_("This link has expired. Ask for the file again on the page of the result.")


def is_long(file_format: str, rows: int) -> bool:
    """Whether a file is left to the worker."""
    return file_format == "xlsx" and rows > LONG_ROWS
