"""Official documents of a board or a finished round, their letterhead, and papers for the voting hall."""

from collections.abc import Mapping
from io import BytesIO
from typing import Any, Literal

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions.documents import (
    DOCUMENTS,
    DocumentedKind,
    get_documented,
)
from idea4gov.actions.letterheads import find_letterhead, get_office, set_letterhead
from idea4gov.actions.photos import count_upload
from idea4gov.actions.rounds.paper_ballots import get_ballot_paper_page
from idea4gov.domain.documents.letterheads import LINES, draft_lines
from idea4gov.domain.documents.voting_papers import MOST_PAPERS, BadPrintRun, read_print_run
from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.photos import MAX_PHOTO_BYTES
from idea4gov.domain.renditions import Rendition, RenditionKind
from idea4gov.outside.images import make_emblem
from idea4gov.store.places.reading import get_local_government
from idea4gov.web.http.errors import error_message
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.next_path import safe_next
from idea4gov.web.http.offloading import offload
from idea4gov.web.http.services import now, reading, services, transaction, writing_is_refused
from idea4gov.web.http.stale_forms import say_files_are_lost
from idea4gov.web.pages.desk.letterhead_forms import LetterheadForm
from idea4gov.web.render.renditions import send_rendition

bp = Blueprint("documents", __name__)

DocumentFormat = Literal["pdf", "docx"]

KINDS: Mapping[str, DocumentedKind] = {"boards": "board", "rounds": "round"}
"""{part of the address: the kind of what the documents are of}."""
TYPES: dict[DocumentFormat, str] = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
NAME_SHOWN = 60


@bp.get("/desk/<any(boards,rounds):subjects>/<id:subject_id>/documents")
@require("document:take")
def show(subjects: str, subject_id: int) -> ResponseReturnValue:
    """The documents and files of a discussion board or a finished round, to be downloaded."""
    kind = KINDS[subjects]
    with reading() as db:
        found = get_documented(db, require_viewer(), kind, subject_id)
        letterhead = find_letterhead(db, found.local_government_code)
    return render_template(
        "pages/desk/documents/show.html",
        subjects=subjects,
        subject=found,
        documents=DOCUMENTS[kind],
        letterhead=letterhead,
    )


@bp.get("/desk/<any(boards,rounds):subjects>/<id:subject_id>/documents/<name>.<any(pdf,docx):format>")
@require("document:take")
def document(subjects: str, subject_id: int, name: str, format: DocumentFormat) -> ResponseReturnValue:
    """One document of a discussion board or a finished round, as PDF or DOCX."""
    kind = KINDS[subjects]
    return _file("document", f"{kind}/{subject_id}", f"{kind}-{subject_id}-{name}", format, name=name)


@bp.get("/desk/rounds/<id:round_id>/ballot-papers")
@require("paper:enter")
def ballot_papers(round_id: int) -> ResponseReturnValue:
    """Print ballot papers. `?first=` and `?count=` give the PDF; without them, the page asks for both."""
    first, count = request.args.get("first", ""), request.args.get("count", "")
    refused = ""
    if first or count:
        try:
            serials = read_print_run(first, count)
        except BadPrintRun as error:
            refused = error_message(error)
        else:
            name = f"round-{round_id}-ballot-papers"
            return _file("ballot_papers", str(round_id), name, "pdf", first=serials[0], copies=serials[1])
    with reading() as db:
        sheet = get_ballot_paper_page(db, require_viewer(), round_id)
    return render_template(
        "pages/desk/documents/ballot_papers.html",
        round=sheet.round,
        first=first,
        count=count,
        refused=refused,
        most=MOST_PAPERS,
    ), 422 if refused else 200


@bp.get("/desk/rounds/<id:round_id>/roll.pdf")
@require("roll:mark")
def roll(round_id: int) -> ResponseReturnValue:
    """The roll for voters on paper to sign, as PDF."""
    return _file("roll", str(round_id), f"round-{round_id}-roll", "pdf")


@bp.route("/desk/letterheads/<place:code>", methods=["GET", "POST"])
@require("letterhead:edit")
def letterhead(code: str) -> ResponseReturnValue:
    """The form of a local government's letterhead."""
    viewer, form = require_viewer(), LetterheadForm()
    done, status = run_form(form, lambda: _save(viewer, code, form))
    if done:
        return done
    # A stale form has said so already.
    if not writing_is_refused():
        say_files_are_lost()
    with reading() as db:
        office = get_office(db, viewer, code)
        standing = find_letterhead(db, code)
    if not form.is_submitted():
        for name in LINES:
            form[name].data = getattr(standing, name)
    return render_template(
        "pages/desk/documents/letterhead.html",
        form=form,
        office=office,
        has_emblem=standing.emblem is not None,
        back=safe_next(request.args.get("back"), ""),
    ), status


@bp.get("/desk/letterheads/<place:code>/emblem.png")
@require("letterhead:edit")
def emblem(code: str) -> ResponseReturnValue:
    """The emblem of a letterhead, as PNG; 404 where none is set."""
    with reading() as db:
        get_office(db, require_viewer(), code)
        found = find_letterhead(db, code).emblem
    if found is None:
        raise NotFound()
    return send_file(BytesIO(found), mimetype="image/png", max_age=0)


def _file(
    kind: RenditionKind, subject: str, file_name: str, file_format: DocumentFormat, **asked: Any
) -> ResponseReturnValue:
    """A paper as a file for this official alone. asked: further fields of the rendition."""
    account_id = require_viewer().account_id
    rendition = Rendition(kind, subject, file_format, account_id=account_id, **asked)
    return send_rendition(
        rendition, content_type=TYPES[file_format], name=f"idea4gov-{file_name}.{file_format}"
    )


def _save(viewer: Viewer, code: str, form: LetterheadForm) -> Response:
    lines = draft_lines(**{name: form[name].data or "" for name in LINES})
    drawn = _sent_emblem(viewer, code)
    with transaction() as db:
        set_letterhead(
            db,
            viewer,
            code,
            lines,
            emblem=drawn,
            keep_emblem=not form.remove_emblem.data,
            now=now(),
        )
        office = get_local_government(db, code)
    flash(
        gettext("The letterhead is saved. New documents of %(office)s carry it.", office=office.name_th),
        "success",
    )
    return redirect(url_for("documents.letterhead", code=code, back=request.args.get("back")), 303)


def _sent_emblem(viewer: Viewer, code: str) -> bytes | None:
    """The emblem that was sent, drawn again, in another process; None if none was.

    Call it before any transaction.
    """
    file = request.files.get("emblem")
    if file is None or not file.filename:
        return None
    with reading() as db:
        get_office(db, viewer, code)
    offload(for_office=True)
    count_upload(services().database, viewer, now=now())
    name = "".join(sign for sign in file.filename if sign.isprintable())[:NAME_SHOWN]
    return make_emblem(file.stream.read(MAX_PHOTO_BYTES + 1), name=name)
