"""The website as it is, with two large downloads beside it, and a way around the mails of devices."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import gettempdir

from flask import Response

from idea4gov.store.devices import confirm_device_of
from idea4gov.web.http.guards import public
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import now, transaction
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


@app.get("/attack/confirmed")
@public
def confirmed() -> Response:
    """Confirm the device of an official who is part of an attack: no mail is read here."""
    viewer = require_viewer()
    with transaction() as db:
        confirm_device_of(db, viewer.account_id, viewer.session_id or 0, now=now())
    return Response(status=204)


def _lines(size: int) -> Iterator[str]:
    return (LINE for _ in range(size // len(LINE.encode()) + 1))
