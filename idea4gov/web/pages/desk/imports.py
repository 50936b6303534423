"""Import the sheet of a meeting: send it, choose its columns, preview the rows, publish the proposals."""

from io import BytesIO
from typing import NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session
from werkzeug import Response

from idea4gov.actions.imports import (
    Preview,
    check_rows,
    get_import_board,
    get_past_import,
    get_preview,
    import_sheet,
    require_importable,
    send_sheet,
    take_back_import,
)
from idea4gov.domain.boards import BoardKind
from idea4gov.domain.errors import NotFound
from idea4gov.domain.import_refusals import HeadingMissing
from idea4gov.domain.imports import KEPT, Checked, Choice, guess_choice, heading_of
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.proposal_sheets import MAX_BYTES, SheetFile, SheetPage, SheetRefused, column_name
from idea4gov.domain.sheet_headings import BOARD_FIELDS, HEADING_LINES, ROUND_FIELDS, Field
from idea4gov.domain.sheet_mending import mend_sheet
from idea4gov.outside.sheet_reading import read_sheet
from idea4gov.outside.spreadsheets import write_workbook
from idea4gov.store.boards.reading import BoardPage
from idea4gov.store.imports import list_imports, list_waiting
from idea4gov.store.rounds.hosted import list_areas
from idea4gov.web.http.errors import error_message
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.offloading import offload
from idea4gov.web.http.services import now, reading, round_time, services, transaction
from idea4gov.web.pages.desk.import_forms import ColumnsForm, PageForm, SheetForm, TakeBackForm

bp = Blueprint("imports", __name__)

NAME_KEPT = 100
ROWS_SHOWN, ERRORS_SHOWN, PASSED_SHOWN = 20, 100, 100
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Asked(NamedTuple):
    """Which page of a file is looked at, and how it is read; choice: None while its heading is not known."""

    page: SheetPage
    choice: Choice | None


@bp.route("/desk/boards/<id:board_id>/import", methods=["GET", "POST"])
@require("proposal:import")
def new(board_id: int) -> ResponseReturnValue:
    """Send a sheet for a board; the imports of the last day can be taken back."""
    return _new(board_id, "discussion")


@bp.route("/desk/rounds/<id:round_id>/import", methods=["GET", "POST"])
@require("proposal:import")
def new_in_round(round_id: int) -> ResponseReturnValue:
    """Send a sheet for a budget round; the imports of the last day can be taken back."""
    return _new(round_id, "budget")


def _new(board_id: int, kind: BoardKind) -> ResponseReturnValue:
    form = SheetForm()
    done, status = run_form(form, lambda: _send(board_id, kind))
    if done:
        return done
    with reading() as db:
        board = _board(db, board_id, kind)
        past = list_imports(db, board_id, since=now() - KEPT)
        account_id = require_viewer().account_id
        waiting = list_waiting(db, board_id, sent_by_id=account_id, since=now() - KEPT)
    return render_template(
        "pages/desk/imports/new.html", form=form, board=board, past=past, waiting=waiting
    ), status


@bp.route("/desk/imports/done/<id:import_id>", methods=["GET", "POST"])
@require("proposal:import")
def take_back(import_id: int) -> ResponseReturnValue:
    """Take an import back as a whole."""
    form = TakeBackForm()
    done, status = run_form(form, lambda: _take_back(import_id))
    if done:
        return done
    with reading() as db:
        past, board = get_past_import(db, require_viewer(), import_id)
    return render_template(
        "pages/desk/imports/take_back.html", form=form, past=past, board=board, until=past.imported_at + KEPT
    ), status


@bp.route("/desk/imports/<id:sheet_id>", methods=["GET", "POST"])
@require("proposal:import")
def show(sheet_id: int) -> ResponseReturnValue:
    """Choose sheet, heading (`?sheet=`, `?heading=`) and columns, preview the rows, publish them.

    A POST without `import` only previews.
    """
    form = ColumnsForm()
    if form.is_submitted() and "import" in request.form:
        done, status = run_form(form, lambda: _import(sheet_id, form))
        if done:
            return done
    else:
        status = 200 if not form.is_submitted() or form.validate() else 422
    with reading() as db:
        preview = _get_preview(db, sheet_id)
        asked = _asked(preview, form)
        areas = {area.id: area for area in list_areas(db, preview.board.id)}
        checked = Checked()
        if asked.choice and asked.choice.columns["title"] is not None:
            checked = check_rows(db, preview, asked.page, asked.choice)
    if asked.choice:
        _offer_columns(form, asked.page, asked.choice)
    return render_template(
        "pages/desk/imports/show.html",
        form=form,
        page_form=_page_form(preview.waiting.file, asked),
        preview=preview,
        asked=asked,
        fields=_fields(preview.board),
        after_url=_after(preview.board),
        checked=checked,
        problems=[(one, error_message(one.error)) for one in checked.problems[:ERRORS_SHOWN]],
        passed=[(one.line, gettext(one.why) % one.data) for one in checked.passed_over[:PASSED_SHOWN]],
        areas=areas,
        rows_shown=ROWS_SHOWN,
    ), status


