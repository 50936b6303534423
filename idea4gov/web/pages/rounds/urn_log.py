"""The running log of an urn: a page for people, and its heads, leaves and proofs for programs."""

from typing import Any

from flask import Blueprint, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from idea4gov.actions.rounds.urn_log import (
    LogPage,
    find_published,
    find_published_size,
    get_log,
    prove_growth,
    prove_leaf,
    read_log,
)
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.renditions import LIVE_ROWS, Rendition
from idea4gov.domain.rounds.urn_log import is_commitment, leaf_line
from idea4gov.store.rounds.urn_log import Head
from idea4gov.web.http.guards import public
from idea4gov.web.http.services import reading
from idea4gov.web.render.downloads import download
from idea4gov.web.render.renditions import send_rendition

bp = Blueprint("urn_log", __name__)
HEADS_ON_PAGE = 48
TEXT = "text/plain; charset=utf-8"


@bp.get("/rounds/<id:round_id>/log")
@public
def log(round_id: int) -> ResponseReturnValue:
    """What the log is, its newest heads, how to check it; with ?leaf= whether a leaf is in it."""
    asked = "".join(request.args.get("leaf", "").split()).lower()
    with reading() as db:
        page = get_log(db, round_id)
        found = find_published(db, round_id, asked) if is_commitment(asked) else None
    newest_first = page.heads[: -HEADS_ON_PAGE - 1 : -1]
    return render_template(
        "pages/rounds/log/show.html",
        page=page,
        round=page.round,
        heads=newest_first,
        asked=asked,
        is_form_right=is_commitment(asked),
        found=found,
    )


@bp.get("/rounds/<id:round_id>/log.json")
@public
def heads(round_id: int) -> ResponseReturnValue:
    """Every head, and the numbers of leaves, ballots, roll and urn."""
    with reading() as db:
        page = get_log(db, round_id)
    return jsonify(_as_json(page))


@bp.get("/rounds/<id:round_id>/log.txt")
@public
def leaves(round_id: int) -> ResponseReturnValue:
    """The leaves under the newest head, a line each, in their order."""
    with reading() as db:
        size = find_published_size(db, round_id)
    name = f"round-{round_id}-log.txt"
    if size > LIVE_ROWS:
        return send_rendition(Rendition("round_log", str(round_id), "txt"), content_type=TEXT, name=name)
    response = download(lambda db: read_log(db, round_id, size), content_type=TEXT, name=name)
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


@bp.get("/rounds/<id:round_id>/log/proof")
@public
def proof(round_id: int) -> ResponseReturnValue:
    """The proof that the leaf of a commitment, ?leaf=, is in the newest head."""
    asked = request.args.get("leaf", "").strip().lower()
    with reading() as db:
        one = prove_leaf(db, round_id, asked)
    return jsonify(
        {
            "round": round_id,
            "number": one.leaf.number,
            "leaf": leaf_line(one.leaf.kind, one.leaf.commitment),
            "head": _head(one.head),
            "proof": one.proof,
        }
    )


@bp.get("/rounds/<id:round_id>/log/consistency")
@public
def consistency(round_id: int) -> ResponseReturnValue:
    """The proof that the log only grew between two published heads of ?first= and ?second= leaves."""
    first, second = (whole_number(request.args.get(name, "")) or 0 for name in ("first", "second"))
    with reading() as db:
        before, after, path = prove_growth(db, round_id, first, second)
    return jsonify({"round": round_id, "first": _head(before), "second": _head(after), "proof": path})


def _as_json(page: LogPage) -> dict[str, Any]:
    return {
        "round": page.round.id,
        "heads": [_head(one) for one in page.heads],
        "ballots_before_the_log": page.before,
        "leaves": page.kinds,
        "urn": [
            {
                "channel": one.channel,
                "roll": one.roll_count,
                "ballots": one.ballot_count,
                "void": one.void_count,
            }
            for one in page.seals
        ],
    }


def _head(head: Head) -> dict[str, Any]:
    return {"size": head.size, "ballots": head.ballots, "root": head.root, "at": head.at.isoformat()}
