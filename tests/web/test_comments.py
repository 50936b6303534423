"""Comments as people meet them: written, answered, refused, changed and withdrawn through the real forms."""

import html
import re

import pytest
from sqlalchemy import insert, select

from idea4gov.domain.comments import POSTS
from idea4gov.store.comments.threads import REPLIES_SHOWN
from idea4gov.store.models import Comment, Proposal
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal, grant
from tests.queries import count_queries
from tests.web.conftest import Site, both_engines, hidden_fields

pytestmark = both_engines


@pytest.fixture
def proposal_id(database: Database) -> int:
    with database.transaction() as db:
        return add_proposal(db, add_board(db, local_government_code="2094"))


@pytest.fixture
def page(proposal_id: int) -> str:
    return f"/proposals/{proposal_id}"


def write(site: Site, page: str, body: str, **fields: str) -> str:
    """Post a comment from the proposal's page. Returns the comment's number."""
    answer = site.submit(page, {"body": body, **fields}, action=f"{page}/comments")
    assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]
    return answer.location.rpartition("#comment-")[2]


def fill(database: Database, proposal_id: int, author_id: int, threads: int, replies: int) -> list[int]:
    """Comments straight into the table: `threads`, each with `replies`. Returns the threads' ids."""
    with database.transaction() as db:
        row = {"proposal_id": proposal_id, "author_id": author_id, "state": "published", "revision": 1}
        row |= {"body": "ก", "body_html": "<p>ก</p>", "created_at": NOON}
        ids = []
        for number in range(threads):
            comment = Comment(**row | {"body_html": f"<p>thread {number}.</p>"}, depth=0)
            db.add(comment)
            db.flush()
            ids.append(comment.id)
            answers = [{"depth": 1, "parent_id": comment.id, "parent_depth": 0} | row for _ in range(replies)]
            if answers:
                db.execute(insert(Comment), answers)
        db.get_one(Proposal, proposal_id).comment_count = threads * (1 + replies)
        return ids


def shown(text: str) -> list[int]:
    return [int(number) for number in re.findall(r' id="comment-([0-9]+)"', text)]


def test_a_comment_is_written_and_seen_by_everybody(citizen: tuple[Site, int], site: Site, page: str) -> None:
    number = write(citizen[0], page, "เห็นด้วย <b>มาก</b>\nwww.saensuk.go.th")
    text = site.get(page).text
    assert f'id="comment-{number}"' in text
    assert "เห็นด้วย &lt;b&gt;มาก&lt;/b&gt;<br>" in text
    assert "สมชาย ใจดี" in text
    assert "/log-in?next=/proposals/" in html.unescape(text)
    assert "<textarea" not in text


def test_a_reply_stands_under_its_comment(citizen: tuple[Site, int], page: str) -> None:
    site, _ = citizen
    first = write(site, page, "ความเห็น")
    reply = write(site, page, "คำตอบ", parent_id=first)
    text = site.get(page).text
    assert shown(text) == [int(first), int(reply)]
    assert text.index("comment-replies") < text.index(f'id="comment-{reply}"')
    answer = site.client.get(f"/comments/{reply}")
    assert answer.status_code == 303
    assert f'id="comment-{reply}"' in site.get(answer.location.partition("#")[0]).text


def test_newest_comments_come_first_and_every_page_is_reachable(
    citizen: tuple[Site, int], site: Site, database: Database, proposal_id: int, page: str
) -> None:
    ids = fill(database, proposal_id, citizen[1], threads=45, replies=0)
    seen, path = [], page
    while path:
        text = site.get(path).text
        seen += shown(text)
        following = re.search(r'href="(/proposals/[0-9]+\?comments_after=[^"]*)"', text.partition("<main")[2])
        path = html.unescape(following[1]).partition("#")[0] if following else ""
    assert seen == ids[::-1]


def test_every_reply_of_a_long_thread_is_reachable(
    citizen: tuple[Site, int], site: Site, database: Database, proposal_id: int, page: str
) -> None:
    [thread] = fill(database, proposal_id, citizen[1], threads=1, replies=120)
    text = site.get(page).text
    seen = shown(text)
    assert len(seen) == 1 + REPLIES_SHOWN
    more = re.compile(rf'href="(/comments/{thread}\?after=[0-9]+)"')
    while following := more.search(text.partition("<main")[2]):
        text = site.get(following[1]).text
        seen += shown(text)[1:]
    with database.reading() as db:
        assert sorted(seen) == sorted(db.scalars(select(Comment.id)))
    assert len(seen) == len(set(seen))


def test_a_reply_to_a_long_thread_leads_to_itself(
    citizen: tuple[Site, int], database: Database, proposal_id: int, page: str
) -> None:
    site, account_id = citizen
    [thread] = fill(database, proposal_id, account_id, threads=1, replies=30)
    answer = site.submit(page, {"body": "ฉันด้วย", "parent_id": str(thread)}, action=f"{page}/comments")
    path, _, anchor = answer.location.partition("#")
    assert f'id="{anchor}"' in site.get(path).text


