"""What tells states of files apart: wordings and counters of the published proposals of one board."""

from collections.abc import Callable

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from idea4gov.actions.answers import answer_proposal
from idea4gov.store.models import Proposal
from idea4gov.store.renditions import read_counts, read_wordings
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_board, add_proposal
from tests.officials import add_comment, add_official, support

Change = Callable[[Session], object]


def alter(**values: object) -> Change:
    return lambda db: db.execute(update(Proposal).where(Proposal.id == 1).values(**values))


def exchange_supports(db: Session) -> None:
    """As many as before, of others."""
    db.execute(update(Proposal).where(Proposal.id == 1).values(support_count=1))
    db.execute(update(Proposal).where(Proposal.id == 2).values(support_count=0))


def answer(db: Session) -> None:
    answer_proposal(db, add_official(db), 1, body="รับไว้", revision=0, now=NOON)


@pytest.mark.parametrize(
    ("change", "words_change", "numbers_change"),
    [
        (alter(title="ก", revision=2), True, False),
        (alter(category="safety"), True, False),
        (alter(state="hidden", hidden_reason="โฆษณา"), True, True),
        (answer, True, False),
        (exchange_supports, False, True),
        (lambda db: add_comment(db, 1), False, True),
        (lambda db: add_proposal(db, 1), True, True),
        (lambda db: add_proposal(db, 1, state="hidden"), False, False),
        (lambda db: add_proposal(db, add_board(db)), False, False),
    ],
)
def test_what_is_shown_and_what_is_counted_are_told_apart(
    database: Database, change: Change, words_change: bool, numbers_change: bool
) -> None:
    with database.transaction() as db:
        board = add_board(db, local_government_code="2094")
        first, second = add_proposal(db, board), add_proposal(db, board)
        assert (board, first, second) == (1, 1, 2)
        support(db, second, add_official(db).person_id)
    with database.reading() as db:
        before = read_wordings(db, board), read_counts(db, board)
    with database.transaction() as db:
        change(db)
    with database.reading() as db:
        after = read_wordings(db, board), read_counts(db, board)
    assert (after[0] != before[0], after[1] != before[1]) == (words_change, numbers_change)
