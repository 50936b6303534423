"""Results as files. The worker writes long ones; a link that expires gives them."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions.export_jobs import get_finished, get_own_job, request_export
from idea4gov.actions.exports import export_round
from idea4gov.actions.results import export_priorities, get_board
from idea4gov.domain.export_jobs import ExportExpired, ExportFormat, is_long
from idea4gov.domain.made_files import export_name
from idea4gov.domain.renditions import LIVE_ROWS, Rendition
from idea4gov.store.results import read_totals
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import public, require
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import now, reading, transaction
from idea4gov.web.http.standby import may_lag
from idea4gov.web.pages.desk.export_forms import PrepareForm
from idea4gov.web.render.downloads import download
from idea4gov.web.render.made_files import send_made
from idea4gov.web.render.renditions import send_rendition

bp = Blueprint("exports", __name__)

TYPES: dict[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@bp.get("/boards/<id:board_id>/priorities.<any(csv,json,xlsx,pdf,docx):format>")
@public
@may_lag
def priorities(board_id: int, format: ExportFormat) -> ResponseReturnValue:
    """The priorities of a board as CSV, JSON, XLSX, PDF or DOCX."""
    with reading() as db:
        board = get_board(db, board_id)
    if is_long(format, board.proposal_count):
        return redirect(url_for("exports.prepare", board_id=board_id), 303)
    name = _name(board_id, format)
    if format in ("csv", "json") and board.proposal_count <= LIVE_ROWS:
        return download(
            lambda db: export_priorities(db, board_id, format), content_type=TYPES[format], name=name
        )
    rendition = Rendition("priorities", str(board_id), format)
    is_large = board.proposal_count > LIVE_ROWS
    return send_rendition(rendition, content_type=TYPES[format], name=name, is_large=is_large)


@bp.get("/rounds/<id:round_id>/results.<any(csv,json,xlsx,pdf,docx):format>")
@public
@may_lag
def round_results(round_id: int, format: ExportFormat) -> ResponseReturnValue:
    """The result of a finished round as CSV, JSON, XLSX, PDF or DOCX."""
    name = f"idea4gov-round-{round_id}-results.{format}"
    if format in ("csv", "json"):
        return download(lambda db: export_round(db, round_id, format), content_type=TYPES[format], name=name)
    rendition = Rendition("round_results", str(round_id), format)
    return send_rendition(rendition, content_type=TYPES[format], name=name)


@bp.route("/boards/<id:board_id>/exports", methods=["GET", "POST"])
@require("account:own")
def prepare(board_id: int) -> ResponseReturnValue:
    """Ask for the workbook of a long result; the worker writes it."""
    form = PrepareForm()
    done, status = run_form(form, lambda: _request(board_id))
    if done:
        return done
    with reading() as db:
        board, totals = get_board(db, board_id), read_totals(db, board_id)
    return render_template("pages/desk/exports/prepare.html", form=form, board=board, totals=totals), status


@bp.get("/exports/<id:job_id>")
@require("account:own")
def job(job_id: int) -> ResponseReturnValue:
    """The progress of a workbook, and its link when it is written."""
    with reading() as db:
        found = get_own_job(db, require_viewer(), job_id)
        board, totals = get_board(db, found.board_id), read_totals(db, found.board_id)
    return render_template("pages/desk/exports/job.html", job=found, board=board, totals=totals, now=now())


@bp.get("/exports/files/<photo:name>")
@public
def file(name: str) -> ResponseReturnValue:
    """A workbook that was written, for anybody who has the link, until it expires."""
    with reading() as db:
        found = get_finished(db, name, now=now())
    shown_name = _name(found.board_id, found.format)
    try:
        return send_made(export_name(found.name), content_type=TYPES[found.format], shown_name=shown_name)
    except FileNotFoundError as error:
        raise ExportExpired() from error


def _name(board_id: int, file_format: str) -> str:
    return f"idea4gov-board-{board_id}-priorities.{file_format}"


def _request(board_id: int) -> Response:
    with transaction() as db:
        job_id = request_export(db, require_viewer(), board_id, "xlsx", now=now())
    return redirect(url_for("exports.job", job_id=job_id), 303)
