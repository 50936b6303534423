"""The pages of a voter: the ballot paper, checking the ballot, casting it, the receipt, withdrawing it."""

from datetime import timedelta
from typing import Any, NamedTuple

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from werkzeug import Response

from idea4gov.actions.rounds.hints import note_hints
from idea4gov.actions.rounds.voting import (
    BallotPage,
    cast_ballot,
    get_ballot_page,
    open_commitment,
    withdraw_ballot,
)
from idea4gov.domain.ballots.ballot_paper import BallotArea, BallotPaper, BallotProject
from idea4gov.domain.ballots.checking import check_new_ballot, left_in, read_marks
from idea4gov.domain.errors import Conflict, DomainError, Invalid, TooMany
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.receipts import commit, commitment_of
from idea4gov.domain.rounds.voting import StaleBallot
from idea4gov.domain.shuffle import seed_of
from idea4gov.outside.random_tokens import draw_slip
from idea4gov.web.http.errors import error_message, status_of
from idea4gov.web.http.form_flow import run_form
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext, language
from idea4gov.web.http.login import require_viewer, this_browser
from idea4gov.web.http.services import ballot_time, now, reading, services, transaction
from idea4gov.web.pages.rounds.ballot_forms import BallotForm, WithdrawBallotForm, texts_of
from idea4gov.web.pages.rounds.drafts_of_ballots import Draft, open_draft, seal_draft

bp = Blueprint("voting", __name__)
RECEIPTS = "receipts"
RECEIPTS_KEPT = 5
RECEIPT_SHOWN = timedelta(hours=1)


class AreaOnPaper(NamedTuple):
    """An area as the voter sees it. projects: shuffled for this voter. left: as of left_in."""

    area: BallotArea
    projects: list[BallotProject]
    left: int | None
    chosen: list[BallotProject]


@bp.route("/rounds/<id:round_id>/ballot", methods=["GET", "POST"])
@require("ballot:cast")
def ballot(round_id: int) -> ResponseReturnValue:
    """Fill in the ballot. The button `do` says what is sent: count (sums), review, challenge, cast."""
    viewer, form = require_viewer(), BallotForm()
    is_sent, refused = form.validate_on_submit(), None
    if is_sent and (drawn := _confirmed(viewer, round_id, form)):
        # The page is not read once more: on the last evening many ballots come at once.
        try:
            return _cast(viewer, round_id, drawn)
        except DomainError as error:
            refused = error
    with reading() as db:
        page = get_ballot_page(db, viewer, round_id, language=language(), now=now())
    if page.obstacle is not None:
        return _closed(page)
    if not is_sent:
        form.version.data = str(page.cast.version if page.cast else 0)
        typed = form.typed if form.is_submitted() else texts_of(page.marks)
        return _paper(page, form, typed), 422 if form.is_submitted() else 200
    typed = form.typed
    try:
        if refused is not None:
            raise refused
        return _act(viewer, page, form, read_marks(page.paper, typed))
    except StaleBallot as error:
        return _conflict(page, form, read_marks(page.paper, typed), error)
    except (Invalid, Conflict, TooMany) as error:
        form.refuse(error)
        return _paper(page, form, typed), status_of(error)


def _confirmed(viewer: Viewer, round_id: int, form: BallotForm) -> Draft | None:
    """The ballot that the button casts, if it is as it was looked over; None for anything else."""
    if request.form.get("do") != "cast":
        return None
    drawn = open_draft(services().signer, viewer.person_id, round_id, form.slip.data or "")
    version = whole_number(form.version.data or "") or 0
    is_as_seen = drawn is not None and (drawn.version, texts_of(drawn.marks)) == (version, form.typed)
    return drawn if is_as_seen else None


def _act(viewer: Viewer, page: BallotPage, form: BallotForm, marks: dict[int, int]) -> ResponseReturnValue:
    """Show what the button asks for. What was to be cast and was not looked over is looked over first."""
    do = request.form.get("do")
    if do not in ("cast", "challenge", "review"):
        return _paper(page, form, form.typed)
    check_new_ballot(page.paper, marks)
    version = whole_number(form.version.data or "") or 0
    drawn = open_draft(services().signer, viewer.person_id, page.round.id, form.slip.data or "")
    if do == "challenge" and drawn is not None and (drawn.version, drawn.marks) == (version, marks):
        return _challenge(viewer, page, form, drawn)
    return _review(viewer, page, form, marks)


def _review(
    viewer: Viewer, page: BallotPage, form: BallotForm, marks: dict[int, int], **values: Any
) -> ResponseReturnValue:
    """Show the ballot with the commitment that casting it puts into the log."""
    return _render("review", page, form, texts_of(marks), **_draft(viewer, page, form, marks), **values)


def _draft(viewer: Viewer, page: BallotPage, form: BallotForm, marks: dict[int, int]) -> dict[str, Any]:
    """Draw what this ballot gets from us, sealed into the form. Returns what the page shows of it."""
    slip = draw_slip(page.round.receipt_kind)
    version = whole_number(form.version.data or "") or 0
    form.slip.data = seal_draft(
        services().signer, viewer.person_id, page.round.id, Draft(slip, version, marks)
    )
    return {"commitment": commitment_of(page.paper, page.round.id, marks, slip)}


def _challenge(viewer: Viewer, page: BallotPage, form: BallotForm, drawn: Draft) -> ResponseReturnValue:
    """Open the commitment that was shown, which spoils it, and show the same ballot with another one."""
    with transaction() as db:
        text = open_commitment(
            db, viewer, page.round.id, marks=drawn.marks, slip=drawn.slip, now=ballot_time()
        )
    opened = {"text": text, "code": drawn.slip.code, "commitment": commit(text)}
    return _review(viewer, page, form, drawn.marks, opened=opened)


