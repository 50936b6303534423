"""Results as files."""

from functools import partial

from flask import Blueprint
from flask.typing import ResponseReturnValue

from idea4gov.actions.exports import FileFormat, write_priorities, write_round
from idea4gov.actions.results import export_priorities, get_board
from idea4gov.actions.rounds import get_published
from idea4gov.web.downloads import download, download_written
from idea4gov.web.guards import public
from idea4gov.web.services import now, reading, services

bp = Blueprint("exports", __name__)

TYPES: dict[FileFormat, str] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/boards/<id:board_id>/priorities.<any(csv,json,xlsx,pdf,docx):format>")
@public
def priorities(board_id: int, format: FileFormat) -> ResponseReturnValue:
    """The priorities of a board as CSV, JSON, a workbook, or a paper."""
    with reading() as db:
        get_board(db, board_id)
    name = f"idea4gov-board-{board_id}-priorities.{format}"
    if format in ("csv", "json"):
        return download(
            lambda db: export_priorities(db, board_id, format), content_type=TYPES[format], name=name
        )
    site_url, moment = services().config.public_url, now()
    write = partial(write_priorities, board_id=board_id, file_format=format, site_url=site_url, now=moment)
    return download_written(write, content_type=TYPES[format], name=name)


@bp.get("/rounds/<id:round_id>/results.<any(csv,json,xlsx,pdf,docx):format>")
@public
def round_results(round_id: int, format: FileFormat) -> ResponseReturnValue:
    """The result of a finished budget round as CSV, JSON, a workbook, or a paper."""
    with reading() as db:
        get_published(db, round_id)
    site_url, moment = services().config.public_url, now()
    write = partial(write_round, round_id=round_id, file_format=format, site_url=site_url, now=moment)
    return download_written(
        write, content_type=TYPES[format], name=f"idea4gov-round-{round_id}-results.{format}"
    )
