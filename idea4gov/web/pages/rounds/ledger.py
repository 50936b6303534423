"""The public ledger of a roll, with its sample: a page for people, and JSON for programs."""

from datetime import datetime
from typing import Any

from flask import Blueprint, jsonify, render_template
from flask.typing import ResponseReturnValue

from idea4gov.actions.rounds.ledger import LedgerPage, get_ledger_page
from idea4gov.domain.thai import BANGKOK
from idea4gov.web.http.guards import public
from idea4gov.web.http.services import reading
from idea4gov.web.render.page_cache import cached_for_visitors

bp = Blueprint("ledger", __name__)


@bp.get("/rounds/<id:round_id>/roll")
@public
@cached_for_visitors()
def show(round_id: int) -> ResponseReturnValue:
    """How many voted through each door and in each hour, the papers, and what the sample has shown."""
    with reading() as db:
        page = get_ledger_page(db, round_id)
    hours = page.ledger.hours if page.ledger else []
    return render_template(
        "pages/rounds/roll.html",
        page=page,
        round=page.round,
        ledger=page.ledger,
        hours=[(_begin(cell.name), cell.voters) for cell in hours if cell.voters is not None],
        few=sum(cell.voters is None for cell in hours),
    )


@bp.get("/rounds/<id:round_id>/roll.json")
@public
def as_json(round_id: int) -> ResponseReturnValue:
    """The same for programs; `ledger` is null while people vote, `sample` before it is drawn."""
    with reading() as db:
        page = get_ledger_page(db, round_id)
    return jsonify(_as_json(page))


def _begin(hour: str) -> datetime:
    return datetime.strptime(hour, "%Y-%m-%d %H").replace(tzinfo=BANGKOK)


def _as_json(page: LedgerPage) -> dict[str, Any]:
    ledger, sample, found = page.ledger, page.sample, page.found
    return {
        "round": page.round.id,
        "doors_of_round": list(page.round.doors),
        "is_binding": page.round.is_binding,
        "ledger": ledger
        and {
            **ledger._asdict(),
            "hours": [one._asdict() for one in ledger.hours],
            "table_closed_at": ledger.table_closed_at and ledger.table_closed_at.isoformat(),
            "total": ledger.total,
            "is_even": ledger.is_even,
        },
        "sample": sample
        and {
            **sample._asdict(),
            "drawn_at": sample.drawn_at.isoformat(),
            "found": found and {**found._asdict(), "most_wrong_percent": found.most_wrong_percent},
            "outcomes": [
                {"position": one.position, "outcome": one.outcome if one.is_confirmed else None}
                for one in page.lines
            ],
        },
    }
