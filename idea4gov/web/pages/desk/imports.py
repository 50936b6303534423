"""Import the sheet of a meeting: send it, choose its columns, preview the rows, publish the proposals."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions.imports import check_rows, get_import_board, get_preview, import_sheet, send_sheet
from idea4gov.domain.imports import FIELDS, Checked, guess_columns
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.proposal_sheets import MAX_BYTES, ProposalSheet, SheetRefused, read_csv
from idea4gov.outside.sheet_reading import MAGIC, read_xlsx
from idea4gov.web.http.errors import error_message
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import now, reading, transaction
from idea4gov.web.pages.desk.import_forms import ColumnsForm, SheetForm

bp = Blueprint("imports", __name__)

NAME_KEPT = 100
ROWS_SHOWN, ERRORS_SHOWN = 20, 100


@bp.route("/desk/boards/<id:board_id>/import", methods=["GET", "POST"])
@require("proposal:import")
def new(board_id: int) -> ResponseReturnValue:
    """Send a sheet for a board."""
    form = SheetForm()
    done, status = run_form(form, lambda: _send(board_id))
    if done:
        return done
    with reading() as db:
        board = get_import_board(db, require_viewer(), board_id, now=now())
    return render_template("pages/desk/imports/new.html", form=form, board=board), status


@bp.route("/desk/imports/<id:sheet_id>", methods=["GET", "POST"])
@require("proposal:import")
def show(sheet_id: int) -> ResponseReturnValue:
    """Choose the columns, preview the rows, publish them. A POST without `import` only previews."""
    form = ColumnsForm()
    if form.is_submitted() and "import" in request.form:
        done, status = run_form(form, lambda: _import(sheet_id, form))
        if done:
            return done
    else:
        status = 200 if not form.is_submitted() or form.validate() else 422
    with reading() as db:
        preview = get_preview(db, require_viewer(), sheet_id, now=now())
        sheet = preview.waiting.sheet
        _offer_columns(form, sheet)
        columns = _columns(form)
        checked = check_rows(db, preview, columns) if columns["title"] is not None else Checked((), ())
    return render_template(
        "pages/desk/imports/show.html",
        form=form,
        preview=preview,
        checked=checked,
        errors=[(one, error_message(one.error)) for one in checked.errors[:ERRORS_SHOWN]],
        rows_shown=ROWS_SHOWN,
    ), status


def _send(board_id: int) -> Response:
    file = request.files.get("sheet")
    if file is None or not file.filename:
        raise SheetRefused(field="sheet")
    with reading() as db:
        get_import_board(db, require_viewer(), board_id, now=now())
    data = file.stream.read(MAX_BYTES + 1)
    sheet = read_xlsx(data) if data.startswith(MAGIC) else read_csv(data)
    name = "".join(sign for sign in file.filename if sign.isprintable())[:NAME_KEPT] or "-"
    with transaction() as db:
        sheet_id = send_sheet(db, require_viewer(), board_id, sheet, file_name=name, now=now())
    return redirect(url_for("imports.show", sheet_id=sheet_id), 303)


def _import(sheet_id: int, form: ColumnsForm) -> Response:
    with transaction() as db:
        board_id, count = import_sheet(db, require_viewer(), sheet_id, _columns(form), now=now())
    flash(gettext("%(count)s proposals were imported.", count=count), "success")
    return redirect(url_for("boards.show", board_id=board_id, sort="newest"), 303)


def _offer_columns(form: ColumnsForm, sheet: ProposalSheet) -> None:
    """Fill in the choices of columns; on GET, choose those whose headings name the field."""
    choices = [("", gettext("No column"))]
    choices += [(str(at), heading[:60]) for at, heading in enumerate(sheet.header)]
    guessed = guess_columns(sheet.header)
    for name in FIELDS:
        form[name].choices = choices
        if not form.is_submitted():
            column = guessed[name]
            form[name].data = "" if column is None else str(column)


def _columns(form: ColumnsForm) -> dict[str, int | None]:
    return {name: whole_number(form[name].data or "") for name in FIELDS}
