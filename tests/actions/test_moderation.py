"""Hiding, restoring, taking over: in scope, with a reason, counted exactly, and with one audit entry each."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from idea4gov.actions import moderation
from idea4gov.domain.errors import Conflict, NotFound
from idea4gov.domain.moderation import AlreadyAdopted, NotHidden, NotPublished, OfficialBoard
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.text import EmptyText
from idea4gov.store.audit import verify_chain
from idea4gov.store.boards.reading import list_miscounted
from idea4gov.store.comments.writing import recount
from idea4gov.store.models import AuditEntry, Board, Comment, OutgoingMail, Proposal
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_local_government, add_proposal
from tests.officials import BANG_PA_IN, SI_RACHA, acts, add_comment, add_official, count_rows
from tests.parallel import at_once

WHY: dict[str, Any] = {"reason": "มีข้อมูลส่วนบุคคล", "page_url": "https://example.org/proposals/1", "now": NOON}


class Scene:
    """A board of Saen Suk with a proposal, a comment, a hidden one of each kind, and its moderator."""

    def __init__(self, db: Session) -> None:
        self.board = add_board(db, local_government_code="2094")
        self.proposal = add_proposal(db, self.board)
        self.hidden_proposal = add_proposal(db, self.board, state="hidden")
        self.comment = add_comment(db, self.proposal)
        self.reply = add_comment(db, self.proposal, parent_id=self.comment)
        self.hidden_comment = add_comment(db, self.proposal, state="hidden")
        self.hidden_board = add_board(db, local_government_code="2094")
        db.get_one(Board, self.hidden_board).hidden_reason = "โฆษณา"
        self.moderator = add_official(db)


@pytest.fixture
def scene(database: Database) -> Scene:
    with database.transaction() as db:
        return Scene(db)


Act = Callable[[Session, Viewer, Scene], Any]
ACTS: dict[str, Act] = {
    "hide_proposal": lambda db, viewer, s: moderation.hide(db, viewer, "proposal", s.proposal, **WHY),
    "restore_proposal": lambda db, viewer, s: moderation.restore(
        db, viewer, "proposal", s.hidden_proposal, **WHY
    ),
    "hide_comment": lambda db, viewer, s: moderation.hide(db, viewer, "comment", s.reply, **WHY),
    "restore_comment": lambda db, viewer, s: moderation.restore(
        db, viewer, "comment", s.hidden_comment, **WHY
    ),
    "hide_board": lambda db, viewer, s: moderation.hide(db, viewer, "board", s.board, **WHY),
    "restore_board": lambda db, viewer, s: moderation.restore(db, viewer, "board", s.hidden_board, **WHY),
}
each_act = pytest.mark.parametrize("act", ACTS)


def assert_counters_are_rows(database: Database) -> None:
    with database.reading() as db:
        assert list_miscounted(db) == []
        assert recount(db) == []


@each_act
def test_act_moves_counters_and_leaves_one_entry_and_one_mail(
    database: Database, scene: Scene, act: str
) -> None:
    with database.transaction() as db:
        ACTS[act](db, scene.moderator, scene)
    assert acts(database) == [act]
    assert_counters_are_rows(database)
    with database.snapshot() as db:
        entry = db.scalars(select(AuditEntry)).one()
        mail = db.scalars(select(OutgoingMail)).one()
        assert verify_chain(db) is None
    assert entry.data == {"reason": "มีข้อมูลส่วนบุคคล"}
    assert (entry.actor_id, entry.local_government_code) == (scene.moderator.account_id, "2094")
    assert "มีข้อมูลส่วนบุคคล" in mail.body
    assert "https://example.org/proposals/1" in mail.body


@each_act
def test_act_twice_is_refused_and_leaves_nothing_more(database: Database, scene: Scene, act: str) -> None:
    with database.transaction() as db:
        ACTS[act](db, scene.moderator, scene)
    with database.transaction() as db, pytest.raises((NotPublished, NotHidden)):
        ACTS[act](db, scene.moderator, scene)
    assert acts(database) == [act]
    assert count_rows(database, OutgoingMail) == 1
    assert_counters_are_rows(database)


@each_act
def test_act_is_lost_with_its_transaction(database: Database, scene: Scene, act: str) -> None:
    def fail_after_acting() -> None:
        with database.transaction() as db:
            ACTS[act](db, scene.moderator, scene)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail_after_acting()
    assert acts(database) == []
    assert count_rows(database, OutgoingMail) == 0
    with database.reading() as db:
        assert db.get_one(Proposal, scene.proposal).state == "published"
        assert db.get_one(Comment, scene.hidden_comment).state == "hidden"


@each_act
@pytest.mark.parametrize(
    ("scope", "allowed"),
    [
        ({"province": None, "local_government": None}, True),
        ({"province": "20", "local_government": None}, True),
        ({"province": "20", "local_government": "2094"}, True),
        ({"province": "20", "local_government": SI_RACHA}, False),
        ({"province": "14", "local_government": None}, False),
        ({"province": "14", "local_government": BANG_PA_IN}, False),
        ({"province": None, "local_government": None, "role": "auditor"}, False),
        (None, False),
    ],
)
def test_only_moderators_of_the_place_may_act(
    database: Database, scene: Scene, act: str, scope: dict[str, Any] | None, allowed: bool
) -> None:
    with database.transaction() as db:
        viewer = Viewer(add_account(db), 1, "ก", "th", "20") if scope is None else add_official(db, **scope)
    with database.transaction() as db:
        if allowed:
            ACTS[act](db, viewer, scene)
        else:
            with pytest.raises(NotFound):
                ACTS[act](db, viewer, scene)
    assert acts(database) == [act] * allowed


@each_act
def test_nobody_acts_without_a_reason(
    database: Database, scene: Scene, act: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(WHY, "reason", " \n")
    with database.transaction() as db, pytest.raises(EmptyText):
        ACTS[act](db, scene.moderator, scene)
    assert acts(database) == []


def test_withdrawn_proposal_can_be_neither_hidden_nor_restored(database: Database, scene: Scene) -> None:
    with database.transaction() as db:
        db.get_one(Proposal, scene.hidden_proposal).hidden_reason = None
        db.get_one(Proposal, scene.hidden_proposal).state = "withdrawn"
    for act in (moderation.hide, moderation.restore):
        with database.transaction() as db, pytest.raises(Conflict):
            act(db, scene.moderator, "proposal", scene.hidden_proposal, **WHY)


def test_many_moderators_hide_once(database: Database, scene: Scene) -> None:
    def hide() -> bool:
        try:
            with database.transaction() as db:
                moderation.hide(db, scene.moderator, "comment", scene.comment, **WHY)
                moderation.hide(db, scene.moderator, "proposal", scene.proposal, **WHY)
                moderation.hide(db, scene.moderator, "board", scene.board, **WHY)
        except NotPublished:
            return False
        return True

    assert sum(at_once([hide] * 6)) == 1
    assert acts(database) == ["hide_comment", "hide_proposal", "hide_board"]
    assert_counters_are_rows(database)


def adopt(database: Database, viewer: Viewer, board: int, code: str = "2094") -> None:
    with database.transaction() as db:
        moderation.adopt_board(db, viewer, board, local_government_code=code, now=NOON)


def test_citizens_board_becomes_the_local_governments(database: Database) -> None:
    with database.transaction() as db:
        board, moderator = add_board(db), add_official(db)
        assert moderation.get_adoptable(db, moderator, board)[1] == [
            ("2094", "เทศบาลเมืองแสนสุข", "Saen Suk Town Municipality")
        ]
    adopt(database, moderator, board)
    with database.reading() as db:
        adopted = db.get_one(Board, board)
        assert (adopted.local_government_code, adopted.adopted_by_id, adopted.adopted_at) == (
            "2094",
            moderator.account_id,
            NOON,
        )
    assert acts(database) == ["adopt_board"]
    with pytest.raises(AlreadyAdopted):
        adopt(database, moderator, board)
    assert acts(database) == ["adopt_board"]


@pytest.mark.parametrize(
    ("province", "local_government", "as_code"),
    [("14", None, "2094"), ("20", SI_RACHA, "2094"), ("20", SI_RACHA, SI_RACHA), ("20", None, SI_RACHA)],
)
def test_board_elsewhere_cannot_be_taken_over(
    database: Database, province: str, local_government: str | None, as_code: str
) -> None:
    with database.transaction() as db:
        add_local_government(db, SI_RACHA)
        board = add_board(db, province_code=province, local_government_code=local_government)
        moderator = add_official(db)
    with pytest.raises(NotFound):
        adopt(database, moderator, board, as_code)


def test_officials_board_is_not_taken_over(database: Database) -> None:
    with database.transaction() as db:
        board, moderator = add_board(db), add_official(db)
        db.get_one(Board, board).opened_by_official = True
    with pytest.raises(OfficialBoard):
        adopt(database, moderator, board)


def test_one_of_two_local_governments_takes_over(database: Database) -> None:
    with database.transaction() as db:
        board = add_board(db)
        both = [add_official(db), add_official(db, local_government=SI_RACHA)]

    def take(viewer: Viewer) -> bool:
        try:
            adopt(database, viewer, board, viewer.grants[0].local_government_code or "")
        except (NotFound, AlreadyAdopted):
            return False
        return True

    assert sum(at_once([partial(take, viewer) for viewer in both])) == 1
    assert acts(database) == ["adopt_board"]
