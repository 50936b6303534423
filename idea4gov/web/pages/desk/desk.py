"""The desk of officials: the queues of their scope, and the pages on which they act."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response
from wtforms import SelectChoice

from idea4gov.actions import moderation
from idea4gov.actions.answers import answer_proposal, get_answering
from idea4gov.actions.desk import list_audit, list_queue, show_desk
from idea4gov.domain.answers import BODY_MAX_LENGTH, StaleAnswer
from idea4gov.domain.audit import act_name
from idea4gov.domain.errors import N_
from idea4gov.domain.moderation import POST_ACTS, REASON_MAX_LENGTH, PostKind, PostMove, grants_with
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.permissions import Viewer, may, may_in_nation
from idea4gov.store.desk import COUNTED
from idea4gov.store.moderation import Content
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext, language
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.proxies import proxy_fault
from idea4gov.web.http.services import clock_fault, now, reading, services, transaction
from idea4gov.web.pages.desk.forms import AdoptForm, AnswerForm, ReasonForm
from idea4gov.web.pages.desk.posts import KINDS, page_of_content

bp = Blueprint("desk", __name__)

DONE: Mapping[tuple[PostMove, PostKind], str] = {
    ("hide", "board"): N_("The board is hidden. Its opener was told why."),
    ("hide", "proposal"): N_("The proposal is hidden. Its author was told why."),
    ("hide", "comment"): N_("The comment is hidden. Its author was told why."),
    ("restore", "board"): N_("The board is shown again. Its opener was told."),
    ("restore", "proposal"): N_("The proposal is shown again. Its author was told."),
    ("restore", "comment"): N_("The comment is shown again. Its author was told."),
}


@bp.get("/desk")
@require("desk:enter")
def home() -> ResponseReturnValue:
    """The queues of an official; those who only review budget rounds are sent to the list of rounds."""
    viewer = require_viewer()
    if not may(viewer, "desk:read"):
        return redirect(url_for("rounds.drafts.home"), 303)
    with reading() as db:
        desk = show_desk(db, viewer, now=now())
    return render_template(
        "pages/desk/home.html",
        desk=desk,
        can=partial(may, viewer),
        counted=COUNTED,
        runs_site=may_in_nation(viewer, "site:watch"),
        proxies=proxy_fault() if may(viewer, "site:watch") else None,
        clock=clock_fault(),
    )


@bp.get("/desk/report")
@require("desk:read")
def report() -> Response:
    """Redirect to the report of the fiscal year, for the place of the official's first grant."""
    grant = grants_with(require_viewer(), "desk:read")[0]
    province, town = grant.province_code, grant.local_government_code
    return redirect(url_for("report.show", province=province, local_government=town), 303)


@bp.get(
    "/desk/<any(reports,appeals,unanswered,comments,'hidden-proposals','hidden-comments',boards,adoptable):name>"
)
@require("desk:read")
def queue(name: str) -> ResponseReturnValue:
    """A page of one queue. `?before=`: the last item of the page before."""
    viewer, before_id = require_viewer(), _before()
    with reading() as db:
        items, last = list_queue(db, viewer, name, after_id=before_id, now=now())
    return render_template(
        "pages/desk/queue.html",
        name=name,
        items=items,
        can=partial(may, viewer),
        next_url=url_for("desk.queue", name=name, before=last) if last else None,
        first_url=url_for("desk.queue", name=name) if before_id else None,
    )


@bp.get("/desk/audit")
@require("audit:read")
def audit() -> ResponseReturnValue:
    """A page of the audit log in the viewer's scope. `?before=`: the last entry of the page before."""
    viewer, before_id = require_viewer(), _before()
    with reading() as db:
        entries, last = list_audit(db, viewer, before_id=before_id)
    return render_template(
        "pages/desk/audit.html",
        entries=[(entry, gettext(act_name(entry.act))) for entry in entries],
        next_url=url_for("desk.audit", before=last) if last else None,
        first_url=url_for("desk.audit") if before_id else None,
    )


