"""Reports: one for each person and post, counted exactly, decided once, and written down without names."""

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from idea4gov.actions import moderation, reports
from idea4gov.actions.desk import list_queue
from idea4gov.domain.errors import NotFound, TooMany
from idea4gov.domain.moderation import REPORTS, CaseClosed, NotPublished, OwnPost, PostKind
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.text import EmptyText
from idea4gov.store.models import Board, Comment, OutgoingMail, Proposal, Report, ReportCase
from idea4gov.store.moderation_log import list_acts
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal, viewer_of
from tests.officials import SI_RACHA, acts, add_comment, add_official, count_rows
from tests.parallel import at_once

WHY: dict[str, Any] = {"reason": "มีที่อยู่ของบุคคลอื่น", "now": NOON}
LINK: dict[str, Any] = {"page_url": "https://example.org/proposals/1"}
KINDS: tuple[PostKind, ...] = ("board", "proposal", "comment")


class Scene:
    """A board of Saen Suk (1) with a proposal (1) and its comment (1), two citizens, and the moderator."""

    def __init__(self, db: Session) -> None:
        self.board = add_board(db, local_government_code="2094")
        self.proposal = add_proposal(db, self.board)
        self.comment = add_comment(db, self.proposal)
        self.people = [viewer_of(db, add_account(db)) for _ in range(2)]
        self.moderator = add_official(db)


@pytest.fixture
def scene(database: Database) -> Scene:
    with database.transaction() as db:
        return Scene(db)


def report(database: Database, viewer: Viewer, kind: PostKind = "proposal") -> bool:
    with database.transaction() as db:
        return reports.report_post(db, viewer, kind, 1, **WHY)


def queue(database: Database, viewer: Viewer) -> list[Any]:
    with database.reading() as db:
        return list_queue(db, viewer, "reports", after_id=None, now=NOON)[0]


def log(database: Database) -> list[tuple[str, str, str]]:
    with database.reading() as db:
        return [(entry.act, entry.kind, entry.reason) for entry in list_acts(db, board_id=1)]


@pytest.mark.parametrize("kind", KINDS)
def test_reports_of_one_post_wait_as_one_case_with_their_count(
    database: Database, scene: Scene, kind: PostKind
) -> None:
    assert [report(database, viewer, kind) for viewer in (*scene.people, scene.people[0])] == [
        True,
        True,
        False,
    ]
    (item,) = queue(database, scene.moderator)
    assert (item.kind, item.report_count, item.first_reason) == (kind, 2, WHY["reason"])
    assert count_rows(database, Report) == 2


def test_double_clicks_of_many_people_are_one_report_each(database: Database, scene: Scene) -> None:
    jobs = [lambda viewer=viewer: report(database, viewer) for viewer in scene.people * 3]
    assert sum(at_once(jobs)) == 2
    with database.reading() as db:
        assert db.scalars(select(ReportCase.report_count)).all() == [2]


def test_hiding_and_dismissing_at_once_decide_a_case_once(database: Database, scene: Scene) -> None:
    report(database, scene.people[0])

    def decide(how: str) -> bool:
        try:
            with database.transaction() as db:
                if how == "hide":
                    reports.hide_reported(db, scene.moderator, 1, **WHY, **LINK)
                else:
                    reports.dismiss_reports(db, scene.moderator, 1, **WHY)
        except (CaseClosed, NotPublished):
            return False
        return True

    assert sum(at_once([lambda: decide("dismiss"), lambda: decide("hide"), lambda: decide("dismiss")])) == 1
    assert len(acts(database)) == len(log(database)) == 1
    assert queue(database, scene.moderator) == []


def test_hiding_closes_the_reports_and_tells_the_author_but_not_who_reported(
    database: Database, scene: Scene
) -> None:
    report(database, scene.people[0], "comment")
    with database.transaction() as db:
        moderation.hide(db, scene.moderator, "comment", 1, reason="ละเมิดผู้อื่น", **LINK, now=NOON)
    assert log(database) == [("hide", "comment", "ละเมิดผู้อื่น")]
    with database.reading() as db:
        assert db.scalars(select(ReportCase.outcome)).all() == ["hidden"]
        assert WHY["reason"] not in db.scalars(select(OutgoingMail.body)).one()
        assert db.get_one(Comment, 1).state == "hidden"
    # What is reported after it was shown again is a new case.
    with database.transaction() as db:
        moderation.restore(db, scene.moderator, "comment", 1, reason="ตรวจแล้ว", **LINK, now=NOON)
    assert report(database, scene.people[0], "comment")


def test_reports_of_what_its_author_took_back_wait_no_longer(database: Database, scene: Scene) -> None:
    report(database, scene.people[0], "comment")
    with database.transaction() as db:
        db.get_one(Proposal, 1).state = "withdrawn"
    assert queue(database, scene.moderator) == []


def test_what_cannot_be_reported(database: Database, scene: Scene) -> None:
    with database.transaction() as db:
        author = viewer_of(db, db.get_one(Proposal, 1).author_id)
        hidden = add_proposal(db, 1, state="hidden")
    refused: list[tuple[type[Exception], Viewer, int]] = [
        (OwnPost, author, 1),
        (NotPublished, author, hidden),
        (NotFound, author, 99),
    ]
    for error, viewer, proposal_id in refused:
        with database.transaction() as db, pytest.raises(error):
            reports.report_post(db, viewer, "proposal", proposal_id, **WHY)
    with database.transaction() as db, pytest.raises(EmptyText):
        reports.report_post(db, scene.people[0], "proposal", 1, reason=" ", now=NOON)
    with database.transaction() as db:
        db.get_one(Board, 1).state = "draft"
    with database.transaction() as db, pytest.raises(NotFound):
        reports.report_post(db, scene.people[0], "board", 1, **WHY)
    assert count_rows(database, ReportCase) == 0


def test_reports_are_limited_and_one_too_many_leaves_nothing(
    database: Database, scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "REPORTS", REPORTS.__class__("report-post", 1, REPORTS.window))
    assert report(database, scene.people[0], "board")
    with pytest.raises(TooMany):
        report(database, scene.people[0], "proposal")
    assert count_rows(database, Report) == 1


def test_only_officials_of_the_place_see_and_decide(database: Database, scene: Scene) -> None:
    report(database, scene.people[0], "board")
    with database.transaction() as db:
        stranger = add_official(db, local_government=SI_RACHA)
        auditor = add_official(db, role="auditor")
    assert queue(database, stranger) == []
    for viewer in (stranger, auditor, scene.people[0]):
        with database.transaction() as db, pytest.raises(NotFound):
            reports.dismiss_reports(db, viewer, 1, **WHY)
    with database.transaction() as db:
        reports.dismiss_reports(db, scene.moderator, 1, **WHY)
    assert log(database) == [("dismiss", "board", WHY["reason"])]
