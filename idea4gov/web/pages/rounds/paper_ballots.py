"""Paper ballots: the roll, the list of papers, entering one, settling two entries, voiding."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions.rounds import paper_ballots as actions
from idea4gov.domain.ballots.checking import read_marks
from idea4gov.domain.errors import Conflict, Invalid
from idea4gov.domain.moderation import REASON_MAX_LENGTH
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.rounds.paper_ballots import PaperBallotState, check_serial
from idea4gov.domain.sending import sending_key
from idea4gov.web.http.errors import status_of
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext, language
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import now, reading, transaction
from idea4gov.web.pages.rounds.ballot_forms import (
    MarkVoterForm,
    PaperBallotForm,
    SerialForm,
    SettleForm,
    UnmarkVoterForm,
    VoidForm,
    texts_of,
)

bp = Blueprint("paper_ballots", __name__)


@bp.route("/desk/rounds/<id:round_id>/papers", methods=["GET", "POST"])
@require(actions.ENTER)
def papers(round_id: int) -> ResponseReturnValue:
    """The papers by serial number, those above `?after=`, and the field that opens one."""
    form = SerialForm()

    def open_paper() -> Response:
        serial = check_serial(form.serial.data or "")
        return redirect(url_for("rounds.paper_ballots.paper", round_id=round_id, serial=serial), 303)

    done, status = run_form(form, open_paper)
    if done:
        return done
    after = whole_number(request.args.get("after", "")) or 0
    with reading() as db:
        page = actions.get_paper_ballots_page(db, require_viewer(), round_id, after=after)
    here = "rounds.paper_ballots.papers"
    return render_template(
        "pages/rounds/paper_ballots/list.html",
        form=form,
        page=page,
        round=page.round,
        next_url=url_for(here, round_id=round_id, after=page.next) if page.next else None,
        first_url=url_for(here, round_id=round_id) if after else None,
    ), status


@bp.route("/desk/rounds/<id:round_id>/papers/<id:serial>", methods=["GET", "POST"])
@require(actions.ENTER)
def paper(round_id: int, serial: int) -> ResponseReturnValue:
    """Enter a paper; once both entries are there, see them."""
    viewer, form = require_viewer(), PaperBallotForm()
    with reading() as db:
        page = actions.get_paper_ballot_page(db, viewer, round_id, serial, language=language())
    status = 200
    if form.validate_on_submit():
        try:
            marks = read_marks(page.paper, form.typed)
            with transaction() as db:
                state = actions.enter_paper_ballot(db, viewer, round_id, serial, marks=marks, now=now())
            return _entered(round_id, serial, state)
        except (Invalid, Conflict) as error:
            form.refuse(error)
            status = status_of(error)
    elif form.is_submitted():
        status = 422
    return render_template(
        "pages/rounds/paper_ballots/show.html",
        form=form,
        page=page,
        round=page.round,
        sheet=page.paper,
        found=page.found,
        typed=form.typed if form.is_submitted() else {},
        entries={entry: texts_of(marks) for entry, marks in page.marks.items()},
        settle_form=SettleForm(formdata=None),
        is_mine=page.found is not None and page.found.first_by_id == viewer.account_id,
    ), status


@bp.post("/desk/rounds/<id:round_id>/papers/<id:serial>/settle")
@require(actions.ENTER)
def settle(round_id: int, serial: int) -> ResponseReturnValue:
    """Say which of two entries that differ is right."""
    entry = whole_number(SettleForm().entry.data or "") or 0
    with transaction() as db:
        actions.settle_paper_ballot(db, require_viewer(), round_id, serial, entry=entry, now=now())
    flash(gettext("The paper is settled."), "success")
    return redirect(url_for("rounds.paper_ballots.papers", round_id=round_id), 303)


@bp.route("/desk/rounds/<id:round_id>/papers/<id:serial>/void", methods=["GET", "POST"])
@require(actions.ENTER)
def void(round_id: int, serial: int) -> ResponseReturnValue:
    """Ask on GET why a paper does not count; void it on POST."""
    viewer, form = require_viewer(), VoidForm()

    def take_out() -> Response:
        with transaction() as db:
            kind, reason = form.kind.data or "", form.reason.data or ""
            actions.void_paper_ballot(db, viewer, round_id, serial, kind=kind, reason=reason, now=now())
        flash(gettext("The paper is void and does not count."), "success")
        return redirect(url_for("rounds.paper_ballots.papers", round_id=round_id), 303)

    done, status = run_form(form, take_out)
    if done:
        return done
    with reading() as db:
        page = actions.get_paper_ballot_page(db, viewer, round_id, serial, language=language())
    return render_template(
        "pages/rounds/paper_ballots/void.html",
        form=form,
        page=page,
        round=page.round,
        max_length=REASON_MAX_LENGTH,
    ), status


@bp.route("/desk/rounds/<id:round_id>/roll", methods=["GET", "POST"])
@require(actions.MARK)
def roll(round_id: int) -> ResponseReturnValue:
    """Mark a voter who gets a paper, and list those marked (`?after=`: the last of the page before)."""
    viewer, form = require_viewer(), MarkVoterForm()

    def mark() -> Response:
        email = None if request.form.get("do") == "stranger" else form.email.data or ""
        key = sending_key(form.form_key.data, "roll", str(round_id)) or ""
        with transaction() as db:
            actions.mark_voter(db, viewer, round_id, email=email, form_key=key, now=now())
        flash(gettext("Marked. Hand out one paper."), "success")
        return redirect(url_for("rounds.paper_ballots.roll", round_id=round_id), 303)

    done, status = run_form(form, mark)
    if done:
        return done
    after = whole_number(request.args.get("after", "")) or 0
    with reading() as db:
        page = actions.get_roll_page(db, viewer, round_id, after=after)
    return render_template(
        "pages/rounds/paper_ballots/roll.html",
        form=form,
        page=page,
        round=page.round,
        next_url=url_for("rounds.paper_ballots.roll", round_id=round_id, after=page.next)
        if page.next
        else None,
        first_url=url_for("rounds.paper_ballots.roll", round_id=round_id) if after else None,
    ), status


@bp.post("/desk/rounds/<id:round_id>/roll/unmark")
@require(actions.MARK)
def unmark(round_id: int) -> ResponseReturnValue:
    """Take a voter who was marked by mistake off the roll."""
    line = whole_number(UnmarkVoterForm().line.data or "") or 0
    with transaction() as db:
        actions.unmark_voter(db, require_viewer(), round_id, line, now=now())
    flash(gettext("Taken off the roll."), "success")
    return redirect(url_for("rounds.paper_ballots.roll", round_id=round_id), 303)


def _entered(round_id: int, serial: int, state: PaperBallotState) -> Response:
    if state == "differs":
        flash(gettext("The two entries differ. Take the paper and settle which one is right."), "warning")
        return redirect(url_for("rounds.paper_ballots.paper", round_id=round_id, serial=serial), 303)
    if state == "once":
        flash(gettext("Entered once. A colleague enters it a second time."), "success")
    else:
        flash(gettext("Both entries agree. The paper counts."), "success")
    return redirect(url_for("rounds.paper_ballots.papers", round_id=round_id), 303)
