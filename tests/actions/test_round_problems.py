"""Proving that the rounds in the database are whole."""

from collections.abc import Callable

import pytest
from sqlalchemy import Executable, delete, insert, update

from idea4gov.actions.rounds.imports import list_problems
from idea4gov.store.models import (
    BudgetAlternative,
    BudgetAreaResult,
    BudgetResult,
    BudgetResultLine,
    UrnBallot,
    UrnBallotLine,
)
from idea4gov.store.session import Database
from tests.rounds import CUMULATIVE, UNKNOWN_RULE, import_text


@pytest.fixture
def round_id(database: Database) -> int:
    with database.transaction() as db:
        return import_text(db).round_id


def test_a_whole_round_has_no_problems(database: Database, round_id: int) -> None:
    with database.transaction() as db:
        import_text(db, UNKNOWN_RULE)
        import_text(db, CUMULATIVE)
    with database.snapshot() as db:
        assert list(list_problems(db)) == []


def lose_a_ballot(round_id: int) -> list[object]:
    return [
        delete(UrnBallotLine).where(UrnBallotLine.round_id == round_id, UrnBallotLine.ballot_number == 7),
        delete(UrnBallot).where(UrnBallot.round_id == round_id, UrnBallot.number == 7),
    ]


def stuff_the_urn(round_id: int) -> list[object]:
    return [insert(UrnBallot).values(round_id=round_id, number=8, label="x")]


def change_an_attribute(round_id: int) -> list[object]:
    return [update(UrnBallot).where(UrnBallot.number == 1).values(attributes={"age": "35", "hall": ""})]


def change_the_result(round_id: int) -> list[object]:
    return [update(BudgetResultLine).where(BudgetResultLine.place == 2).values(fate="funded")]


def lose_the_result(round_id: int) -> list[object]:
    return [delete(table) for table in (BudgetResultLine, BudgetAreaResult, BudgetAlternative, BudgetResult)]


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (
            lose_a_ballot,
            ["sealed 7 ballots, but its urn has 6", "its digest was made of", "do not give the result"],
        ),
        (stuff_the_urn, ["sealed 7 ballots, but its urn has 8", "its digest was made of"]),
        (change_an_attribute, ["its digest was made of"]),
        (change_the_result, ["do not give the result"]),
        (lose_the_result, ["do not give the result"]),
    ],
)
def test_what_was_tampered_with_is_named(
    owned: Database, round_id: int, harm: Callable[[int], list[Executable]], words: list[str]
) -> None:
    with owned.transaction() as db:
        for statement in harm(round_id):
            db.execute(statement)
    with owned.snapshot() as db:
        problems = list(list_problems(db))
    assert len(problems) == len(words)
    assert all(word in problem for word, problem in zip(words, problems, strict=True))
