"""The register of processing, for the data protection officer: a page to print, and CSV."""

from typing import NamedTuple

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from idea4gov.domain.consents import BASES
from idea4gov.domain.errors import N_
from idea4gov.domain.opendata.files import csv_pieces
from idea4gov.domain.processing import ACTIVITIES, MEASURES, RIGHTS
from idea4gov.web.http.guards import require
from idea4gov.web.http.locale import gettext
from idea4gov.web.http.services import now, services
from idea4gov.web.render.retention import RetentionRow, retention_rows

bp = Blueprint("processing", __name__)
HEADING = (
    N_("Activity"),
    N_("Purpose"),
    N_("Whose data"),
    N_("Basis"),
    N_("Data"),
    N_("What for"),
    N_("Kept"),
    N_("Who deletes it"),
    N_("Who sees it"),
)


class Entry(NamedTuple):
    """An activity as the register prints it. rows: what is kept for it."""

    name: str
    purpose: str
    people: str
    basis: str
    shared: str
    rows: list[RetentionRow]


@bp.get("/desk/privacy-register")
@require("desk:enter")
def show() -> ResponseReturnValue:
    """What personal data is processed for, of whom, on which basis, for how long (PDPA, section 39)."""
    return render_template(
        "pages/desk/processing.html",
        config=services().config,
        entries=_entries(),
        measures=MEASURES,
        rights=RIGHTS,
        now=now(),
    )


@bp.get("/desk/privacy-register.csv")
@require("desk:enter")
def as_csv() -> ResponseReturnValue:
    """The same as CSV: a line for each kind of data of each activity."""
    lines = [
        (one.name, one.purpose, one.people, one.basis, row.what, row.why, row.ends, row.by, one.shared)
        for one in _entries()
        for row in one.rows
    ]
    config = services().config
    who = (config.controller, config.controller_contact, config.data_protection_officer)
    text = "".join(csv_pieces(map(gettext, HEADING), [*lines, (gettext("Controller"), *who)]))
    response = Response(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="privacy-register.csv"'
    return response


def _entries() -> list[Entry]:
    """The activities of which this installation keeps anything."""
    entries = [
        Entry(
            name=gettext(one.name),
            purpose=gettext(one.purpose),
            people=gettext(one.people),
            basis=gettext(BASES[one.basis]),
            shared=gettext(one.shared),
            rows=retention_rows(one.kinds),
        )
        for one in ACTIVITIES.values()
    ]
    return [entry for entry in entries if entry.rows]
