"""While the worker is late, pages show the phase of this moment; no GET counts, draws or sends mail."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask, url_for
from sqlalchemy import func, select

from idea4gov.outside.mail import Mailer
from idea4gov.store.models import (
    BudgetProject,
    BudgetResult,
    BudgetRound,
    CastBallot,
    PublicDraw,
    UrnBallot,
    UrnSeal,
)
from idea4gov.store.session import Database
from tests.actions.conduct import Conduct
from tests.conftest import NOON, Clock
from tests.factories import add_subdistrict
from tests.voters import add_voters, cast
from tests.web.conducted import conduct, enter
from tests.web.conftest import Site

pytestmark = pytest.mark.slow

__all__ = ["conduct"]

VOTING, ENDED, ANNOUNCED = (NOON + timedelta(days=days) for days in (20.5, 25.5, 27))
OF_COUNT = (UrnSeal, UrnBallot, BudgetResult, PublicDraw, CastBallot)


def collect(conduct: Conduct) -> None:
    conduct.publish()
    conduct.post()


def review(conduct: Conduct) -> None:
    collect(conduct)
    conduct.decide(1, now=NOON + timedelta(days=11))
    conduct.sign(1, now=NOON + timedelta(days=11))


def preview(conduct: Conduct) -> None:
    conduct.until_preview()


def vote(conduct: Conduct) -> None:
    conduct.until_preview()
    conduct.settle(VOTING)
    with conduct.database.reading() as db:
        [first, _] = db.scalars(select(BudgetProject.id).order_by(BudgetProject.id))
    with conduct.database.transaction() as db:
        add_subdistrict(db)
    [voter] = add_voters(conduct.database, 1)
    cast(conduct.database, voter, conduct.round_id, {first: 1}, now=VOTING)


def count(conduct: Conduct) -> None:
    vote(conduct)
    conduct.settle(ENDED)


# What was recorded last; how long after NOON the next phase is a day late; what a page may record then.
LATE: dict[str, tuple[Callable[[Conduct], None], float, str]] = {
    "collecting": (collect, 11, "reviewing"),
    "reviewing": (review, 16, "preview"),
    "preview": (preview, 21, "voting"),
    "voting": (vote, 26, "voting"),
    "counting": (count, 27, "counting"),
}


def addresses(app: Flask) -> list[str]:
    """Every address of a round, and those that name nothing: all that a GET can ask for about it."""
    values: dict[str, Any] = {
        "project_id": 1,
        "proposal_id": 1,
        "objection_id": 1,
        "serial": 1,
        "name": "result",
        "format": "docx",
    }
    with app.test_request_context():
        return [
            url_for(rule.endpoint, round_id=1, board_id=1, **values).partition("?")[0]
            for rule in app.url_map.iter_rules()
            if "GET" in (rule.methods or ())
            and (not rule.arguments or rule.arguments & {"round_id", "board_id"})
        ]


def traces(database: Database) -> list[object]:
    """All that counting, sealing and drawing leave behind."""
    with database.reading() as db:
        counts = [db.scalar(select(func.count()).select_from(model)) for model in OF_COUNT]
        return [*counts, db.execute(select(BudgetRound.tie_seed, BudgetRound.digest)).one()]


@pytest.mark.parametrize("phase", LATE)
def test_no_get_counts_draws_or_sends_mail(
    app: Flask,
    conduct: Conduct,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    phase: str,
) -> None:
    tell, days, recorded = LATE[phase]
    tell(conduct)
    official, visitor = enter(app, conduct, "first"), Site(app)
    clock.move(days=days)
    before, sent = traces(conduct.database), list[str]()
    monkeypatch.setattr(Mailer, "connect", lambda _mailer: sent.append(phase))
    app.testing = False
    paths = addresses(app)
    assert {"/rounds/1", "/rounds/1/ballot", "/desk/rounds/1/announce", "/rounds/1/embed"} <= set(paths)
    for path in paths:
        for reader in (visitor, official):
            assert reader.client.get(path).status_code < 500, path
    assert (traces(conduct.database), sent) == (before, [])
    assert conduct.round().phase == recorded


def main_of(page: str) -> str:
    return page.split("<main")[1].split("</main", maxsplit=1)[0]


def test_a_phase_is_shown_at_once_and_recorded_where_the_worker_is_late(
    app: Flask, conduct: Conduct, clock: Clock
) -> None:
    conduct.until_preview()
    begins = conduct.round().voting_at
    assert begins is not None
    for late, recorded in ((timedelta(minutes=1), "preview"), (timedelta(minutes=3), "voting")):
        clock.now = begins + late
        assert "/rounds/1/ballot" in Site(app).get("/rounds/1").text
        assert conduct.round().phase == recorded


def test_ended_voting_is_shown_as_counting_before_the_urn_is_sealed(
    app: Flask, conduct: Conduct, clock: Clock
) -> None:
    vote(conduct)
    clock.now = ENDED
    for path in ("/rounds/1", "/rounds/1/embed"):
        page = main_of(Site(app).get(path).text)
        assert "ปิดลงคะแนนแล้ว" in page
        assert "/rounds/1/ballot" not in page
    desk = enter(app, conduct, "first")
    assert "/desk/rounds/1/announce" in desk.get("/desk/rounds/1").text
    assert "<form" in main_of(desk.get("/desk/rounds/1/announce").text)
    assert "<form" in main_of(desk.get("/desk/rounds/1/draw").text)
    assert desk.submit("/desk/rounds/1/announce", {}).status_code == 303
    assert conduct.round().phase == "provisional"
