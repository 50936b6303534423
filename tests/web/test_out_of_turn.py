"""What comes twice, too late, or from somebody else changes nothing, and the answer says so."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from idea4gov.store.models import Account, Board, Comment, Proposal, Support
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import AYUTTHAYA, add_local_government, add_province
from tests.officials import add_official
from tests.web.conftest import PASSWORD_HASH, Site, hidden_fields
from tests.web.strangers import HUGE, NEW, WORDS, author, count_proposals, says, token

__all__ = ["author"]


def test_a_double_click_posts_once(author: Site, database: Database) -> None:
    fields = {**hidden_fields(author.get(NEW).text, NEW), **WORDS}
    before = count_proposals(database)
    places = {author.client.post(NEW, data=fields).headers["Location"] for _ in range(3)}
    assert (len(places), count_proposals(database)) == (1, before + 1)


def test_supporting_twice_counts_once_and_withdrawing_twice_is_quiet(
    author: Site, database: Database
) -> None:
    for path, count in (("support", 1), ("withdraw-support", 0)):
        for _ in range(2):
            answer = author.client.post(f"/proposals/1/{path}", data=token(author))
            assert (answer.status_code, answer.headers["Location"]) == (303, "/proposals/1#support")
        with database.reading() as db:
            assert db.get_one(Proposal, 1).support_count == count
            assert db.scalar(select(func.count()).select_from(Support)) == count


def test_what_was_withdrawn_cannot_be_changed_supported_or_answered(author: Site) -> None:
    for path, field in (("/comments/1", "body"), ("/proposals/1", "title")):
        assert author.submit(f"{path}/withdraw", {}).status_code == 303
        changed = {**token(author), **WORDS, "revision": "1", field: "ใหม่"}
        says(author.client.post(f"{path}/edit", data=changed), 409)
        # A double click on the button.
        assert author.client.post(f"{path}/withdraw", data=token(author)).status_code in (303, 409)
    says(author.client.post("/proposals/1/support", data=token(author)), 404)
    says(author.client.post("/proposals/1/comments", data={**token(author), "body": "ก"}), 404)


def test_nothing_is_added_once_the_board_is_closed(author: Site, database: Database) -> None:
    fields = token(author)
    with database.transaction() as db:
        db.execute(update(Board).values(state="closed", closed_at=NOON))
    closed = {"title": "ใหม่", "body": "ใหม่", "category": "other", "revision": "1", **fields}
    for path in (
        NEW,
        "/proposals/1/edit",
        "/proposals/1/withdraw",
        "/proposals/1/support",
        "/proposals/1/withdraw-support",
        "/proposals/1/comments",
        "/comments/1/edit",
    ):
        says(author.client.post(path, data=closed), 409)


def test_what_is_hidden_is_not_there_for_others(author: Site, database: Database) -> None:
    with database.transaction() as db:
        db.execute(update(Proposal).where(Proposal.id == 2).values(state="hidden", hidden_reason="x"))
        db.execute(update(Comment).where(Comment.id == 2).values(state="hidden", hidden_reason="x"))
    for path in ("/proposals/2/support", "/proposals/2/comments", "/proposals/2/edit"):
        says(author.client.post(path, data={**token(author), **WORDS}), 404)


def test_an_official_does_not_answer_or_hide_what_is_gone(
    author: Site, app: Flask, database: Database
) -> None:
    with database.transaction() as db:
        add_official(db, email="office@example.org", password_hash=PASSWORD_HASH, local_government=None)
    office = Site(app)
    office.enter("office@example.org")
    sent = {**token(office), "body": "ตอบ", "reason": "เหตุผล", "revision": "0"}
    for act, status in (
        ("restore", 409),
        ("hide", 303),
        ("hide", 409),
        ("answer", 409),
        ("restore", 303),
        ("restore", 409),
    ):
        assert office.client.post(f"/desk/proposals/2/{act}", data=sent).status_code == status, act


# What belongs to others


def test_a_reply_hangs_on_a_comment_of_its_own_proposal(author: Site) -> None:
    for parent in ("2", "99", "-1", "0", HUGE, "1e3", "๑", "1 OR 1=1"):
        sent = {**token(author), "body": "ก", "parent_id": parent}
        says(author.client.post("/proposals/1/comments", data=sent), 404, "ไม่พบ")


def test_a_place_of_another_province_is_refused(author: Site, database: Database) -> None:
    with database.transaction() as db:
        add_province(db, AYUTTHAYA, "พระนครศรีอยุธยา", "Ayutthaya")
        add_local_government(db, "1401")
    for place in ("lg-1401", "lg-9999", "sd-140101", "lg-" + HUGE, "lg--1", "2094"):
        says(author.submit(NEW, {**WORDS, "place": place}), 422, "จังหวัด")
    board = {"title": "ก", "body": "ก", "closes_on": "", "local_government_code": "1401"}
    says(author.submit("/provinces/20/boards/new", board), 422, "จังหวัด")


@pytest.mark.parametrize("number", [HUGE, "-1", "0", "01", "1.0", "1e3", "๑", "0x1", "9" * 18, "%2e%2e"])
def test_numbers_that_we_never_gave_are_no_pages(author: Site, number: str) -> None:
    for path in ("boards/{}", "proposals/{}", "comments/{}", "rounds/{}", "boards/{}/priorities.csv"):
        says(author.client.get("/" + path.format(number)), 404, "ไม่พบ")
    for path in ("proposals/{}/support", "proposals/{}/edit", "boards/{}/proposals/new"):
        assert author.client.post("/" + path.format(number), data=token(author)).status_code in (404, 422)


def test_only_authors_change_and_withdraw(author: Site) -> None:
    sent = {**token(author), **WORDS, "revision": "1"}
    for path in ("/proposals/2/edit", "/proposals/2/withdraw", "/comments/2/edit", "/comments/2/withdraw"):
        says(author.client.post(path, data=sent), 403)


@pytest.mark.parametrize(
    "cookie",
    [
        "x",
        "x" * 4_000,
        "eyJfdXNlcl9pZCI6IjEuMSJ9.aa.bb",
        ".eJwlzjEOwjAMAEC_ZGZwYsdO-UwV27HoSsqE-DsV3HrTvWGPI88Hbff1yhv2p8MGXtCLYHWpWRpzTkqU2qRPEw.x.y",
        "\\000\\377",
        '"";;==',
    ],
)
def test_a_forged_session_is_no_session(author: Site, app: Flask, cookie: str) -> None:
    stranger = Site(app)
    stranger.client.set_cookie("session", cookie)
    stranger.get("/proposals/1")
    assert stranger.client.get("/me").headers["Location"] == "/log-in?next=/me"


def test_a_session_ends_with_its_account_and_with_a_new_password(author: Site, database: Database) -> None:
    with database.transaction() as db:
        db.execute(update(Account).values(session_number=Account.session_number + 1))
    assert author.client.get("/me").status_code == 303
    author.get("/boards/1")


@pytest.mark.parametrize("forged", ["", "x", "a.b.c", "\0", "ก" * 99, "x" * 9_999])
def test_a_garbled_token_changes_nothing(author: Site, database: Database, forged: str) -> None:
    before = count_proposals(database)
    says(author.client.post(NEW, data={**WORDS, "csrf_token": forged}), 400, "ยังไม่ได้ส่ง")
    assert count_proposals(database) == before


def test_a_token_of_somebody_else_is_refused(author: Site, member: Callable[[str], Site]) -> None:
    says(author.client.post(NEW, data={**WORDS, **token(member("other@example.org"))}), 400)


@pytest.mark.parametrize("language", ["xx", "", "../../etc", "th'--", "\\000", "en-GB", "ไทย"])
def test_an_unknown_language_is_thai(author: Site, language: str) -> None:
    author.client.set_cookie("language", language)
    assert '<html lang="th">' in author.get("/boards/1").text


@pytest.mark.parametrize("wish", ["", ";;;", "xx-YY;q=9", "*", "th;q=abc", "a" * 9_000, "en;q=1,\xff"])
def test_a_strange_wish_for_languages_is_thai(author: Site, wish: str) -> None:
    answer = author.client.get("/boards/1", headers={"Accept-Language": wish})
    assert '<html lang="th">' in says(answer, 200)


@pytest.mark.parametrize("wish", ["", ";", "*/*;q=x", "application/json", "text/html;q=0", "a/b" * 999])
def test_a_strange_wish_for_types_is_answered(author: Site, wish: str) -> None:
    assert author.client.get("/nowhere", headers={"Accept": wish}).status_code == 404
    assert author.client.get("/boards/1", headers={"Accept": wish}).status_code == 200
