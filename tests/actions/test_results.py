"""Closing a board: its result is what stood at that moment, for good, and anyone can compute its digest."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import run
from sys import executable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update
from sqlalchemy.orm import Session

from idea4gov.actions import moderation
from idea4gov.actions.answers import answer_proposal
from idea4gov.actions.results import close_board, export_priorities, get_board, get_closable
from idea4gov.actions.votes import support_proposal
from idea4gov.domain.errors import DomainError, NotFound
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.results import AlreadyClosed, CountersDiffer, ResultLine, Totals
from idea4gov.domain.votes import VotingClosed
from idea4gov.store.models import AuditEntry, Board, BoardResult, Proposal
from idea4gov.store.results import compute_digest, get_totals, list_lines, stream_lines
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal, add_subdistrict, viewer_of
from tests.officials import SI_RACHA, acts, add_comment, add_official, count_rows, support
from tests.parallel import at_once
from tests.services.sample import examples

RECOMPUTE = """
import hashlib, json, sys
file = json.load(open(sys.argv[1], encoding="utf-8"))
text = json.dumps(file["result"], sort_keys=True, ensure_ascii=False, separators=(",", ":"))
print(hashlib.sha256(text.encode("utf-8")).hexdigest() == file["digest"])
"""


class Scene:
    """A board of Saen Suk where 3 people gave 5 supports: 1, 2, 0 and 2 to the published proposals 1-4."""

    def __init__(self, db: Session) -> None:
        self.board = add_board(db, local_government_code="2094")
        self.moderator = add_official(db)
        people = [viewer_of(db, add_account(db)).person_id for _ in range(4)]
        self.proposals = [add_proposal(db, self.board, title=f"ข้อเสนอ {number}") for number in (1, 2, 3, 4)]
        self.hidden = add_proposal(db, self.board, state="hidden")
        support(db, self.proposals[0], people[0])
        support(db, self.proposals[1], people[0], people[1])
        support(db, self.proposals[3], people[1], people[2])
        support(db, self.hidden, *people)
        add_subdistrict(db)
        db.get_one(Proposal, self.proposals[1]).subdistrict_code = "200104"
        add_comment(db, self.proposals[1])


@pytest.fixture
def scene(database: Database) -> Scene:
    with database.transaction() as db:
        return Scene(db)


def close(database: Database, scene: Scene, viewer: Viewer | None = None) -> Totals:
    with database.transaction() as db:
        return close_board(db, viewer or scene.moderator, scene.board, now=NOON)


def result(database: Database, board: int) -> tuple[Totals, list[ResultLine]]:
    with database.snapshot() as db:
        totals = get_totals(db, board)
        return totals, list(stream_lines(db, totals))


def exported(database: Database, board: int, kind: Any = "json") -> str:
    with database.snapshot() as db:
        return "".join(export_priorities(db, board, kind))


def test_result_ranks_published_proposals_with_ties(database: Database, scene: Scene) -> None:
    close(database, scene)
    totals, lines = result(database, scene.board)
    assert [(one.position, one.rank, one.tied, one.number, one.support_count) for one in lines] == [
        (1, 1, True, 2, 2),
        (2, 1, True, 4, 2),
        (3, 3, False, 1, 1),
        (4, 4, False, 3, 0),
    ]
    assert (totals.supporters, totals.supports, totals.proposals, totals.closed_at) == (3, 5, 4, NOON)
    assert (lines[0].place, lines[0].comment_count, lines[0].answered) == ("แสนสุข", 1, False)


def test_standing_of_an_open_board_becomes_its_result(database: Database, scene: Scene) -> None:
    before, lines = result(database, scene.board)
    assert (before.closed_at, before.digest) == (None, None)
    close(database, scene)
    assert result(database, scene.board)[1] == lines


def test_closing_ends_supports_and_leaves_one_entry_with_the_digest(database: Database, scene: Scene) -> None:
    totals = close(database, scene)
    assert acts(database) == ["close_board"]
    with database.reading() as db:
        assert db.get_one(Board, scene.board).state == "closed"
        assert db.get_one(AuditEntry, 1).data["digest"] == totals.digest
    with database.transaction() as db, pytest.raises(VotingClosed):
        support_proposal(db, scene.moderator, proposal_id=scene.proposals[0], now=NOON)


def test_nothing_later_changes_the_result(database: Database, scene: Scene) -> None:
    close(database, scene)
    sealed = result(database, scene.board)
    why: dict[str, Any] = {"reason": "โฆษณา", "page_url": "https://example.org/x", "now": NOON}
    with database.transaction() as db:
        moderation.hide(db, scene.moderator, "proposal", scene.proposals[0], **why)
        answer_proposal(db, scene.moderator, scene.proposals[1], body="ตกลง", revision=0, now=NOON)
        moderation.restore(db, scene.moderator, "proposal", scene.hidden, **why)
        db.execute(update(Proposal).values(title="อื่น", support_count=9, category="other"))
    assert result(database, scene.board) == sealed
    with database.snapshot() as db:
        assert compute_digest(db, scene.board) == sealed[0].digest


def test_board_closes_once(database: Database, scene: Scene) -> None:
    def attempt() -> bool:
        try:
            close(database, scene)
        except AlreadyClosed:
            return False
        return True

    assert sum(at_once([attempt] * 5)) == 1
    assert acts(database) == ["close_board"]
    with database.reading() as db, pytest.raises(AlreadyClosed):
        get_closable(db, scene.moderator, scene.board)


def test_supports_during_closing_are_in_the_result_or_refused(database: Database, scene: Scene) -> None:
    with database.transaction() as db:
        voters = [viewer_of(db, add_account(db)) for _ in range(7)]

    def vote(viewer: Viewer) -> int:
        try:
            with database.transaction() as db:
                support_proposal(db, viewer, proposal_id=scene.proposals[2], now=NOON)
        except VotingClosed:
            return 0
        return 1

    jobs: list[Callable[[], int]] = [lambda voter=voter: vote(voter) for voter in voters]  # type: ignore[misc]
    jobs.insert(3, lambda: close(database, scene).supports)
    given = sum(at_once(jobs))
    totals, lines = result(database, scene.board)
    (third,) = [one for one in lines if one.number == 3]
    assert totals.supports == 5 + third.support_count
    assert given == totals.supports + third.support_count


@pytest.mark.parametrize(
    ("scope", "error"),
    [
        ({}, None),
        ({"local_government": None}, None),
        ({"province": None, "local_government": None}, None),
        ({"local_government": SI_RACHA}, NotFound),
        ({"province": "14", "local_government": None}, NotFound),
        ({"role": "auditor"}, NotFound),
    ],
)
def test_only_moderators_of_the_place_close(
    database: Database, scene: Scene, scope: dict[str, Any], error: type[DomainError] | None
) -> None:
    with database.transaction() as db:
        viewer = add_official(db, **scope)
    if error is None:
        close(database, scene, viewer)
    else:
        with pytest.raises(error):
            close(database, scene, viewer)
    assert count_rows(database, BoardResult) == (error is None)


@pytest.mark.parametrize(("kind", "state"), [("budget", "open"), ("discussion", "draft")])
def test_only_a_discussion_that_was_opened_has_priorities(database: Database, kind: str, state: str) -> None:
    with database.transaction() as db:
        board = add_board(db, local_government_code="2094", kind=kind, state=state)
        viewer = add_official(db)
    with database.transaction() as db, pytest.raises(NotFound):
        close_board(db, viewer, board, now=NOON)
    with database.reading() as db, pytest.raises(NotFound):
        get_board(db, board)


def test_wrong_counters_are_not_sealed(database: Database, scene: Scene) -> None:
    with database.transaction() as db:
        db.execute(update(Proposal).where(Proposal.id == scene.proposals[2]).values(support_count=7))
    with pytest.raises(CountersDiffer):
        close(database, scene)
    assert count_rows(database, BoardResult) == 0
    assert acts(database) == []
    with database.reading() as db:
        assert db.get_one(Board, scene.board).state == "open"


def test_empty_board_has_an_empty_result(database: Database) -> None:
    with database.transaction() as db:
        board, viewer = add_board(db, local_government_code="2094"), add_official(db)
        close_board(db, viewer, board, now=NOON)
    totals, lines = result(database, board)
    assert (totals.supporters, totals.supports, totals.proposals, lines) == (0, 0, 0, [])
    assert json.loads(exported(database, board))["digest"] == totals.digest


def test_pages_follow_each_other_by_position(database: Database, scene: Scene) -> None:
    for _ in ("open", "closed"):
        with database.reading() as db:
            totals = get_totals(db, scene.board)
            pages = [list_lines(db, totals, after=after, limit=2) for after in (0, 2, 4)]
        assert [[one.position for one in page] for page in pages] == [[1, 2], [3, 4], []]
        if totals.closed_at is None:
            close(database, scene)


def test_digest_is_recomputed_from_the_exported_file_with_plain_python(
    database: Database, scene: Scene, tmp_path: Path
) -> None:
    close(database, scene)
    file, script = tmp_path / "priorities.json", tmp_path / "recompute.py"
    file.write_text(exported(database, scene.board), encoding="utf-8")
    script.write_text(RECOMPUTE, encoding="utf-8")
    answer = run([executable, "-I", script, file], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "True"


@pytest.mark.parametrize("kind", ["csv", "json"])
def test_export_holds_no_hidden_proposal_and_no_name(database: Database, scene: Scene, kind: str) -> None:
    with database.transaction() as db:
        db.get_one(Proposal, scene.hidden).title = "ข้อความที่ถูกซ่อน"
    text = exported(database, scene.board, kind)
    assert "ข้อเสนอ 4" in text
    assert "ข้อความที่ถูกซ่อน" not in text
    assert "สมชาย" not in text
    assert "สมหญิง" not in text


def test_open_board_is_exported_without_a_digest(database: Database, scene: Scene) -> None:
    value = json.loads(exported(database, scene.board))
    assert (value["digest"], value["result"]["closed_at"], value["board"]["state"]) == (None, None, "open")


@given(counts=st.lists(st.integers(0, 3), max_size=8))
@settings(max_examples=examples(15), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_ranks_are_those_of_the_definition(sqlite_database: Database, counts: list[int]) -> None:
    with sqlite_database.transaction() as db:
        board = add_board(db)
        for count in counts:
            add_proposal(db, board, support_count=count)
    _, lines = result(sqlite_database, board)
    assert [one.position for one in lines] == list(range(1, len(counts) + 1))
    assert [(one.support_count, one.number) for one in lines] == sorted(
        zip(counts, range(1, len(counts) + 1), strict=True), key=lambda pair: (-pair[0], pair[1])
    )
    for one in lines:
        assert one.rank == 1 + sum(other > one.support_count for other in counts)
        assert one.tied is (counts.count(one.support_count) > 1)


def test_every_page_of_an_open_board_ranks_and_ties_as_the_whole_does(database: Database) -> None:
    with database.transaction() as db:
        board, people = add_board(db), [add_account(db, f"{number}@example.org") for number in range(3)]
        for count in (1, 3, 0, 1, 1, 2, 0, 3, 1):
            proposal = add_proposal(db, board)
            for account in people[:count]:
                support(db, proposal, viewer_of(db, account).person_id)
    with database.snapshot() as db:
        totals = get_totals(db, board)
        whole = list(stream_lines(db, totals))
        assert [(one.rank, one.tied) for one in whole] == [
            (1, True), (1, True), (3, False), *[(4, True)] * 4, (8, True), (8, True),
        ]  # fmt: skip
        for size in (1, 2, 4, 9):
            starts = range(0, 10, size)
            pages = [list_lines(db, totals, after=start, limit=size) for start in starts]
            assert [line for page in pages for line in page] == whole