@bp.get("/rounds/<id:round_id>/ballot/receipt")
@require("ballot:cast")
def receipt(round_id: int) -> ResponseReturnValue:
    """The ballot that was cast, and for a while its receipt code, in the browser that cast it."""
    with reading() as db:
        page = get_ballot_page(db, require_viewer(), round_id, language=language(), now=now())
    if page.cast is None:
        return redirect(url_for("rounds.voting.ballot", round_id=round_id), 303)
    values = {"code": _recall(round_id), "commitment": page.commitment}
    return _render("receipt", page, None, texts_of(page.marks), **values)


@bp.route("/rounds/<id:round_id>/ballot/withdraw", methods=["GET", "POST"])
@require("ballot:cast")
def withdraw(round_id: int) -> ResponseReturnValue:
    """Ask on GET whether to withdraw the ballot; withdraw it on POST."""
    viewer, form = require_viewer(), WithdrawBallotForm()
    done, status = run_form(form, lambda: _withdraw(viewer, round_id, form))
    if done:
        return done
    with reading() as db:
        page = get_ballot_page(db, viewer, round_id, language=language(), now=now())
    if page.cast is None:
        return redirect(url_for("rounds.voting.ballot", round_id=round_id), 303)
    form.version.data = str(page.cast.version)
    return _render("withdraw", page, form, texts_of(page.marks)), status


def _cast(viewer: Viewer, round_id: int, drawn: Draft) -> Response:
    path = url_for("rounds.voting.receipt", round_id=round_id)
    with transaction() as db:
        cast_ballot(
            db,
            viewer,
            round_id,
            marks=drawn.marks,
            version=drawn.version,
            slip=drawn.slip,
            ballot_url=services().config.public_url + path,
            now=ballot_time(),
        )
        note_hints(db, services().signer, this_browser(), round_id, viewer.person_id, now=now())
    _remember(round_id, drawn.slip.code)
    flash(gettext("Your ballot is cast."), "success")
    return redirect(path, 303)


def _remember(round_id: int, code: str) -> None:
    """Keep the receipt code in the voter's cookie for RECEIPT_SHOWN, sealed.

    Without the cookie we cannot read it, and without us its holder cannot. The database has its digest only.
    """
    kept = {key: value for key, value in session.get(RECEIPTS, {}).items() if key != str(round_id)}
    sealed = services().signer.seal(_receipt_of(round_id), code)
    until = (now() + RECEIPT_SHOWN).timestamp()
    session[RECEIPTS] = dict([*kept.items(), (str(round_id), [sealed, until])][-RECEIPTS_KEPT:])


def _recall(round_id: int) -> str | None:
    """The receipt code that the viewer cast a ballot with a while ago in this browser, or None."""
    sealed, until = session.get(RECEIPTS, {}).get(str(round_id), ("", 0))
    if until <= now().timestamp():
        return None
    # None: of somebody else, who logged in here before.
    return services().signer.unseal(_receipt_of(round_id), sealed)


def _receipt_of(round_id: int) -> str:
    return f"receipt:{require_viewer().account_id}:{round_id}"


def _withdraw(viewer: Viewer, round_id: int, form: WithdrawBallotForm) -> Response:
    version = whole_number(form.version.data or "") or 0
    with transaction() as db:
        withdraw_ballot(db, viewer, round_id, version=version, now=ballot_time())
    flash(gettext("Your ballot is withdrawn. It is as if you had not voted yet."), "success")
    return redirect(url_for("rounds.voting.ballot", round_id=round_id), 303)


def _paper(page: BallotPage, form: BallotForm, typed: dict[int, str]) -> str:
    return _render("show", page, form, typed)


def _conflict(
    page: BallotPage, form: BallotForm, marks: dict[int, int], error: StaleBallot
) -> ResponseReturnValue:
    """Show the voter's ballot beside one that was cast meanwhile; casting again replaces that one."""
    form.version.data = str(error.data["version"])
    cast = error.data["marks"]
    both = {"theirs": _areas(page, cast), "theirs_typed": texts_of(cast)}
    both |= _draft(require_viewer(), page, form, marks)
    return _render("conflict", page, form, texts_of(marks), **both), status_of(error)


def _closed(page: BallotPage) -> ResponseReturnValue:
    assert page.obstacle is not None
    return _render("closed", page, None, texts_of(page.marks), why_not=error_message(page.obstacle))


def _render(name: str, page: BallotPage, form: Any, typed: dict[int, str], **values: Any) -> str:
    return render_template(
        f"pages/rounds/voting/{name}.html",
        page=page,
        round=page.round,
        sheet=page.paper,
        mode=page.paper.mode,
        form=form,
        typed=typed,
        areas=_areas(page, _readable(page.paper, typed)),
        **values,
    )


def _readable(paper: BallotPaper, typed: dict[int, str]) -> dict[int, int]:
    """The valid numbers among the typed marks, {project id: number}, for the sums of the page."""
    marks: dict[int, int] = {}
    for project_id, text in typed.items():
        try:
            marks |= read_marks(paper, {project_id: text})
        except (Invalid, Conflict):
            continue
    return marks


def _areas(page: BallotPage, marks: dict[int, int]) -> list[AreaOnPaper]:
    viewer, paper = require_viewer(), page.paper
    seed = seed_of(viewer.person_id, page.round.id)
    return [
        AreaOnPaper(
            area,
            list(paper.shuffled_area(area.id, seed)),
            left_in(paper, area, marks),
            sorted(
                (one for one in paper.of_area(area.id) if one.id in marks),
                key=lambda one: marks[one.id] if paper.mode == "ranked" else 0,
            ),
        )
        for area in paper.areas
    ]
