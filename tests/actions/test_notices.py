"""Notices: to followers and authors, each once, with the change itself; by mail to those who want it."""

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from idea4gov.actions import notices as actions
from idea4gov.actions.answers import answer_proposal
from idea4gov.actions.moderation import adopt_board, hide
from idea4gov.actions.notices import follow_board, notify, open_notice, unfollow_board
from idea4gov.actions.results import close_board
from idea4gov.domain.errors import NotFound
from idea4gov.domain.notices import ALWAYS_MAILED, SAYS
from idea4gov.store.models import Account, BoardFollow, Notice, OutgoingMail, Proposal
from idea4gov.store.notices import around_board, end_mail_by_key, one_account
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal, viewer_of
from tests.officials import add_official, count_rows
from tests.parallel import at_once
from tests.queries import count_queries

PAGE = "https://example.org/boards/1#x"


class Scene:
    """A board with two proposals of one author, who follows it as well, and a follower who reads English."""

    def __init__(self, db: Session) -> None:
        self.author = viewer_of(db, add_account(db, "author@example.org"))
        self.follower = viewer_of(db, add_account(db, "follower@example.org"))
        db.execute(
            update(Account)
            .where(Account.email == "follower@example.org")
            .values(language="en", display_name="Malee")
        )
        self.board = add_board(db)
        add_proposal(db, self.board, self.author.account_id)
        add_proposal(db, self.board, self.author.account_id)
        self.people = [self.author, self.follower]
        for viewer in self.people:
            follow_board(db, viewer, board_id=self.board, now=NOON)


@pytest.fixture
def scene(database: Database) -> Scene:
    with database.transaction() as db:
        return Scene(db)


def tell_around(database: Database, scene: Scene) -> None:
    with database.transaction() as db:
        notify(db, around_board(scene.board), kind="round_voting", title="รอบ", page_url=PAGE, now=NOON)


def told(database: Database) -> list[tuple[int, str, str]]:
    with database.reading() as db:
        rows = db.execute(select(Notice.account_id, Notice.kind, Notice.path).order_by(Notice.account_id))
        return [tuple(row) for row in rows]  # type: ignore[misc]


def mails(database: Database) -> list[OutgoingMail]:
    with database.reading() as db:
        return list(db.scalars(select(OutgoingMail).order_by(OutgoingMail.recipient)))


def test_followers_and_authors_are_told_once_each_in_their_language(database: Database, scene: Scene) -> None:
    tell_around(database, scene)
    assert told(database) == [(viewer.account_id, "round_voting", "/boards/1#x") for viewer in scene.people]
    to_author, to_follower = mails(database)
    assert (to_author.recipient, to_follower.recipient) == ("author@example.org", "follower@example.org")
    assert to_author.body.startswith("สวัสดีคุณสมชาย")
    assert to_follower.body.startswith("Hello Malee,")
    for mail in (to_author, to_follower):
        assert mail.unsubscribe_url is not None
        assert mail.unsubscribe_url in mail.body
        assert mail.unsubscribe_url.startswith("https://example.org/unsubscribe/")
    assert to_author.unsubscribe_url != to_follower.unsubscribe_url


def test_telling_many_takes_as_many_statements_as_telling_few(database: Database, scene: Scene) -> None:
    with count_queries(database) as few:
        tell_around(database, scene)
    with database.transaction() as db:
        for _ in range(20):
            follow_board(db, viewer_of(db, add_account(db)), board_id=scene.board, now=NOON)
    with count_queries(database) as many:
        tell_around(database, scene)
    assert len(many) == len(few)
    assert count_rows(database, Notice) == 2 + 22


def test_who_wants_no_mail_reads_it_on_the_page_but_learns_of_a_hiding_by_mail(
    database: Database, scene: Scene
) -> None:
    with database.transaction() as db:
        moderator = add_official(db, province=None, local_government=None)
        key = db.get_one(Account, scene.author.account_id).notice_key
        assert key is not None
        end_mail_by_key(db, key)
    tell_around(database, scene)
    assert [mail.recipient for mail in mails(database)] == ["follower@example.org"]
    with database.transaction() as db:
        hide(db, moderator, "proposal", 1, reason="โฆษณา", page_url=PAGE, now=NOON)
    hidden = mails(database)[0]
    assert (hidden.recipient, hidden.unsubscribe_url) == ("author@example.org", None)
    assert len(told(database)) == 3


