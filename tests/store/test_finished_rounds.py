"""What the database itself refuses in rounds, and how rounds are listed."""

import pytest
from sqlalchemy import insert, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idea4gov.store.models import Board, BudgetProject, BudgetRound, UrnBallotLine
from idea4gov.store.rounds.finished import list_projects, list_rounds
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import SAEN_SUK, add_board, add_local_government
from tests.rounds import THAI, import_text

OTHER = THAI.replace("2569", "2568")
ROUND = {
    "kind": "budget",
    "vote_type": "approval",
    "rule": "greedy",
    "phase": "draft",
    "source": "held",
    "meta": [],
    "project_columns": [],
    "vote_columns": [],
    "fiscal_year": 2570,
    "budget_baht": 1_000,
    "ballot_mode": "approval",
    "min_projects": 1,
    "max_projects": 3,
    "rule_options": {"method": "greedy"},
    "eligible_scope": "province",
}


@pytest.fixture
def rounds(database: Database) -> tuple[int, int]:
    with database.transaction() as db:
        return import_text(db).round_id, import_text(db, OTHER).round_id


def line(db: Session, round_id: int, *, of: int, position: int = 9, repeat: int = 0) -> dict[str, int]:
    """A line on the first ballot of a round, naming the first project of the round `of`."""
    project_id = db.query(BudgetProject.id).filter_by(round_id=of, position=1).scalar()
    return {
        "round_id": round_id,
        "ballot_number": 1,
        "position": position,
        "project_id": project_id,
        "repeat": repeat,
    }


def test_a_ballot_cannot_name_a_project_of_another_round(database: Database, rounds: tuple[int, int]) -> None:
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(insert(UrnBallotLine).values(line(db, rounds[0], of=rounds[1])))


def test_a_ballot_cannot_count_a_project_twice(database: Database, rounds: tuple[int, int]) -> None:
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(insert(UrnBallotLine).values(line(db, rounds[0], of=rounds[0])))


@pytest.mark.parametrize(
    "change",
    [
        {"phase": "voting"},
        {"digest": "short"},
        {"ballot_count": None},
        {"imported_at": None},
        {"budget_baht": -1},
        {"phase": "finished"},
        {"local_government_code": "2003"},
    ],
    ids=str,
)
def test_a_sealed_round_keeps_its_shape(
    database: Database, rounds: tuple[int, int], change: dict[str, object]
) -> None:
    with database.transaction() as db:
        add_local_government(db, "2003")
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(update(BudgetRound).where(BudgetRound.board_id == rounds[0]).values(change))


def test_a_discussion_board_cannot_have_a_round(database: Database) -> None:
    with database.transaction() as db:
        board_id = add_board(db, local_government_code=SAEN_SUK)
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(insert(BudgetRound).values(**ROUND, board_id=board_id, local_government_code=SAEN_SUK))


def test_only_a_budget_board_was_opened_by_nobody(database: Database) -> None:
    with database.transaction() as db:
        board_id = add_board(db)
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(update(Board).where(Board.id == board_id).values(opened_by_id=None))


def test_a_round_that_is_held_here_needs_no_digest_before_it_is_sealed(database: Database) -> None:
    with database.transaction() as db:
        board_id = add_board(db, local_government_code=SAEN_SUK, kind="budget")
        db.execute(insert(BudgetRound).values(**ROUND, board_id=board_id, local_government_code=SAEN_SUK))


def test_rounds_are_listed_by_number_page_by_page(database: Database, rounds: tuple[int, int]) -> None:
    with database.reading() as db:
        first = list_rounds(db, limit=1)
        second = list_rounds(db, after_id=first[0].id, limit=1)
    assert [card.id for card in first + second] == list(rounds)
    assert (first[0].local_government_code, first[0].ballot_count) == (SAEN_SUK, 7)


def test_projects_keep_the_order_and_the_cells_of_the_file(
    database: Database, rounds: tuple[int, int]
) -> None:
    with database.reading() as db:
        cards = list_projects(db, rounds[0])
    assert [card.code for card in cards] == ["ไฟ;1", '"ต้นไม้"', "ท่อ", "4"]
    assert cards[0].attributes == {"votes": "4", "name": 'ไฟส่องทาง; ซอย "บางแสน 2"', "selected": "1"}
    assert cards[0].cost_baht == 600


def test_times_are_kept(database: Database, rounds: tuple[int, int]) -> None:
    with database.reading() as db:
        assert db.get_one(BudgetRound, rounds[0]).imported_at == NOON
