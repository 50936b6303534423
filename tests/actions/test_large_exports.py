"""A large board is closed and exported in bounded memory."""

import csv
import io
import tracemalloc
from collections.abc import Iterator

import pytest
from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from idea4gov.actions.results import close_board, export_priorities
from idea4gov.domain.permissions import Viewer
from idea4gov.store.models import Board, Proposal, Support
from idea4gov.store.session import Database
from tests.conftest import ENGINES, NOON
from tests.factories import add_account, add_board, viewer_of
from tests.officials import add_official

pytestmark = pytest.mark.slow

PROPOSALS = 20_000
LIMIT_BYTES = 30_000_000


@pytest.fixture(scope="module", params=ENGINES)
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """A database for both tests: filling it takes longer than either."""
    with request.getfixturevalue(f"fresh_{request.param}")() as database:
        yield database


@pytest.fixture(scope="module")
def large_board(database: Database) -> tuple[int, Viewer]:
    """A board of 20,000 proposals, of which one person supports every seventh; a moderator."""
    with database.transaction() as db:
        author = add_account(db)
        board = add_board(db, author, local_government_code="2094")
        fill(db, board, author)
        return board, add_official(db)


def fill(db: Session, board: int, author: int) -> None:
    """Proposals that are as long as they may be, and supports of their author."""
    person = viewer_of(db, author).person_id
    row = {
        "board_id": board,
        "province_code": "20",
        "author_id": author,
        "state": "published",
        "body": "-",
        "body_html": "-",
        "excerpt": "-",
        "category": "other",
        "comment_count": 0,
        "revision": 1,
        "created_at": NOON,
    }
    rows = [
        {**row, "id": 1_000 + n, "number": n, "title": f"{n} " + "ก" * 100, "support_count": n % 7 == 0}
        for n in range(1, PROPOSALS + 1)
    ]  # fmt: skip
    db.execute(insert(Proposal), rows)
    supported = [one["id"] for one in rows if one["support_count"]]
    db.execute(
        insert(Support), [{"proposal_id": one, "person_id": person, "created_at": NOON} for one in supported]
    )
    db.execute(update(Board).where(Board.id == board).values(last_number=PROPOSALS, proposal_count=PROPOSALS))


def test_twenty_thousand_proposals_need_little_memory(
    database: Database, large_board: tuple[int, Viewer]
) -> None:
    board, moderator = large_board
    tracemalloc.start()
    try:
        with database.transaction() as db:
            close_board(db, moderator, board, now=NOON)
        sizes = {}
        for kind in ("csv", "json"):
            with database.snapshot() as db:
                sizes[kind] = sum(len(piece) for piece in export_priorities(db, board, kind))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert min(sizes.values()) > 100 * PROPOSALS
    assert peak < LIMIT_BYTES


def test_csv_of_a_large_board_has_every_row_in_order(
    database: Database, large_board: tuple[int, Viewer]
) -> None:
    with database.snapshot() as db:
        text = "".join(export_priorities(db, large_board[0], "csv"))
    rows = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert len(rows) == PROPOSALS
    assert rows[0][:3] == ["1", "ใช่", "7"]
    assert [int(row[6]) for row in rows] == sorted((int(row[6]) for row in rows), reverse=True)