def test_a_wrong_key_ends_nothing(database: Database, scene: Scene) -> None:
    with database.transaction() as db, pytest.raises(NotFound):
        end_mail_by_key(db, "x")


def test_a_person_follows_once_however_often_they_press(database: Database, scene: Scene) -> None:
    def follow() -> None:
        with database.transaction() as db:
            follow_board(db, scene.author, board_id=scene.board, now=NOON)

    at_once([follow] * 3)
    assert count_rows(database, BoardFollow) == 2
    with database.transaction() as db:
        unfollow_board(db, scene.follower, board_id=scene.board)
    tell_around(database, scene)
    assert [one[0] for one in told(database)] == [scene.author.account_id]


def test_answering_adopting_and_closing_tell_those_whom_it_concerns(database: Database, scene: Scene) -> None:
    with database.transaction() as db:
        official = add_official(db, local_government=None)
        town = add_official(db)
        answer_proposal(db, official, 1, body="ตกลง", revision=0, page_url=PAGE, now=NOON)
        answer_proposal(db, official, 1, body="ตกลงครับ", revision=1, page_url=PAGE, now=NOON)
        adopt_board(db, town, scene.board, local_government_code="2094", page_url=PAGE, now=NOON)
        close_board(db, official, scene.board, page_url=PAGE, now=NOON)
    author, follower = (viewer.account_id for viewer in scene.people)
    assert sorted((account, kind) for account, kind, _ in told(database)) == [
        (author, "board_adopted"),
        (author, "board_closed"),
        (author, "official_answer"),
        (follower, "board_adopted"),
        (follower, "board_closed"),
    ]


def test_a_notice_is_lost_with_its_change_and_read_by_its_owner_alone(
    database: Database, scene: Scene
) -> None:
    def fail() -> None:
        with database.transaction() as db:
            notify(db, around_board(1), kind="board_closed", title="ก", page_url=PAGE, now=NOON)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert told(database) == []
    tell_around(database, scene)
    with database.transaction() as db:
        theirs = db.scalars(select(Notice.id).where(Notice.account_id == scene.follower.account_id)).one()
        with pytest.raises(NotFound):
            open_notice(db, scene.author, theirs, now=NOON)
        assert open_notice(db, scene.follower, theirs, now=NOON) == "/boards/1#x"
    with database.reading() as db:
        assert [one.is_read for one in actions.list_own(db, scene.follower, before_id=None)[0]] == [True]
        assert [one.is_read for one in actions.list_own(db, scene.author, before_id=None)[0]] == [False]


def test_nobody_erased_is_told(database: Database, scene: Scene) -> None:
    with database.transaction() as db:
        db.execute(update(Account).where(Account.id == scene.author.account_id).values(erased_at=NOON))
    tell_around(database, scene)
    assert [one[0] for one in told(database)] == [scene.follower.account_id]


def test_every_kind_has_its_letter(sqlite_database: Database) -> None:
    with sqlite_database.transaction() as db:
        account = one_account(add_account(db))
        for kind in SAYS:
            values = {"reason": "ก"} if kind in ALWAYS_MAILED else {}
            notify(db, account, kind=kind, title="เรื่องนี้", page_url=PAGE, now=NOON, **values)
    with sqlite_database.reading() as db:
        bodies = db.scalars(select(OutgoingMail.body)).all()
    assert len(bodies) == len(SAYS)
    assert [body for body in bodies if "เรื่องนี้" not in body or PAGE not in body] == []


def test_drafts_and_withdrawn_proposals_make_nobody_an_author(database: Database, scene: Scene) -> None:
    with database.transaction() as db:
        db.execute(update(Proposal).values(state="withdrawn"))
        unfollow_board(db, scene.author, board_id=scene.board)
    tell_around(database, scene)
    assert [one[0] for one in told(database)] == [scene.follower.account_id]