@bp.route(
    "/desk/<any(boards,proposals,comments):posts>/<id:post_id>/<any(hide,restore):act>",
    methods=["GET", "POST"],
)
@require("content:moderate")
def moderate(posts: str, post_id: int, act: PostMove) -> ResponseReturnValue:
    """Ask on GET why to hide or restore a post; do it on POST."""
    kind = KINDS[posts]
    viewer, form = require_viewer(), ReasonForm()
    with reading() as db:
        content = moderation.get_content(db, viewer, kind, post_id)
    back = page_of_content(content, kind)
    done, status = run_form(form, lambda: _moderate(viewer, content, kind, act, form, back))
    if done:
        return done
    return render_template(
        "pages/desk/moderate.html",
        form=form,
        act=POST_ACTS[act, kind],
        content=content,
        back=back,
        max_length=REASON_MAX_LENGTH,
    ), status


@bp.route("/desk/proposals/<id:proposal_id>/answer", methods=["GET", "POST"])
@require("answer:post")
def answer(proposal_id: int) -> ResponseReturnValue:
    """The form of a proposal's official answer, to write it or to edit it."""
    viewer, form, theirs = require_viewer(), AnswerForm(), list[str]()
    done, status = run_form(form, lambda: _answer(viewer, proposal_id, form, theirs))
    if done:
        return done
    with reading() as db:
        proposal, standing = get_answering(db, viewer, proposal_id)
    if not form.is_submitted():
        form.body.data = standing.body if standing else ""
        form.revision.data = str(standing.revision if standing else 0)
    return render_template(
        "pages/desk/answer.html",
        form=form,
        proposal=proposal,
        standing=standing,
        theirs=theirs,
        max_length=BODY_MAX_LENGTH,
    ), status


@bp.route("/desk/boards/<id:board_id>/adopt", methods=["GET", "POST"])
@require("board:adopt")
def adopt(board_id: int) -> ResponseReturnValue:
    """Adopt a citizens' board for a local government of the official's scope."""
    viewer, form = require_viewer(), AdoptForm()
    done, status = run_form(form, lambda: _adopt(viewer, board_id, form))
    if done:
        return done
    with reading() as db:
        board, choices = moderation.get_adoptable(db, viewer, board_id)
    form.local_government_code.choices = [
        SelectChoice(code, name_th if language() == "th" else name_en) for code, name_th, name_en in choices
    ]
    return render_template("pages/desk/adopt.html", form=form, board=board), status


def _before() -> int | None:
    return whole_number(request.args.get("before", ""))


def _moderate(
    viewer: Viewer, content: Content, kind: PostKind, act: PostMove, form: ReasonForm, back: str
) -> Response:
    page_url = services().config.public_url + back
    move = moderation.hide if act == "hide" else moderation.restore
    with transaction() as db:
        move(db, viewer, kind, content.id, reason=form.reason.data, page_url=page_url, now=now())
    flash(gettext(DONE[act, kind]), "success")
    return redirect(back, 303)


def _answer(viewer: Viewer, proposal_id: int, form: AnswerForm, theirs: list[str]) -> Response:
    revision = whole_number(form.revision.data or "") or 0
    address = url_for("proposals.show", proposal_id=proposal_id, _anchor="answer")
    page_url = services().config.public_url + address
    try:
        with transaction() as db:
            answer_proposal(
                db,
                viewer,
                proposal_id,
                body=form.body.data,
                revision=revision,
                page_url=page_url,
                now=now(),
            )
    except StaleAnswer as error:
        # The page now shows the colleague's text, too; who saves again means to replace it.
        theirs.append(error.data["theirs"])
        form.revision.data = str(error.data["revision"])
        raise
    flash(gettext("The answer is published."), "success")
    return redirect(address, 303)


def _adopt(viewer: Viewer, board_id: int, form: Any) -> Response:
    with transaction() as db:
        moderation.adopt_board(
            db,
            viewer,
            board_id,
            local_government_code=form.local_government_code.data or "",
            page_url=services().config.public_url + url_for("boards.show", board_id=board_id),
            now=now(),
        )
    flash(gettext("Your local government has adopted the board."), "success")
    return redirect(url_for("boards.show", board_id=board_id), 303)