def test_more_comments_do_not_cost_more_queries(
    citizen: tuple[Site, int], database: Database, proposal_id: int, page: str
) -> None:
    site, account_id = citizen
    fill(database, proposal_id, account_id, threads=3, replies=1)
    counts = []
    for path in (page, f"{page}?comments_after=2"):
        for _ in range(2):
            with count_queries(database) as sent:
                site.get(path)
            counts.append(len(sent))
            fill(database, proposal_id, account_id, threads=12, replies=2)
    assert len(set(counts)) == 1


@pytest.mark.parametrize(
    "body", ["ก" * 2001, "", "  \n", "ก\u202eข", "</textarea><script>alert(1)</script>" * 99]
)
def test_what_is_refused_comes_back_exactly(citizen: tuple[Site, int], page: str, body: str) -> None:
    site, _ = citizen
    answer = site.submit(page, {"body": body}, action=f"{page}/comments")
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    found = re.search(r"<textarea[^>]*>(.*?)</textarea>", text, re.S)
    assert found is not None
    assert html.unescape(found[1]).replace("\r\n", "\n").removeprefix("\n") == body.removeprefix("\n")
    assert 'role="alert"' in text


def test_what_no_page_can_hold_is_marked_and_explained(citizen: tuple[Site, int], page: str) -> None:
    site, _ = citizen
    answer = site.submit(page, {"body": "หนึ่ง\nสอง\x00สาม"}, action=f"{page}/comments")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "U+0000" in text
    assert "สอง\N{REPLACEMENT CHARACTER}สาม" in text
    assert "\x00" not in text


def test_the_refused_text_can_be_corrected_and_sent(citizen: tuple[Site, int], page: str) -> None:
    site, _ = citizen
    refused = site.submit(page, {"body": "ก" * 2001}, action=f"{page}/comments")
    fields = hidden_fields(refused.get_data(as_text=True), f"{page}/comments")
    assert site.client.post(f"{page}/comments", data={**fields, "body": "ก"}).status_code == 303


def test_forged_numbers_are_not_found(citizen: tuple[Site, int], database: Database, page: str) -> None:
    site, account_id = citizen
    with database.transaction() as db:
        elsewhere = add_proposal(db, add_board(db))
    [foreign] = fill(database, elsewhere, account_id, threads=1, replies=0)
    for parent in (str(foreign), "999", "9" * 15, "9" * 18, "9" * 99, "0", "-1", "abc", "๑", "\x00"):
        answer = site.submit(page, {"body": "ก", "parent_id": parent}, action=f"{page}/comments")
        assert answer.status_code == 404, parent
    fields = hidden_fields(site.get(page).text, f"{page}/comments")
    for number in ("999", "9" * 18, "9" * 19):
        answer = site.client.post(f"/proposals/{number}/comments", data={**fields, "body": "ก"})
        assert answer.status_code == 404
        for rest in ("", "/edit", "/withdraw"):
            assert site.client.get(f"/comments/{number}{rest}").status_code == 404


@pytest.mark.parametrize("after", ["", "0", "-1", "x", "9" * 40, "%00", "๑", "1e9"])
def test_a_mistyped_page_of_comments_is_no_error(site: Site, page: str, after: str) -> None:
    site.get(f"{page}?comments_after={after}")


def test_without_its_token_nothing_is_posted(
    citizen: tuple[Site, int], database: Database, page: str
) -> None:
    answer = citizen[0].client.post(f"{page}/comments", data={"body": "ก"})
    assert answer.status_code == 400
    assert "<h1>" in answer.get_data(as_text=True)
    with database.reading() as db:
        assert db.scalar(select(Comment.id)) is None


def test_a_double_click_posts_once(citizen: tuple[Site, int], page: str) -> None:
    site, _ = citizen
    fields = hidden_fields(site.get(page).text, f"{page}/comments")
    places = {
        site.client.post(f"{page}/comments", data={**fields, "body": "ครั้งเดียว"}).location for _ in range(3)
    }
    assert len(places) == 1
    assert len(shown(site.get(page).text)) == 1


def test_too_many_comments_are_refused_with_their_text(citizen: tuple[Site, int], page: str) -> None:
    site, _ = citizen
    fields = hidden_fields(site.get(page).text, f"{page}/comments")
    answers = [
        site.client.post(f"{page}/comments", data={**fields, "body": f"ความเห็นที่ {number}"})
        for number in range(POSTS.times + 1)
    ]
    assert [answer.status_code for answer in answers] == [303] * POSTS.times + [429]
    assert f"ความเห็นที่ {POSTS.times}</textarea>" in answers[-1].get_data(as_text=True)


def test_officials_of_the_place_carry_a_badge_and_others_do_not(
    site: Site, database: Database, proposal_id: int, page: str
) -> None:
    with database.transaction() as db:
        officials = [add_account(db) for _ in range(3)]
        grant(db, officials[0])
        grant(db, officials[1], local_government=None)
        grant(db, officials[2], local_government="1499")
        auditor = add_account(db)
        grant(db, auditor, "auditor")
    badges = []
    for account_id in (*officials, auditor):
        [number] = fill(database, proposal_id, account_id, threads=1, replies=0)
        badges.append("badge-office" in site.get(f"/comments/{number}").text)
    assert badges == [True, True, False, False]
