"""How a field understands what is typed, for the script that says it back meanwhile."""

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from idea4gov.domain.errors import Invalid
from idea4gov.domain.text import EmptyText
from idea4gov.web.http.errors import error_message
from idea4gov.web.http.guards import public
from idea4gov.web.http.typed_fields import SAYINGS

bp = Blueprint("said", __name__)


@bp.get("/said/<any(amount,day):kind>")
@public
def show(kind: str) -> ResponseReturnValue:
    """What `?text=` says as an amount or a day: {"said", "refused"}, of which one is empty, or both."""
    try:
        return jsonify(said=SAYINGS[kind](request.args.get("text", "")), refused="")
    except EmptyText:
        return jsonify(said="", refused="")
    except Invalid as error:
        return jsonify(said="", refused=error_message(error))
