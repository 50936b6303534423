"""Appeals: by the author, once for each hiding, decided by somebody else, and written down without names."""

from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idea4gov.actions import appeals, moderation
from idea4gov.actions.desk import list_queue
from idea4gov.domain.appeals import AppealDecided, OwnHiding
from idea4gov.domain.errors import NotFound
from idea4gov.domain.moderation import NotHidden, PostKind
from idea4gov.domain.permissions import Viewer
from idea4gov.store.models import Account, Appeal, Board, Comment, OutgoingMail, Proposal
from idea4gov.store.moderation_log import list_acts
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_board, add_proposal, viewer_of
from tests.officials import SI_RACHA, acts, add_comment, add_official, count_rows
from tests.parallel import at_once

WHY: dict[str, Any] = {"reason": "ละเมิดผู้อื่น", "page_url": "https://example.org/x", "now": NOON}
KINDS: tuple[PostKind, ...] = ("board", "proposal", "comment")


class Scene:
    """A board of Saen Suk (1) with a proposal (1) and its comment (1), all hidden by its moderator."""

    def __init__(self, db: Session) -> None:
        self.proposal = add_proposal(db, add_board(db, local_government_code="2094"))
        self.comment = add_comment(db, self.proposal)
        self.hider, self.colleague = add_official(db), add_official(db)
        moderation.hide(db, self.hider, "comment", 1, **WHY)
        moderation.hide(db, self.hider, "proposal", 1, **WHY)
        moderation.hide(db, self.hider, "board", 1, **WHY)
        self.authors = {
            "board": viewer_of(db, db.get_one(Board, 1).opened_by_id or 0),
            "proposal": viewer_of(db, db.get_one(Proposal, 1).author_id),
            "comment": viewer_of(db, db.get_one(Comment, 1).author_id),
        }


@pytest.fixture
def scene(database: Database) -> Scene:
    with database.transaction() as db:
        return Scene(db)


def appeal(database: Database, viewer: Viewer, kind: PostKind = "proposal") -> bool:
    with database.transaction() as db:
        return appeals.appeal_hiding(db, viewer, kind, 1, body="ไม่ได้ว่าใคร", now=NOON)


def waiting(database: Database, viewer: Viewer) -> list[int]:
    with database.reading() as db:
        return [item.id for item in list_queue(db, viewer, "appeals", after_id=None, now=NOON)[0]]


@pytest.mark.parametrize("kind", KINDS)
def test_an_appeal_waits_for_everybody_but_who_hid_it(
    database: Database, scene: Scene, kind: PostKind
) -> None:
    assert appeal(database, scene.authors[kind], kind)
    with database.transaction() as db:
        province = add_official(db, local_government=None)
        stranger = add_official(db, local_government=SI_RACHA)
        # Who hid it has a second account.
        same_person = add_official(db)
        db.execute(
            update(Account)
            .where(Account.id == same_person.account_id)
            .values(person_id=scene.hider.person_id)
        )
        same_person = viewer_of(db, same_person.account_id)
    for viewer, items in (
        (scene.colleague, [1]),
        (province, [1]),
        (stranger, []),
        (scene.hider, []),
        (same_person, []),
    ):
        assert waiting(database, viewer) == items
    for viewer, error in ((scene.hider, OwnHiding), (same_person, OwnHiding), (stranger, NotFound)):
        for decide in (appeals.keep_hidden, appeals.restore_appealed):
            with database.transaction() as db, pytest.raises(error):
                decide(db, viewer, 1, **WHY)
    with database.reading() as db:
        assert db.get_one(Appeal, 1).decision is None


@pytest.mark.parametrize("kind", KINDS)
def test_an_upheld_hiding_is_final(database: Database, scene: Scene, kind: PostKind) -> None:
    appeal(database, scene.authors[kind], kind)
    with database.transaction() as db:
        appeals.keep_hidden(db, scene.colleague, 1, **WHY)
    assert waiting(database, scene.colleague) == []
    assert acts(database)[-1] == "keep_hidden"
    assert not appeal(database, scene.authors[kind], kind)
    with database.reading() as db:
        assert list_acts(db, board_id=1)[0].act == "keep_hidden"
        assert count_rows(database, OutgoingMail) == 4
    with database.transaction() as db, pytest.raises(AppealDecided):
        appeals.restore_appealed(db, scene.colleague, 1, **WHY)


@pytest.mark.parametrize("kind", KINDS)
def test_a_restored_post_may_be_appealed_for_again_when_it_is_hidden_again(
    database: Database, scene: Scene, kind: PostKind
) -> None:
    appeal(database, scene.authors[kind], kind)
    with database.transaction() as db:
        appeals.restore_appealed(db, scene.colleague, 1, **WHY)
    assert acts(database)[-1] == f"restore_{kind}"
    with database.transaction() as db, pytest.raises(NotHidden):
        appeals.appeal_hiding(db, scene.authors[kind], kind, 1, body="อีกครั้ง", now=NOON)
    with database.transaction() as db:
        moderation.hide(db, scene.colleague, kind, 1, **WHY)
    assert appeal(database, scene.authors[kind], kind)
    assert waiting(database, scene.colleague) == []
    assert waiting(database, scene.hider) == [2]


def test_double_clicks_are_one_appeal_and_others_cannot_appeal(database: Database, scene: Scene) -> None:
    author = scene.authors["proposal"]
    assert sorted(at_once([lambda: appeal(database, author)] * 3)) == [False, False, True]
    with database.transaction() as db, pytest.raises(NotFound):
        appeals.appeal_hiding(db, scene.authors["comment"], "proposal", 1, body="ก", now=NOON)
    assert count_rows(database, Appeal) == 1


def test_two_officials_at_once_decide_once(database: Database, scene: Scene) -> None:
    appeal(database, scene.authors["proposal"])
    with database.transaction() as db:
        other = add_official(db)

    def decide(keep: bool) -> bool:
        act = appeals.keep_hidden if keep else appeals.restore_appealed
        try:
            with database.transaction() as db:
                act(db, scene.colleague if keep else other, 1, **WHY)
        except AppealDecided:
            return False
        return True

    assert sum(at_once([lambda: decide(True), lambda: decide(False)])) == 1
    with database.reading() as db:
        state, decision = db.get_one(Proposal, 1).state, db.scalars(select(Appeal.decision)).one()
    assert (state, decision) in (("hidden", "upheld"), ("published", "restored"))


def test_the_database_lets_nobody_uphold_their_own_hiding(database: Database, scene: Scene) -> None:
    appeal(database, scene.authors["proposal"])
    values = {"decision": "upheld", "decided_by_id": scene.hider.account_id, "decided_at": NOON}
    with database.transaction() as db, pytest.raises(IntegrityError):
        db.execute(update(Appeal).values(**values, reason="ก"))
