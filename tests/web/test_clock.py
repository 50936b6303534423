"""A machine whose clock is wrong does nothing that cannot be undone, and says so."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from idea4gov.actions.clock import ClockWatch, begin_clock
from idea4gov.domain.permissions import Viewer
from idea4gov.store.accounts import get_account
from idea4gov.store.models import BudgetRound, CastBallot
from idea4gov.store.session import Database
from tests.attacks.test_reauthentication import ASKED, send, stolen
from tests.conftest import Clock
from tests.hosted import HostedRound, add_hosted_round
from tests.officials import acts
from tests.voters import add_voters, code
from tests.web.conftest import (
    PASSWORD,
    Site,
    both_engines,
    database,
    hidden_fields,
    lent_app,
    make_services,
    outbox,
    site,
)
from tests.web.every_form import office, places

__all__ = ["database", "office", "outbox", "places", "site", "stolen"]

DOORS = [one for one in ASKED if one.startswith("rounds.") or one == "results.close"]
# They move no round on and are not bound to a moment.
NO_DOORS = {"rounds.drafts.delete", "rounds.paper_ballots.settle", "rounds.paper_ballots.void"}
# The page of a round in this phase has no form on which it could be said.
WITHOUT_FORM = {"rounds.announcing.confirm"}


@pytest.fixture
def app(database: Database, clock: Clock) -> Iterator[Flask]:
    """The application as it is served: its clock is compared with the database's."""
    parts = make_services(database, clock)
    with lent_app(replace(parts, clock_watch=ClockWatch(database, count=lambda: 0))) as app:
        yield app


@pytest.fixture
def wrong(database: Database, clock: Clock, office: Site, places: dict[str, int]) -> Site:
    """An official on a machine whose clock jumps eleven days ahead while it runs."""
    begin_clock(database, now=clock())
    clock.move(days=11)
    return office


def phases(database: Database) -> list[tuple[int, str]]:
    with database.reading() as db:
        return list(map(tuple, db.execute(select(BudgetRound.board_id, BudgetRound.phase))))  # type: ignore[arg-type]


def test_no_door_of_what_cannot_be_undone_is_open(
    wrong: Site, places: dict[str, int], database: Database, stolen: Site
) -> None:
    before, recorded = phases(database), acts(database)
    open_doors = []
    for endpoint in sorted({*DOORS} - NO_DOORS):
        answer = send(stolen, endpoint, places, own_password=PASSWORD)
        page = answer.get_data(as_text=True)
        if answer.status_code != 409 or ("idea4gov clock" not in page and endpoint not in WITHOUT_FORM):
            open_doors.append(f"{endpoint}: {answer.status_code}")
    assert not open_doors, "\n".join(open_doors)
    assert (phases(database), acts(database)) == (before, recorded)


def test_no_reader_moves_a_round_on(
    wrong: Site, site: Site, places: dict[str, int], database: Database
) -> None:
    before = phases(database)
    for phase in ("preview", "voting", "counting"):
        site.get(f"/rounds/{places[phase]}")
    assert phases(database) == before


def test_what_can_be_undone_is_refused_too_where_it_would_move_a_round_on(
    wrong: Site, places: dict[str, int], database: Database
) -> None:
    before = phases(database)
    answer = wrong.submit(f"/desk/rounds/{places['voting']}/suspend", {"reason": "น้ำท่วม"})
    assert (answer.status_code, "idea4gov clock" in answer.get_data(as_text=True)) == (409, True)
    assert "น้ำท่วม" in answer.get_data(as_text=True)
    assert phases(database) == before


def test_the_desk_and_the_check_of_health_say_it(wrong: Site, places: dict[str, int], clock: Clock) -> None:
    for path in ("/desk", "/desk/rounds", f"/desk/rounds/{places['voting']}"):
        assert "idea4gov clock" in wrong.get(path).text
    answer = wrong.client.get("/readyz")
    assert (answer.status_code, (answer.json or {})["clock"]) == (503, "wrong")
    clock.move(days=-11)
    assert "idea4gov clock" not in wrong.get("/desk").text


@both_engines
def test_a_slow_machine_takes_no_ballot_after_the_end(database: Database, app: Flask, clock: Clock) -> None:
    ends_at = datetime.now(UTC) - timedelta(seconds=2)
    begin_clock(database, now=datetime.now(UTC))
    round_ = ending(database, ends_at)
    [voter] = add_voters(database, 1)
    clock.now = ends_at - timedelta(minutes=5)
    visitor = entered(app, database, voter)
    path = f"/rounds/{round_.id}/ballot"
    clock.now = datetime.now(UTC) - timedelta(minutes=5)
    fields = {"version": "0", "code": code(7), f"mark-{round_.projects[0]}": "1", "do": "cast"}
    token = hidden_fields(visitor.client.get("/me/devices").get_data(as_text=True), "/log-out")["csrf_token"]
    answer = visitor.client.post(path, data={**fields, "csrf_token": token})
    assert answer.status_code != 303, answer.location
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(CastBallot)) == 0


def ending(database: Database, ends_at: datetime) -> HostedRound:
    """A round whose voting ends then."""
    with database.transaction() as db:
        return add_hosted_round(db, now=ends_at - timedelta(days=10) + timedelta(hours=1))


def entered(app: Flask, database: Database, voter: Viewer) -> Site:
    visitor = Site(app)
    with database.reading() as db:
        email = get_account(db, voter.account_id).email
    visitor.enter(email)
    return visitor
