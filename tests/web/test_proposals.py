"""Proposals in the browser: post, read, edit, withdraw."""

import html
from collections.abc import Callable

import pytest
from sqlalchemy import func, select, update

from idea4gov.store.models import Board, OfficialAnswer, Proposal
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
WORDS = {"title": "ถังขยะแยกประเภท", "category": "environment", "body": "ตั้งทุก 100 เมตร"}


@pytest.fixture
def board_id(database: Database) -> int:
    with database.transaction() as db:
        return add_board(db, local_government_code=SAEN_SUK)


@pytest.fixture
def own_id(citizen: Citizen, database: Database, board_id: int) -> int:
    with database.transaction() as db:
        return add_proposal(db, board_id, citizen[1])


def in_english(site: Site) -> Site:
    site.client.set_cookie("language", "en")
    return site


def count_proposals(database: Database) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(Proposal)) or 0


def set_values(database: Database, proposal_id: int, **values: object) -> None:
    with database.transaction() as db:
        db.execute(update(Proposal).where(Proposal.id == proposal_id).values(**values))


def test_a_proposal_is_posted_by_the_form_and_can_be_read(
    citizen: Citizen, database: Database, board_id: int
) -> None:
    with database.transaction() as db:
        add_subdistrict(db)
    form = citizen[0].get(f"/boards/{board_id}/proposals/new").text
    assert '<option value="sd-200104">' in form
    assert f'<option value="lg-{SAEN_SUK}">' in form
    answer = citizen[0].submit(f"/boards/{board_id}/proposals/new", {**WORDS, "place": "sd-200104"})
    assert answer.status_code == 303
    text = citizen[0].get(answer.headers["Location"]).text
    assert all(words in text for words in ("ถังขยะแยกประเภท", "<p>ตั้งทุก 100 เมตร</p>", "แสนสุข", "สมชาย ใจดี"))
    assert f"/proposals/{answer.headers['Location'].rpartition('/')[2]}/edit" in text


def test_the_same_form_sent_twice_posts_once(citizen: Citizen, database: Database, board_id: int) -> None:
    path = f"/boards/{board_id}/proposals/new"
    answers = [
        citizen[0].submit(path, {**WORDS, "place": "", "form_key": "a-form-key-of-this-test"})
        for _ in range(2)
    ]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    assert count_proposals(database) == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": ""}, "Please fill in “Your proposal in one sentence”"),
        ({"title": "ก" * 121}, "at most 120 characters"),
        ({"body": "ก" * 5_001}, "at most 5000 characters"),
        ({"body": "ก\0ข"}, "U+0000"),
        ({"title": "\u202eข"}, "reverses the direction"),
        ({"category": ""}, "choose a category"),
        ({"category": "nonsense"}, "choose a category"),
        ({"place": "lg-1401"}, "not in the province of the board"),
        ({"place": "sd-140101"}, "not in the province of the board"),
        ({"place": "../etc/passwd"}, "not in the province of the board"),
    ],
)
def test_a_refusal_says_why_and_gives_back_what_was_typed(
    citizen: Citizen, database: Database, board_id: int, changes: dict[str, str], says: str
) -> None:
    with database.transaction() as db:
        add_local_government(db, "1401", "เทศบาลตำบลหัวเวียง", "Hua Wiang")
    typed = {**WORDS, "body": 'สอง\n"บรรทัด" <b>', "place": "", **changes}
    answer = in_english(citizen[0]).submit(f"/boards/{board_id}/proposals/new", typed)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert says in text
    assert count_proposals(database) == 0
    if "\0" not in typed["body"]:
        shown = html.unescape(text.partition("<textarea")[2].partition("</textarea>")[0])
        assert shown.replace("\r\n", "\n").endswith(typed["body"])


def test_a_proposal_for_a_board_that_closed_meanwhile_is_not_lost(
    citizen: Citizen, database: Database, board_id: int
) -> None:
    site = in_english(citizen[0])
    path = f"/boards/{board_id}/proposals/new"
    fields = {**WORDS, "place": "", "csrf_token": token(site.get(path).text)}
    with database.transaction() as db:
        db.execute(update(Board).where(Board.id == board_id).values(state="closed", closed_at=NOON))
    answer = site.client.post(path, data=fields)
    assert answer.status_code == 409
    assert "ตั้งทุก 100 เมตร" in answer.get_data(as_text=True)
    assert "This board is closed" in answer.get_data(as_text=True)


def token(text: str) -> str:
    return text.partition('name="csrf_token" value="')[2].partition('"')[0]


@pytest.mark.parametrize("name", ["", "/edit", "/withdraw", "/history"])
def test_no_proposal_is_no_page(citizen: Citizen, name: str) -> None:
    citizen[0].get(f"/proposals/99{name}", status=404)


def test_a_visitor_who_wants_to_propose_logs_in_first(site: Site, board_id: int) -> None:
    answer = site.client.get(f"/boards/{board_id}/proposals/new")
    assert answer.headers["Location"] == f"/log-in?next=/boards/{board_id}/proposals/new"


def test_an_edit_shows_with_its_history_once_there_were_supports(
    citizen: Citizen, database: Database, own_id: int
) -> None:
    site, path = in_english(citizen[0]), f"/proposals/{own_id}"
    assert site.submit(f"{path}/edit", {**WORDS, "title": "แบบที่สอง"}).status_code == 303
    assert "See what was changed" not in site.get(path).text
    set_values(database, own_id, support_count=2)
    assert site.submit(f"{path}/edit", {**WORDS, "title": "แบบที่สาม"}).status_code == 303
    assert "See what was changed" in site.get(path).text
    history = site.get(f"{path}/history").text
    assert [words in history for words in ("แบบที่สาม", "แบบที่สอง", "ถังขยะแยกประเภททุก 100 เมตร")] == [True] * 3
    assert "2 supporters when it was replaced" in history


