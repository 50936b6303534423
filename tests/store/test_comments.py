"""Threads as lists give them: whole pages, bounded replies, and no words that the viewer may not read."""

from sqlalchemy.orm import Session

from idea4gov.store.comments.threads import REPLIES_SHOWN, get_thread, list_threads
from idea4gov.store.comments.writing import add_comment, move_state
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal, viewer_of
from tests.queries import count_queries


def comment(db: Session, proposal_id: int, author_id: int, parent_id: int | None = None) -> int:
    added = add_comment(
        db,
        proposal_id=proposal_id,
        author_id=author_id,
        parent_id=parent_id,
        body="ก",
        body_html="<p>ก</p>",
        form_key=None,
        now=NOON,
    )
    assert added is not None
    return added


def test_a_thread_shows_its_first_replies_and_says_when_there_are_more(database: Database) -> None:
    with database.transaction() as db:
        author, proposal_id = add_account(db), add_proposal(db, add_board(db))
        full, longer = comment(db, proposal_id, author), comment(db, proposal_id, author)
        few = [comment(db, proposal_id, author, full) for _ in range(REPLIES_SHOWN)]
        many = [comment(db, proposal_id, author, longer) for _ in range(REPLIES_SHOWN + 1)]
        second, first = list_threads(db, proposal_id, None).threads
        assert ([one.id for one in first.replies], first.more_after) == (few, None)
        assert ([one.id for one in second.replies], second.more_after) == (many[:-1], many[-2])
        rest = get_thread(db, longer, None, after=second.more_after)
        assert [one.id for one in rest.replies] == many[-1:]


def test_pages_follow_each_other_without_gap_or_repetition(database: Database) -> None:
    with database.transaction() as db:
        author, proposal_id = add_account(db), add_proposal(db, add_board(db))
        other = add_proposal(db, add_board(db))
        ids = [comment(db, proposal_id, author) for _ in range(7)]
        comment(db, other, author)
        seen, after = [], None
        while True:
            page = list_threads(db, proposal_id, None, after=after, limit=3)
            seen.append([thread.comment.id for thread in page.threads])
            if (after := page.next_after) is None:
                break
        assert seen == [ids[6:3:-1], ids[3:0:-1], ids[:1]]


def test_threads_take_two_statements(database: Database) -> None:
    with database.transaction() as db:
        author, proposal_id = add_account(db), add_proposal(db, add_board(db))
        for _ in range(5):
            parent = comment(db, proposal_id, author)
            comment(db, proposal_id, author, parent)
            with count_queries(database) as sent:
                list_threads(db, proposal_id, None)
            assert len(sent) == 2


def test_hidden_words_leave_the_store_for_their_author_alone(database: Database) -> None:
    with database.transaction() as db:
        author, other = viewer_of(db, add_account(db)), viewer_of(db, add_account(db))
        proposal_id = add_proposal(db, add_board(db))
        hidden = comment(db, proposal_id, author.account_id)
        move_state(db, hidden, before="published", after="hidden", hidden_reason="โฆษณา")
        for viewer in (None, other):
            card = get_thread(db, hidden, viewer).comment
            assert (card.author_name, card.body_html, card.hidden_reason) == ("", "", None)
        card = get_thread(db, hidden, author).comment
        assert (card.body_html, card.hidden_reason) == ("<p>ก</p>", "โฆษณา")
