"""Boards in the browser: their page with its lists, and the form that opens one."""

import html
import re

import pytest
from sqlalchemy import func, select, update

from idea4gov.store.answers import add_answer
from idea4gov.store.models import Board, Proposal
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import (
    SAEN_SUK,
    add_account,
    add_board,
    add_local_government,
    add_proposal,
    add_subdistrict,
    grant,
)
from tests.queries import count_queries
from tests.web.conftest import Site, both_engines

pytestmark = both_engines

Citizen = tuple[Site, int]
QUESTION = {
    "title": "ขยะหาดบางแสน",
    "body": "เราจะจัดการร่วมกันอย่างไร",
    "local_government_code": "",
    "closes_on": "",
}


def fill(database: Database, number: int) -> int:
    with database.transaction() as db:
        board_id, author_id = add_board(db), add_account(db)
        for each in range(number):
            add_proposal(db, board_id, author_id, title=f"เรื่องที่ {each + 1}.", support_count=each % 3)
        return board_id


def titles(text: str) -> list[str]:
    return re.findall(r"เรื่องที่ \d+\.", text)


def cards(text: str) -> list[str]:
    """The title of every proposal in a list."""
    return re.findall(r'class="card-title"><a [^>]*>([^<]*)<', text)


def link(text: str, label: str) -> str:
    """The address behind the link with this label."""
    found = re.search(rf'<a[^>]*href="([^"]*)"[^>]*>(?:<svg.*?</svg>)?{label}</a>', text)
    assert found, f"no link {label!r}"
    return html.unescape(found[1])


def in_english(site: Site) -> Site:
    site.client.set_cookie("language", "en")
    return site


@pytest.mark.parametrize("sort", ["support", "newest", "shuffled"])
def test_show_more_leads_through_every_proposal_once(site: Site, database: Database, sort: str) -> None:
    path = f"/boards/{fill(database, 47)}?sort={sort}"
    if sort == "shuffled":
        path = site.client.get(path).headers["Location"]
    seen: list[str] = []
    for _ in range(3):
        text = in_english(site).get(path).text
        seen += titles(text)
        path = link(text, "Show more") if len(seen) < 47 else ""
    assert len(seen) == len(set(seen)) == 47


def test_a_visitor_is_given_an_order_in_the_address_and_keeps_it(site: Site, database: Database) -> None:
    board_id = fill(database, 12)
    answer = site.client.get(f"/boards/{board_id}?sort=shuffled&category=environment")
    path = answer.headers["Location"]
    assert answer.status_code == 302
    assert "category=environment" in path
    assert "Set-Cookie" not in answer.headers
    assert titles(site.get(path).text) == titles(site.get(path).text)


def test_someone_logged_in_has_an_order_of_their_own_without_a_seed(
    citizen: Citizen, database: Database
) -> None:
    path = f"/boards/{fill(database, 12)}?sort=shuffled"
    first, second = (titles(citizen[0].get(path).text) for _ in range(2))
    assert first == second
    assert len(first) == 12


def test_a_category_shows_its_proposals_alone_on_every_page(site: Site, database: Database) -> None:
    board_id = fill(database, 3)
    with database.transaction() as db:
        for _ in range(25):
            add_proposal(db, board_id, title="ถนน", category="roads_transport")
    text = in_english(site).get(f"/boards/{board_id}?category=roads_transport").text
    assert titles(text) == []
    assert titles(site.get(link(text, "Show more")).text) == []
    assert "No proposal fits this filter" in site.get(f"/boards/{board_id}?category=health").text


@pytest.mark.parametrize(
    "query",
    [
        "sort=best",
        "sort=newest&after=%00",
        "after=AAAA",
        "sort=shuffled&seed=1&after=OTk5OTk5OTk5LjIwMDAwMDAwMDAuMA",
        "sort=shuffled&seed=๑",
        "sort=shuffled&seed=99999999999999999999999",
        "category=' OR 1=1",
        "after=" + "A" * 5_000,
        "seed=-1&sort=shuffled&after=%ff%fe",
    ],
)
def test_a_forged_or_broken_address_shows_the_first_page(site: Site, database: Database, query: str) -> None:
    board_id = fill(database, 3)
    answer = site.client.get(f"/boards/{board_id}?{query}", follow_redirects=True)
    assert answer.status_code == 200
    assert len(titles(answer.get_data(as_text=True))) == 3


@pytest.mark.parametrize("sort", ["support", "newest", "shuffled"])
def test_a_board_costs_the_same_few_queries_with_3_and_300_proposals(
    citizen: Citizen, database: Database, sort: str
) -> None:
    costs = []
    for number in (3, 300):
        path = f"/boards/{fill(database, number)}?sort={sort}"
        with count_queries(database) as sent:
            citizen[0].get(path)
        costs.append(len(sent))
    assert costs == [3, 3]


def test_a_visitor_costs_two_queries(site: Site, database: Database) -> None:
    board_id = fill(database, 30)
    with count_queries(database) as sent:
        site.get(f"/boards/{board_id}")
    assert len(sent) == 2


