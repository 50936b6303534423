"""Official answers: one for a proposal, edited with its revisions, never over a colleague's newer text."""

from functools import partial

import pytest
from sqlalchemy import select

from idea4gov.actions.answers import answer_proposal
from idea4gov.domain.answers import NotAnswerable, StaleAnswer
from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.text import EmptyText, TextTooLong
from idea4gov.store.answers import AnswerView, find_answer
from idea4gov.store.models import OfficialAnswerRevision
from idea4gov.store.session import Database
from tests.conftest import NOON, Clock
from tests.factories import add_board, add_proposal
from tests.officials import SI_RACHA, acts, add_official
from tests.parallel import at_once


@pytest.fixture
def asked(database: Database) -> tuple[Viewer, int]:
    """A moderator of Saen Suk, and a proposal there."""
    with database.transaction() as db:
        return add_official(db), add_proposal(db, add_board(db, local_government_code="2094"))


def answer(
    database: Database,
    viewer: Viewer,
    proposal: int,
    body: str,
    revision: int = 0,
    clock: Clock | None = None,
) -> None:
    with database.transaction() as db:
        answer_proposal(db, viewer, proposal, body=body, revision=revision, now=clock() if clock else NOON)


def standing(database: Database, proposal: int) -> AnswerView:
    with database.reading() as db:
        found = find_answer(db, proposal)
    assert found is not None
    return found


def test_answer_is_shown_with_its_office(database: Database, asked: tuple[Viewer, int]) -> None:
    answer(database, *asked, "เทศบาลจะ**ติดตั้ง**ภายในปีนี้ <script>")
    found = standing(database, asked[1])
    assert found.body_html == "<p>เทศบาลจะ<strong>ติดตั้ง</strong>ภายในปีนี้ &lt;script&gt;</p>"
    assert (found.office_name_th, found.author_name) == ("เทศบาลเมืองแสนสุข", "สมหญิง รักถิ่น")
    assert (found.answered_at, found.edited_at) == (NOON, None)
    assert acts(database) == ["answer_proposal"]


def test_edit_keeps_the_earlier_wording(database: Database, asked: tuple[Viewer, int], clock: Clock) -> None:
    answer(database, *asked, "ครั้งแรก")
    clock.move(days=1)
    answer(database, *asked, "ครั้งที่สอง", 1, clock)
    clock.move(days=1)
    answer(database, *asked, "ครั้งที่สาม", 2, clock)
    found = standing(database, asked[1])
    assert (found.body, found.revision, found.answered_at, found.edited_at) == ("ครั้งที่สาม", 3, NOON, clock())
    with database.reading() as db:
        rows = select(OfficialAnswerRevision.revision, OfficialAnswerRevision.body)
        assert [tuple(row) for row in db.execute(rows.order_by("revision"))] == [
            (1, "ครั้งแรก"),
            (2, "ครั้งที่สอง"),
        ]
    assert acts(database) == ["answer_proposal", "edit_answer", "edit_answer"]


@pytest.mark.parametrize("revision", [0, 1, 3])
def test_stale_edit_is_refused_with_the_text_that_stands(
    database: Database, asked: tuple[Viewer, int], revision: int
) -> None:
    answer(database, *asked, "ครั้งแรก")
    answer(database, *asked, "ของเพื่อนร่วมงาน", 1)
    with pytest.raises(StaleAnswer) as refused:
        answer(database, *asked, "ของฉัน", revision)
    assert refused.value.data == {"theirs": "ของเพื่อนร่วมงาน", "revision": 2}
    assert standing(database, asked[1]).body == "ของเพื่อนร่วมงาน"
    assert len(acts(database)) == 2


def test_same_text_sent_twice_is_one_answer(database: Database, asked: tuple[Viewer, int]) -> None:
    answer(database, *asked, "ขอบคุณครับ")
    answer(database, *asked, "ขอบคุณครับ")
    assert standing(database, asked[1]).revision == 1
    assert acts(database) == ["answer_proposal"]


def test_of_answers_at_the_same_moment_one_stands(database: Database, asked: tuple[Viewer, int]) -> None:
    def attempt(number: int) -> bool:
        try:
            answer(database, *asked, f"คำตอบที่ {number}")
        except StaleAnswer:
            return False
        return True

    assert sum(at_once([partial(attempt, number) for number in range(6)])) == 1
    assert acts(database) == ["answer_proposal"]


@pytest.mark.parametrize("state", ["hidden", "withdrawn"])
def test_what_is_not_published_is_not_answered(database: Database, state: str) -> None:
    with database.transaction() as db:
        viewer, board = add_official(db), add_board(db, local_government_code="2094")
        proposal = add_proposal(db, board, state=state)
    with pytest.raises(NotAnswerable):
        answer(database, viewer, proposal, "ขอบคุณครับ")


def test_closed_board_may_still_be_answered(database: Database) -> None:
    with database.transaction() as db:
        viewer, board = add_official(db), add_board(db, local_government_code="2094", state="closed")
        proposal = add_proposal(db, board)
    answer(database, viewer, proposal, "ดำเนินการแล้ว")
    assert standing(database, proposal).body == "ดำเนินการแล้ว"


@pytest.mark.parametrize(
    "scope",
    [{"local_government": SI_RACHA}, {"province": "14", "local_government": None}, {"role": "auditor"}],
)
def test_out_of_scope_there_is_no_such_proposal(
    database: Database, asked: tuple[Viewer, int], scope: dict[str, str]
) -> None:
    with database.transaction() as db:
        stranger = add_official(db, **scope)  # type: ignore[arg-type]
    with pytest.raises(NotFound):
        answer(database, stranger, asked[1], "ขอบคุณครับ")
    assert acts(database) == []


@pytest.mark.parametrize(("body", "error"), [("\u200b", EmptyText), ("ก" * 5_001, TextTooLong)])
def test_answer_has_words_and_an_end(
    database: Database, asked: tuple[Viewer, int], body: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        answer(database, *asked, body)