@bp.post("/desk/imports/<id:sheet_id>/mend.xlsx")
@require("proposal:import")
def mend(sheet_id: int) -> ResponseReturnValue:
    """The lines to be mended, as a sheet with the reasons in its last column; it changes nothing."""
    form = ColumnsForm()
    form.validate_on_submit()
    with reading() as db:
        preview = _get_preview(db, sheet_id)
        asked = _asked(preview, form)
        if asked.choice is None:
            raise HeadingMissing(field="heading")
        checked = check_rows(db, preview, asked.page, asked.choice)
    sheet = mend_sheet(asked.page, asked.choice, checked, say=error_message)
    file = BytesIO()
    write_workbook(file, [sheet], title=preview.waiting.file_name)
    file.seek(0)
    return send_file(file, mimetype=XLSX, as_attachment=True, download_name=f"idea4gov-{sheet_id}-mend.xlsx")


def _board(db: Session, board_id: int, kind: BoardKind) -> BoardPage:
    """A board or round that takes imports now. Raises NotFound for the other kind."""
    board = get_import_board(db, require_viewer(), board_id)
    if board.kind != kind:
        raise NotFound()
    require_importable(db, board, now=now())
    return board


def _get_preview(db: Session, sheet_id: int) -> Preview:
    """A file that the viewer sent; where it is large, in another process."""
    preview = get_preview(db, require_viewer(), sheet_id, now=now())
    if preview.waiting.file.is_large:
        offload(for_office=True)
    return preview


def _send(board_id: int, kind: BoardKind) -> Response:
    file = request.files.get("sheet")
    if file is None or not file.filename:
        raise SheetRefused(field="sheet")
    with reading() as db:
        _board(db, board_id, kind)
    offload(for_office=True)
    sheet = read_sheet(file.stream.read(MAX_BYTES + 1))
    name = "".join(sign for sign in file.filename if sign.isprintable())[:NAME_KEPT] or "-"
    with transaction() as db:
        sheet_id = send_sheet(db, require_viewer(), board_id, sheet, file_name=name, now=now())
    return redirect(url_for("imports.show", sheet_id=sheet_id), 303)


def _import(sheet_id: int, form: ColumnsForm) -> Response:
    with reading() as db:
        board = _get_preview(db, sheet_id).board
    choice = Choice(whole_number(form.heading.data or "") or 0, _columns(form, board))
    with transaction() as db:
        done = import_sheet(
            db,
            require_viewer(),
            sheet_id,
            form.sheet.data or None,
            choice,
            page_url=_page_url(board),
            now=round_time(),
        )
    flash(gettext("%(count)s proposals were imported.", count=done.proposals), "success")
    if done.rest_id is not None:
        return redirect(url_for("imports.show", sheet_id=done.rest_id), 303)
    return redirect(_after(board), 303)


def _take_back(import_id: int) -> Response:
    with reading() as db:
        _, board = get_past_import(db, require_viewer(), import_id)
    with transaction() as db:
        past = take_back_import(db, require_viewer(), import_id, page_url=_page_url(board), now=round_time())
    flash(gettext("The import is taken back: %(count)s proposals.", count=past.proposals), "success")
    return redirect(_after(board), 303)


def _after(board: BoardPage) -> str:
    """Where the proposals of a board or round are seen."""
    if board.kind == "budget":
        return url_for("rounds.screening.table", round_id=board.id)
    return url_for("boards.show", board_id=board.id, sort="newest")


def _page_url(board: BoardPage) -> str:
    """The URL of a board or round, for mails."""
    address = url_for("rounds.show", round_id=board.id) if board.kind == "budget" else _after(board)
    return services().config.public_url + address


def _fields(board: BoardPage) -> tuple[Field, ...]:
    return ROUND_FIELDS if board.kind == "budget" else BOARD_FIELDS


def _asked(preview: Preview, form: ColumnsForm) -> Asked:
    """What the address or, once it was sent, the form asks for; else what the file says by itself."""
    file = preview.waiting.file
    said = request.form if form.is_submitted() else request.args
    filled = [page for page in file.pages if page.lines]
    first = file.pages[file.shown]
    page = next((one for one in filled if (one.name or "") == said.get("sheet")), None)
    page = page or (first if first.lines else filled[0])
    is_of_page = said.get("heading_of", page.name or "") == (page.name or "")
    heading = whole_number(said.get("heading", "")) if is_of_page else None
    try:
        choice = guess_choice(page, _fields(preview.board), heading=heading)
    except HeadingMissing:
        return Asked(page, None)
    if form.is_submitted():
        choice = Choice(choice.heading, _columns(form, preview.board))
    return Asked(page, choice)


def _page_form(file: SheetFile, asked: Asked) -> PageForm:
    """The form for another sheet or heading."""
    form = PageForm(formdata=None)
    form.sheet.choices = [(page.name or "", page.name or "") for page in file.pages if page.lines]
    form.sheet.data = asked.page.name or ""
    lines = [line for line in asked.page.lines if line.number <= HEADING_LINES]
    form.heading.choices = [
        (str(line.number), f"{line.number}: {' | '.join(filter(None, line.cells))[:80]}") for line in lines
    ]
    form.heading.data = str(asked.choice.heading) if asked.choice else ""
    return form


def _offer_columns(form: ColumnsForm, page: SheetPage, choice: Choice) -> None:
    """Fill in the choices of columns, and choose them."""
    heading = heading_of(page, choice.heading)
    choices = [("", gettext("No column"))]
    for at in range(page.width):
        if at not in page.hidden_columns:
            choices.append((str(at), f"{column_name(at)}: {heading.cell(at)[:60]}".removesuffix(": ")))
    for name, column in choice.columns.items():
        form[name].choices = choices
        form[name].data = "" if column is None else str(column)


def _columns(form: ColumnsForm, board: BoardPage) -> dict[Field, int | None]:
    return {name: whole_number(form[name].data or "") for name in _fields(board)}