def test_a_closed_board_leads_to_its_result_and_takes_nothing(citizen: Citizen, database: Database) -> None:
    board_id = fill(database, 2)
    with database.transaction() as db:
        db.execute(update(Board).where(Board.id == board_id).values(closes_at=NOON))
    text = in_english(citizen[0]).get(f"/boards/{board_id}").text
    assert link(text, "See the result").endswith(f"/boards/{board_id}/results")
    assert "Write a proposal" not in text
    answer = citizen[0].client.get(f"/boards/{board_id}/proposals/new")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/boards/{board_id}")


def test_a_visitor_is_led_to_the_log_in_and_on_to_the_form(site: Site, database: Database) -> None:
    board_id = fill(database, 0)
    text = in_english(site).get(f"/boards/{board_id}").text
    assert link(text, "Write a proposal").startswith("/log-in?next=")
    assert "<form method=" not in text.replace('<form class="cluster" method="get"', "")


@pytest.mark.parametrize("path", ["/boards/99", "/boards/0", "/boards/x", "/boards/9999999999999999999"])
def test_no_board_is_no_page(site: Site, path: str) -> None:
    site.get(path, status=404)


def test_a_board_is_opened_by_the_form(citizen: Citizen, database: Database) -> None:
    site, account_id = citizen
    with database.transaction() as db:
        add_local_government(db)
    answer = site.submit(
        "/provinces/20/boards/new",
        {**QUESTION, "local_government_code": SAEN_SUK, "closes_on": "2026-12-31"},
    )
    assert answer.status_code == 303
    text = in_english(site).get(answer.headers["Location"]).text
    assert "ขยะหาดบางแสน" in text
    assert "Saen Suk Town Municipality, Chon Buri" in text
    assert "31 Dec 2026, 23:59" in text
    with database.reading() as db:
        board = db.scalars(select(Board)).one()
    assert (board.opened_by_id, board.opened_by_official) == (account_id, False)


def test_what_was_typed_comes_back_with_the_reason(citizen: Citizen) -> None:
    typed = {**QUESTION, "title": "<b>ก" * 90, "closes_on": "2020-01-01", "body": " \n\u200b"}
    answer = in_english(citizen[0]).submit("/provinces/20/boards/new", typed)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert html.escape(typed["title"], quote=False) in html.unescape(text).replace("<b>", "&lt;b&gt;")
    assert "2020-01-01" in text
    assert "at most 160 characters" in text


def test_a_closing_day_in_the_past_is_refused_at_its_field(citizen: Citizen) -> None:
    answer = in_english(citizen[0]).submit(
        "/provinces/20/boards/new", {**QUESTION, "closes_on": "2026-11-01"}
    )
    assert answer.status_code == 422
    assert "has already passed" in answer.get_data(as_text=True)


def test_sending_the_same_form_twice_opens_one_board(citizen: Citizen, database: Database) -> None:
    data = {**QUESTION, "form_key": "a-form-key-of-this-test"}
    answers = [citizen[0].submit("/provinces/20/boards/new", data) for _ in range(2)]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Board)) == 1


@pytest.mark.parametrize("code", ["98", "2001", "200104"])
def test_no_board_is_opened_where_there_is_no_province(citizen: Citizen, code: str) -> None:
    citizen[0].get(f"/provinces/{code}/boards/new", status=404)


def test_an_official_finds_the_desk_on_a_board_of_their_place(citizen: Citizen, database: Database) -> None:
    site, account_id = citizen
    with database.transaction() as db:
        grant(db, account_id)
        own, elsewhere = add_board(db, local_government_code=SAEN_SUK), add_board(db)
    assert link(in_english(site).get(f"/boards/{own}").text, "Close this board")
    assert "Close this board" not in site.get(f"/boards/{elsewhere}").text


def test_hidden_and_withdrawn_proposals_are_not_on_the_board(site: Site, database: Database) -> None:
    board_id = fill(database, 3)
    with database.transaction() as db:
        db.execute(update(Proposal).where(Proposal.number == 1).values(state="withdrawn"))
        db.execute(update(Proposal).where(Proposal.number == 2).values(state="hidden", hidden_reason="โฆษณา"))
    assert titles(site.get(f"/boards/{board_id}").text) == ["เรื่องที่ 3."]


def test_a_list_is_narrowed_to_what_was_answered_and_to_a_place(site: Site, database: Database) -> None:
    with database.transaction() as db:
        board_id = add_board(db)
        add_subdistrict(db)
        answered = add_proposal(db, board_id, title="ตอบแล้ว")
        there = add_proposal(db, board_id, title="ที่แสนสุข")
        add_proposal(db, board_id, title="ที่อื่น")
        add_answer(db, answered, author_id=1, body="ก", body_html="<p>ก</p>", now=NOON)
        db.execute(update(Proposal).where(Proposal.id == there).values(subdistrict_code="200104"))
    board = f"/boards/{board_id}"
    assert cards(site.get(f"{board}?status=answered").text) == ["ตอบแล้ว"]
    assert cards(site.get(f"{board}?status=unanswered&sort=newest").text) == ["ที่อื่น", "ที่แสนสุข"]
    assert cards(site.get(f"{board}?place=200104").text) == ["ที่แสนสุข"]
    assert len(cards(site.get(f"{board}?place=%27&status=x").text)) == 3
