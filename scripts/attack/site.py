"""The website as it is, with two large downloads beside it."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir

from flask import Response

from idea4gov.web.http.guards import public
from idea4gov.web.render.downloads import download, send_kept
from wsgi import app

FILE_BYTES, EXPORT_BYTES = 20_000_000, 4_000_000
LINE = "ที่ดินแปลงนี้ตั้งอยู่ริมถนน," * 12 + "\n"
KEPT = Path(gettempdir()) / "idea4gov-attack-file.csv"


@app.get("/attack/file")
@public
def file() -> Response:
    """A file that is kept on disk."""
    if not KEPT.exists():
        KEPT.write_text("".join(_lines(FILE_BYTES)), encoding="utf-8")
    return send_kept(KEPT, content_type="text/csv", name="file.csv")


@app.get("/attack/export")
@public
def export() -> Response:
    """A file that is written when it is asked for."""
    return download(lambda _db: _lines(EXPORT_BYTES), content_type="text/csv", name="export.csv")


def _lines(size: int) -> Iterator[str]:
    return (LINE for _ in range(size // len(LINE.encode()) + 1))
