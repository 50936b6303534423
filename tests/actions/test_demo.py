"""The demo tells its whole story through the use cases, once, and what it leaves proves whole."""

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from idea4gov.actions.check import CHECKS
from idea4gov.actions.demo import DemoInProduction, load_demo, refuse_demo_in_production
from idea4gov.actions.places import load_country
from idea4gov.demo import load_content
from idea4gov.domain.rounds.drafts import BALLOT_MODES
from idea4gov.outside.thai_places import country
from idea4gov.store.boards.reading import list_boards
from idea4gov.store.mail import count_mails
from idea4gov.store.models import Board, BudgetRound, CastBallot
from idea4gov.store.session import Database
from tests.conftest import ENGINES, NOON

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", params=ENGINES)
def told(request: pytest.FixtureRequest) -> Iterator[Database]:
    """The demo, told once on each engine for all who only look at it."""
    with request.getfixturevalue(f"fresh_{request.param}")() as database:
        with database.transaction() as db:
            load_country(db, country())
            assert load_demo(db, load_content(), password_hash="-", now=NOON)
        yield database


def test_every_board_of_the_story_is_there_in_its_state(told: Database) -> None:
    content = load_content()
    with told.reading() as db:
        boards = {board.title: board for board in list_boards(db, now=NOON, limit=50)}
    wanted = {board.title: "closed" if board.closed else "open" for board in content.boards}
    assert {title: boards[title].state for title in wanted} == wanted
    with told.reading() as db:
        rounds = select(Board.title, BudgetRound.phase).join(BudgetRound).order_by(Board.id)
        phases = {row.title: row.phase for row in db.execute(rounds)}
    assert list(phases.values()) == ["voting", "final", "implementing", "voting", "voting", "voting"]
    assert set(boards) == {*wanted, *phases}
    saensuk = next(board for board in content.boards if board.key == "saensuk")
    seen = [one for one in saensuk.proposals if one.hidden is None and one.withdrawn_days_ago is None]
    assert boards[saensuk.title].proposal_count == len(seen) >= 12


def test_every_way_to_vote_can_be_tried_in_the_story(told: Database) -> None:
    with told.reading() as db:
        open_ = select(BudgetRound.ballot_mode).where(BudgetRound.phase == "voting")
        assert set(db.scalars(open_)) == set(BALLOT_MODES)
        cast = select(CastBallot.round_id, func.count()).group_by(CastBallot.round_id)
        assert all(number >= 12 for _, number in db.execute(cast))


def test_demo_proves_whole(told: Database) -> None:
    with told.snapshot() as db:
        assert [fault for check in CHECKS for fault in check.faults(db)] == []


def test_loading_the_demo_again_changes_nothing(told: Database) -> None:
    with told.transaction() as db:
        assert not load_demo(db, load_content(), password_hash="-", now=NOON)


def test_demo_sends_no_mail(told: Database) -> None:
    with told.reading() as db:
        assert count_mails(db, NOON) == (0, 0, 0)


def test_demo_accounts_are_refused_in_production(told: Database) -> None:
    with told.reading() as db, pytest.raises(DemoInProduction):
        refuse_demo_in_production(db)


def test_a_fresh_database_is_served_in_production(sqlite_database: Database) -> None:
    with sqlite_database.reading() as db:
        refuse_demo_in_production(db)