def test_a_stale_edit_shows_both_texts_and_can_be_saved_again(
    citizen: Citizen, database: Database, own_id: int
) -> None:
    site, path = in_english(citizen[0]), f"/proposals/{own_id}/edit"
    assert site.submit(path, {**WORDS, "title": "จากแท็บแรก"}).status_code == 303
    answer = site.submit(path, {**WORDS, "title": "จากแท็บที่สอง", "revision": "1"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "nothing is lost" in text
    assert text.index("จากแท็บแรก") < text.index('value="จากแท็บที่สอง"')
    shown_revision = text.partition('name="revision" type="hidden" value="')[2][0]
    assert site.submit(path, {**WORDS, "title": "จากแท็บที่สอง", "revision": shown_revision}).status_code == 303
    assert "จากแท็บที่สอง" in site.get(f"/proposals/{own_id}").text


@pytest.mark.parametrize("revision", ["", "x", "-1", "99999999999999999999", "๑"])
def test_a_forged_revision_is_a_stale_one(citizen: Citizen, own_id: int, revision: str) -> None:
    answer = citizen[0].submit(f"/proposals/{own_id}/edit", {**WORDS, "revision": revision})
    assert answer.status_code == 409


def test_the_form_of_an_edit_holds_the_present_words(citizen: Citizen, own_id: int) -> None:
    text = citizen[0].get(f"/proposals/{own_id}/edit").text
    assert 'value="ถังขยะแยกประเภททุก 100 เมตร"' in text
    assert '<option selected value="environment">' in text


def test_only_its_author_meets_the_forms(
    member: Callable[[str], Site], citizen: Citizen, own_id: int
) -> None:
    other = member("other@example.org")
    for name in ("edit", "withdraw"):
        other.get(f"/proposals/{own_id}/{name}", status=403)
        fields = {**WORDS, "csrf_token": token(other.get("/me").text)}
        assert other.client.post(f"/proposals/{own_id}/{name}", data=fields).status_code == 403
    assert f"/proposals/{own_id}/edit" not in other.get(f"/proposals/{own_id}").text


def test_a_withdrawn_proposal_says_so_and_no_more(
    citizen: Citizen, site: Site, board_id: int, own_id: int
) -> None:
    answer = citizen[0].submit(f"/proposals/{own_id}/withdraw", {})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/boards/{board_id}")
    for visitor in (citizen[0], site):
        text = visitor.get(f"/proposals/{own_id}", status=410).text
        assert "ถังขยะแยกประเภท" not in text
        visitor.get(f"/proposals/{own_id}/history", status=404)
    assert "ถังขยะแยกประเภท" not in site.get(f"/boards/{board_id}").text
    citizen[0].get(f"/proposals/{own_id}/edit", status=409)


def test_a_hidden_proposal_is_shown_to_its_author_with_the_reason(
    citizen: Citizen, site: Site, member: Callable[[str], Site], database: Database, own_id: int
) -> None:
    set_values(database, own_id, state="hidden", hidden_reason="โฆษณาสินค้า")
    assert "โฆษณาสินค้า" in citizen[0].get(f"/proposals/{own_id}").text
    for visitor in (site, member("other@example.org")):
        visitor.get(f"/proposals/{own_id}", status=404)
        visitor.get(f"/proposals/{own_id}/history", status=404)


def test_an_official_in_scope_sees_a_hidden_proposal_and_the_way_to_the_desk(
    citizen: Citizen, database: Database, board_id: int
) -> None:
    site, account_id = citizen
    with database.transaction() as db:
        grant(db, account_id)
        shown, hidden = add_proposal(db, board_id), add_proposal(db, board_id, state="hidden")
        elsewhere = add_proposal(db, add_board(db), state="hidden")
    assert "โฆษณา" in site.get(f"/proposals/{hidden}").text
    assert f"/proposals/{shown}/answer" in site.get(f"/proposals/{shown}").text
    site.get(f"/proposals/{elsewhere}", status=404)


def test_an_official_answer_stands_out(site: Site, database: Database, board_id: int) -> None:
    with database.transaction() as db:
        proposal_id = add_proposal(db, board_id)
        db.add(
            OfficialAnswer(
                proposal_id=proposal_id,
                author_id=add_account(db, display_name="นักวิชาการสุขาภิบาล"),
                body="จะติดตั้ง",
                body_html="<p>จะติดตั้ง</p>",
                answered_at=NOON,
            )
        )
    text = site.get(f"/proposals/{proposal_id}").text
    answer = text.partition('id="answer"')[2]
    assert all(words in answer for words in ("<p>จะติดตั้ง</p>", "เทศบาลเมืองแสนสุข", "นักวิชาการสุขาภิบาล"))


def test_a_proposal_costs_few_queries(site: Site, citizen: Citizen, database: Database, own_id: int) -> None:
    costs = []
    for visitor in (site, citizen[0]):
        with count_queries(database) as sent:
            visitor.get(f"/proposals/{own_id}")
        costs.append(len(sent))
    assert costs == [2, 3]


def test_text_that_looks_like_markup_is_only_text(citizen: Citizen, board_id: int) -> None:
    words = {**WORDS, "title": "<script>alert(1)</script>", "body": "<img src=x onerror=alert(1)>\n&amp;"}
    answer = citizen[0].submit(f"/boards/{board_id}/proposals/new", {**words, "place": ""})
    for path in (answer.headers["Location"], f"/boards/{board_id}"):
        text = citizen[0].client.get(path).get_data(as_text=True)
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert "&lt;script&gt;alert(1)" in text
