"""Following, the list of notices, and the end of mails, through the browser's eyes."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from idea4gov.actions.notices import notify
from idea4gov.store.models import Account, BoardFollow
from idea4gov.store.notices import PAGE_SIZE, one_account
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_board
from tests.officials import count_rows
from tests.web.conftest import Site, both_engines

pytestmark = both_engines


@pytest.fixture
def board(database: Database) -> int:
    with database.transaction() as db:
        return add_board(db)


def tell_one(database: Database, account_id: int, times: int = 1) -> None:
    with database.transaction() as db:
        for number in range(times):
            notify(
                db,
                one_account(account_id),
                kind="board_closed",
                title=f"กระดาน <{number}>",
                page_url="https://example.org/boards/1#follow",
                now=NOON,
            )


def test_the_button_follows_and_stops_without_a_script(
    site: Site, citizen: tuple[Site, int], board: int, database: Database
) -> None:
    assert site.client.get("/boards/1/follow").headers["Location"] == "/log-in?next=/boards/1/follow"
    me, _ = citizen
    for path in ("/boards/1", "/boards/1/follow"):
        assert me.submit(path, {}, action="/boards/1/follow").status_code == 303
        assert count_rows(database, BoardFollow) == 1
        assert "ขยะหาดบางแสน" in me.get("/me/notices").text
        assert me.submit(path, {}, action="/boards/1/unfollow").status_code == 303
        assert count_rows(database, BoardFollow) == 0
    me.get("/boards/9/follow", status=404)


def test_unread_notices_show_in_the_header_until_they_are_opened(
    citizen: tuple[Site, int], board: int, database: Database
) -> None:
    site, account_id = citizen
    assert "site-unread" not in site.get("/me").text
    tell_one(database, account_id, 2)
    page = site.get("/me/notices").text
    assert "site-unread" in page
    assert page.index("กระดาน &lt;1&gt;") < page.index("กระดาน &lt;0&gt;")
    assert "กระดาน &lt;1&gt;" in site.get("/me").text
    assert site.client.get("/me/notices/2").headers["Location"] == "/boards/1#follow"
    assert site.get("/me/notices").text.count("is-unread") == 1
    assert site.submit("/me/notices", {}, action="/me/notices/read").status_code == 303
    assert "site-unread" not in site.get("/me/notices").text


def test_a_long_list_has_pages_and_others_notices_are_not_there(
    citizen: tuple[Site, int], member: Callable[[str], Site], database: Database
) -> None:
    site, account_id = citizen
    tell_one(database, account_id, PAGE_SIZE + 1)
    assert "?before=2" in site.get("/me/notices").text
    later = site.get("/me/notices?before=2").text
    assert later.count('class="notice-item') == 1
    other = member("other@example.org")
    other.get("/me/notices/1", status=404)
    assert "notice-item" not in other.get("/me/notices").text


def test_mail_ends_in_one_click_without_a_session_or_a_token(
    app: Flask, citizen: tuple[Site, int], database: Database
) -> None:
    site, account_id = citizen

    def wants_mail() -> bool:
        with database.reading() as db:
            return db.get_one(Account, account_id).notice_mail

    with database.reading() as db:
        key = db.scalars(select(Account.notice_key).where(Account.id == account_id)).one()
    visitor = Site(app)
    visitor.get(f"/unsubscribe/{key}")
    assert wants_mail()
    sent = visitor.client.post(f"/unsubscribe/{key}", data={"List-Unsubscribe": "One-Click"})
    assert sent.status_code == 200
    assert not wants_mail()
    assert visitor.client.post("/unsubscribe/nobody").status_code == 404
    # PostgreSQL will not even look for a zero byte.
    assert visitor.client.post("/unsubscribe/%00").status_code in (400, 404)
    assert site.submit("/me/notices", {"notice_mail": "y"}, action="/me/notices/mail").status_code == 303
    assert wants_mail()
    assert site.submit("/me/notices", {}, action="/me/notices/mail").status_code == 303
    assert not wants_mail()
