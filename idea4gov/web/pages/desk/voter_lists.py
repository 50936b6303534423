"""Lists of eligible people: send one, watch how it is read, take it over, give it to a round."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response
from wtforms import SelectChoice

from idea4gov.actions import voter_lists as lists
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.proposal_sheets import SheetRefused
from idea4gov.domain.voter_list_sheets import OF_LISTS, PROBLEMS, REFUSALS
from idea4gov.domain.voter_lists import MAX_LINES, SILENT
from idea4gov.store.places.reading import find_local_government
from idea4gov.store.voter_lists import ListCard, find_round_list, list_uses
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.services import now, reading, services, transaction
from idea4gov.web.pages.desk.voter_list_forms import ButtonForm, RoundListForm, VoterListForm

bp = Blueprint("voter_lists", __name__)


@bp.route("/desk/local-governments/<code>/voter-lists", methods=["GET", "POST"])
@require("round:edit")
def home(code: str) -> ResponseReturnValue:
    """The lists of a local government; send a new one."""
    form, office = VoterListForm(), code
    done, status = run_form(form, lambda: _send(office, form))
    if done:
        return done
    with reading() as db:
        found = lists.list_own_lists(db, require_viewer(), office)
        place = find_local_government(db, office)
        uses = list_uses(db, [one.id for one in found])
    return render_template(
        "pages/desk/voter_lists/home.html",
        form=form,
        office=place,
        lists=found,
        uses=uses,
        most=MAX_LINES,
        has_key=bool(services().identity_keys),
    ), status


@bp.route("/desk/voter-lists/<id:list_id>", methods=["GET", "POST"])
@require("round:edit")
def show(list_id: int) -> ResponseReturnValue:
    """How far a list is read, what is wrong with it; take it over on POST."""
    form = ButtonForm()
    done, status = run_form(form, lambda: _take_over(list_id))
    if done:
        return done
    with reading() as db:
        found = lists.get_list(db, require_viewer(), list_id)
        place = find_local_government(db, found.local_government_code)
        uses = list_uses(db, [list_id]).get(list_id, [])
    is_lost = found.state == "reading" and found.heard_at < now() - SILENT
    return render_template(
        "pages/desk/voter_lists/show.html",
        form=form,
        list=found,
        office=place,
        uses=uses,
        is_lost=is_lost,
        refusal=_refusal(found, is_lost=is_lost),
        problems=[(one.line, gettext(PROBLEMS[one.code]), one.shown) for one in found.first_problems],
    ), status


@bp.route("/desk/voter-lists/<id:list_id>/delete", methods=["GET", "POST"])
@require("round:edit")
def delete(list_id: int) -> ResponseReturnValue:
    """Ask on GET whether to delete a list; delete it on POST."""
    form = ButtonForm()
    done, status = run_form(form, lambda: _delete(list_id))
    if done:
        return done
    with reading() as db:
        found = lists.get_list(db, require_viewer(), list_id)
    return render_template("pages/desk/voter_lists/delete.html", form=form, list=found), status


@bp.route("/desk/rounds/<id:round_id>/voter-list", methods=["GET", "POST"])
@require("round:edit")
def choose(round_id: int) -> ResponseReturnValue:
    """Choose the list of eligible people of a round that is not frozen yet."""
    form, viewer = RoundListForm(), require_viewer()
    done, status = run_form(form, lambda: _choose(round_id, form))
    if done:
        return done
    with reading() as db:
        found = lists.get_round_for_list(db, viewer, round_id)
        offered = lists.list_own_lists(db, viewer, found.local_government_code)
        given = find_round_list(db, round_id)
    form.voter_list.choices = [SelectChoice("", gettext("No list"))] + [
        SelectChoice(str(one.id), gettext("%(name)s: %(count)s people", name=one.name, count=one.lines))
        for one in offered
        if one.state == "active"
    ]
    if not form.is_submitted():
        form.voter_list.data = str(given.id) if given else ""
    return render_template("pages/desk/voter_lists/choose.html", form=form, round=found), status


def _send(code: str, form: VoterListForm) -> Response:
    file = request.files.get("sheet")
    if file is None or not file.filename:
        raise SheetRefused(field="sheet")
    sheet = file.stream.read(OF_LISTS.bytes + 1)
    parts = services()
    with transaction() as db:
        list_id = lists.begin_list(
            db, require_viewer(), code, form.name.data or "", keys=parts.identity_keys, now=now()
        )
    parts.read_list(list_id, sheet)
    return redirect(url_for("voter_lists.show", list_id=list_id), 303)


def _take_over(list_id: int) -> Response:
    with transaction() as db:
        found = lists.take_list_over(db, require_viewer(), list_id, now=now())
    flash(gettext("The list is confirmed: %(count)s eligible people.", count=found.lines), "success")
    return redirect(url_for("voter_lists.home", code=found.local_government_code), 303)


def _delete(list_id: int) -> Response:
    with transaction() as db:
        found = lists.delete_list(db, require_viewer(), list_id, now=now())
    flash(gettext("The list is deleted."), "success")
    return redirect(url_for("voter_lists.home", code=found.local_government_code), 303)


def _choose(round_id: int, form: RoundListForm) -> Response:
    with transaction() as db:
        lists.choose_list(db, require_viewer(), round_id, whole_number(form.voter_list.data or ""), now=now())
    flash(gettext("The list of eligible people is saved."), "success")
    return redirect(url_for("rounds.drafts.show", round_id=round_id), 303)


def _refusal(found: ListCard, *, is_lost: bool) -> str | None:
    """Why a list could not be read, in words."""
    code = "list_lost" if is_lost else found.refusal
    return gettext(REFUSALS[code]) % {"most": f"{MAX_LINES:,}"} if code else None
