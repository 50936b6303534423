"""Find a ballot in the sealed urn, or its leaf in the log, by its code. Open to everybody who has one."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from idea4gov.actions.rounds.receipts import find_ballot, get_searched_round
from idea4gov.domain.errors import Invalid
from idea4gov.web.http.errors import status_of
from idea4gov.web.http.guards import public
from idea4gov.web.http.locale import language
from idea4gov.web.http.services import reading
from idea4gov.web.pages.rounds.ballot_forms import FindForm

bp = Blueprint("receipts", __name__)


@bp.route("/rounds/<id:round_id>/find-ballot", methods=["GET", "POST"])
@public
def find(round_id: int) -> ResponseReturnValue:
    """Ask for a receipt code, and show the ballot that belongs to it."""
    form, found, status = FindForm(), None, 200
    with reading() as db:
        round_ = get_searched_round(db, round_id)
        if form.validate_on_submit():
            try:
                found = find_ballot(db, round_id, form.code.data or "", language=language())
            except Invalid as error:
                form.refuse(error)
                status = status_of(error)
    return render_template(
        "pages/rounds/receipts/find.html", form=form, round=round_, found=found, is_asked=form.is_submitted()
    ), status
