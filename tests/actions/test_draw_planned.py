"""A public draw that was planned: the result waits for it until the end of its day, and no longer."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import IntegrityError

from idea4gov.actions.rounds.announcing import announce
from idea4gov.actions.rounds.draw import enter_draw
from idea4gov.actions.rounds.freeze import get_frozen_text
from idea4gov.actions.rounds.settling import settle_due
from idea4gov.domain.rounds.draw import Draw, DrawAwaited
from idea4gov.domain.rounds.freeze import digest_text
from idea4gov.store.migrate import downgrade, upgrade
from idea4gov.store.models import BudgetRound
from idea4gov.store.rounds.draw import find_draw
from idea4gov.store.rounds.hosted import get_hosted
from idea4gov.store.rounds.timeline import list_events
from idea4gov.store.session import Database
from tests.actions.closing import PAGE, officials, vote
from tests.actions.conduct import draft
from tests.conftest import NOON
from tests.hosted import HostedRound, add_hosted_round

BOWL = Draw("4 1 7 0 9", "หอประชุมเทศบาล", "ประธานชุมชนหน้าหาด")
# add_hosted_round announces on 13 December 2026 at 11:00 in Thailand; that day ends at 17:00 UTC.
ANNOUNCED = NOON + timedelta(days=20) - timedelta(hours=1)
DAY_ENDS = ANNOUNCED.replace(hour=17)


@pytest.fixture
def planned(database: Database) -> HostedRound:
    with database.transaction() as db:
        found = add_hosted_round(db, is_draw_planned=True)
    vote(database, found, 4)
    return found


def phase_at(database: Database, round_: HostedRound, now: datetime) -> str:
    """The phase after the worker has looked."""
    settle_due(database, site_url="https://example.org", now=now)
    with database.reading() as db:
        return get_hosted(db, round_.id).phase


def said_of_result(database: Database, round_: HostedRound) -> dict[str, object]:
    with database.reading() as db:
        [*events] = list_events(db, round_.id)
    return next(one.data for one in events if one.phase == "provisional")


def test_the_result_waits_for_the_draw_and_follows_it(database: Database, planned: HostedRound) -> None:
    [official, _] = officials(database)
    assert phase_at(database, planned, ANNOUNCED + timedelta(hours=1)) == "counting"
    with pytest.raises(DrawAwaited):
        announce(database, official, planned.id, page_url=PAGE, now=ANNOUNCED + timedelta(hours=1))
    with database.transaction() as db:
        enter_draw(db, official, planned.id, BOWL, page_url=PAGE, now=ANNOUNCED + timedelta(hours=2))
    assert phase_at(database, planned, ANNOUNCED + timedelta(hours=2)) == "provisional"
    with database.reading() as db:
        assert get_hosted(db, planned.id).tie_seed == BOWL.seed
    assert "is_draw_missing" not in said_of_result(database, planned)


def test_a_draw_that_is_entered_before_the_day_waits_for_the_day(
    database: Database, planned: HostedRound
) -> None:
    [official, _] = officials(database)
    with database.transaction() as db:
        enter_draw(db, official, planned.id, BOWL, page_url=PAGE, now=ANNOUNCED - timedelta(days=1))
    assert phase_at(database, planned, ANNOUNCED - timedelta(seconds=1)) == "counting"
    assert phase_at(database, planned, ANNOUNCED) == "provisional"


def test_when_its_last_day_has_passed_the_server_draws_and_says_so(
    database: Database, planned: HostedRound
) -> None:
    assert phase_at(database, planned, DAY_ENDS - timedelta(seconds=1)) == "counting"
    assert phase_at(database, planned, DAY_ENDS) == "provisional"
    assert said_of_result(database, planned)["is_draw_missing"] is True
    with database.reading() as db:
        assert find_draw(db, planned.id) is None
        assert len(get_hosted(db, planned.id).tie_seed or "") > 0


def test_a_round_without_a_plan_is_announced_on_its_day(database: Database) -> None:
    with database.transaction() as db:
        found = add_hosted_round(db)
    assert phase_at(database, found, ANNOUNCED) == "provisional"
    assert "is_draw_missing" not in said_of_result(database, found)


def test_the_plan_is_a_rule_that_is_frozen_with_the_others(database: Database, planned: HostedRound) -> None:
    with database.transaction() as db:
        other = add_hosted_round(db)
    with database.snapshot() as db:
        texts = [get_frozen_text(db, get_hosted(db, one.id)) for one in (planned, other)]
        assert digest_text(texts[0]) == get_hosted(db, planned.id).frozen_digest
    assert ["is_draw_planned" in one for one in texts] == [True, False]
    for one, plan in ((planned, False), (other, True)):
        changed = update(BudgetRound).where(BudgetRound.board_id == one.id).values(is_draw_planned=plan)
        with pytest.raises(IntegrityError), database.transaction() as db:
            db.execute(changed)


def test_a_form_plans_a_draw_by_its_tick() -> None:
    assert [draft(is_draw_planned=tick).is_draw_planned for tick in ("y", "")] == [True, False]


def test_the_plan_goes_down_and_up_with_its_migration(owned: Database, planned: HostedRound) -> None:
    downgrade(owned, "0034")
    upgrade(owned)
    with owned.reading() as db:
        assert db.execute(text("SELECT is_draw_planned FROM budget_round")).all() in ([(0,)], [(False,)])
        assert get_hosted(db, planned.id).phase == "voting"
