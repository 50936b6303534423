"""Opening a board, and who sees it."""

from datetime import UTC, datetime
from functools import partial

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idea4gov.actions.boards import get_visible_board, open_board
from idea4gov.domain.boards import OPENINGS, ClosesInThePast, LocalGovernmentElsewhere
from idea4gov.domain.errors import NotFound, TooMany
from idea4gov.domain.permissions import Viewer
from idea4gov.store.models import Board
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import (
    AYUTTHAYA,
    CHON_BURI,
    SAEN_SUK,
    add_account,
    add_board,
    add_local_government,
    add_province,
    grant,
    viewer_of,
)
from tests.parallel import at_once

KEY = "a-form-key-of-this-test"


def opened(db: Session, viewer: Viewer, **changes: str | None) -> int:
    values: dict[str, str | None] = {
        "province_code": CHON_BURI,
        "local_government_code": None,
        "title": "  ขยะหาดบางแสน ",
        "body": "เราจะทำอย่างไร\nhttps://example.org",
        "closes_on": "",
        "form_key": None,
    }
    return open_board(db, viewer, now=NOON, **{**values, **changes})  # type: ignore[arg-type]


def test_anyone_registered_opens_a_board_in_any_province_at_once(database: Database) -> None:
    with database.transaction() as db:
        viewer = viewer_of(db, add_account(db))
        add_province(db, AYUTTHAYA)
        board_id = opened(db, viewer, province_code=AYUTTHAYA, closes_on="31/12/2569")
    with database.reading() as db:
        board = get_visible_board(db, board_id, None)
    assert (board.state, board.title, board.province_code) == ("open", "ขยะหาดบางแสน", AYUTTHAYA)
    assert '<a href="https://example.org"' in board.body_html
    assert board.closes_at == datetime(2026, 12, 31, 16, 59, 59, tzinfo=UTC)
    assert (board.is_official, board.is_adopted, board.opened_by_name) == (False, False, viewer.display_name)


def test_an_officials_board_is_official_only_where_their_grant_covers_it(database: Database) -> None:
    with database.transaction() as db:
        account_id = add_account(db)
        grant(db, account_id)
        viewer = viewer_of(db, account_id)
        own = opened(db, viewer, local_government_code=SAEN_SUK)
        province_wide = opened(db, viewer)
    with database.reading() as db:
        assert get_visible_board(db, own, None).is_official is True
        assert get_visible_board(db, province_wide, None).is_official is False


def test_a_local_government_of_another_province_is_refused(database: Database) -> None:
    with database.transaction() as db:
        viewer = viewer_of(db, add_account(db))
        add_local_government(db, "1401", "เทศบาลตำบลหัวเวียง", "Hua Wiang")
    with pytest.raises(LocalGovernmentElsewhere), database.transaction() as db:
        opened(db, viewer, local_government_code="1401")
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(update(Board).where(Board.id == add_board(db)).values(local_government_code="1401"))


def test_no_board_in_a_province_that_is_not_there(database: Database) -> None:
    with database.transaction() as db:
        viewer = viewer_of(db, add_account(db))
    with pytest.raises(NotFound), database.transaction() as db:
        opened(db, viewer, province_code="98")


def test_no_board_that_closes_before_it_opens(database: Database) -> None:
    with database.transaction() as db:
        viewer = viewer_of(db, add_account(db))
    with pytest.raises(ClosesInThePast), database.transaction() as db:
        opened(db, viewer, closes_on="2026-11-22")


def test_boards_by_one_account_are_limited_in_an_hour(database: Database) -> None:
    with database.transaction() as db:
        viewer = viewer_of(db, add_account(db))
        for _ in range(OPENINGS.times):
            opened(db, viewer)
    with pytest.raises(TooMany), database.transaction() as db:
        opened(db, viewer)


def test_a_form_sent_many_times_at_once_opens_one_board(database: Database) -> None:
    with database.transaction() as db:
        viewer = viewer_of(db, add_account(db))

    def send() -> int:
        with database.transaction() as db:
            return opened(db, viewer, form_key=KEY)

    assert len(set(at_once([partial(send)] * OPENINGS.times))) == 1
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Board)) == 1


def test_a_draft_is_seen_by_its_opener_and_officials_of_its_place(database: Database) -> None:
    with database.transaction() as db:
        opener, official = viewer_of(db, add_account(db)), add_account(db)
        grant(db, official)
        board_id = add_board(db, opener.account_id, state="draft", local_government_code=SAEN_SUK)
        seeing = [opener, viewer_of(db, official)]
        stranger = viewer_of(db, add_account(db))
    with database.reading() as db:
        assert all(get_visible_board(db, board_id, viewer).id == board_id for viewer in seeing)
        for viewer in (None, stranger):
            with pytest.raises(NotFound):
                get_visible_board(db, board_id, viewer)


def test_a_budget_round_is_no_discussion(database: Database) -> None:
    with database.transaction() as db:
        board_id = add_board(db, kind="budget")
    with database.reading() as db, pytest.raises(NotFound):
        get_visible_board(db, board_id, None)
