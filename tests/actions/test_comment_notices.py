"""Whoever wrote a proposal or a comment is told of what is said to it."""

from idea4gov.actions.comments import post_comment
from idea4gov.domain.permissions import Viewer
from idea4gov.store.notices import list_notices, mark_read
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal, viewer_of


def test_authors_are_told_once_of_comments_and_replies_but_not_of_their_own(database: Database) -> None:
    with database.transaction() as db:
        author, commenter, third = (viewer_of(db, add_account(db)) for _ in range(3))
        proposal = add_proposal(db, add_board(db), author.account_id, title="ไฟหน้าโรงเรียน")

    def say(viewer: Viewer, parent_id: int | None = None) -> int:
        with database.transaction() as db:
            return post_comment(
                db,
                viewer,
                proposal_id=proposal,
                body="ดีครับ",
                parent_id=parent_id,
                form_key=None,
                site_url="https://example.org",
                now=NOON,
            )

    def told(viewer: Viewer) -> list[tuple[str, str]]:
        with database.reading() as db:
            return [(one.kind, one.path) for one in list_notices(db, viewer.account_id)]

    first = say(commenter)
    assert told(author) == [("comment_on_proposal", f"/comments/{first}")]
    say(third)
    assert len(told(author)) == 1
    answer = say(author, first)
    assert told(commenter) == [("reply_to_comment", f"/comments/{answer}")]
    assert len(told(author)) == 1
    with database.transaction() as db:
        mark_read(db, author.account_id, now=NOON)
    again = say(third, first)
    assert told(author)[0] == ("comment_on_proposal", f"/comments/{again}")
    assert len(told(commenter)) == 1
    assert told(third) == []
