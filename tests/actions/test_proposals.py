"""Posting, editing and withdrawing a proposal."""

from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from idea4gov.actions.proposals import (
    edit_proposal,
    get_visible_proposal,
    post_proposal,
    withdraw_proposal,
)
from idea4gov.domain.boards import BoardClosed
from idea4gov.domain.errors import NotFound, TooMany
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.proposals import (
    POSTS,
    NotPublished,
    NotYourProposal,
    PlaceElsewhere,
    StaleProposal,
)
from idea4gov.store.boards.reading import get_board
from idea4gov.store.models import Board, Proposal
from idea4gov.store.proposals.reading import list_wordings
from idea4gov.store.proposals.writing import move_state
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
    viewer_of,
)

LATER = NOON + timedelta(minutes=5)
KEY = "a-form-key-of-this-test"


@pytest.fixture
def author(database: Database) -> Viewer:
    with database.transaction() as db:
        return viewer_of(db, add_account(db))


@pytest.fixture
def board_id(database: Database) -> int:
    with database.transaction() as db:
        return add_board(db, local_government_code=SAEN_SUK)


@pytest.fixture
def proposal_id(database: Database, author: Viewer, board_id: int) -> int:
    with database.transaction() as db:
        return posted(db, author, board_id)


def posted(db: Session, viewer: Viewer, board_id: int, **changes: str | None) -> int:
    values = {
        "title": "ถังขยะแยกประเภท",
        "body": "ตั้งทุก 100 เมตร\nตลอดชายหาด",
        "category": "environment",
        "place": "",
        "form_key": None,
    }
    return post_proposal(db, viewer, board_id=board_id, now=NOON, **{**values, **changes})  # type: ignore[arg-type]


def edited(database: Database, viewer: Viewer, proposal_id: int, title: str, revision: int) -> None:
    with database.transaction() as db:
        edit_proposal(
            db,
            viewer,
            proposal_id=proposal_id,
            title=title,
            body="ตั้งทุก 50 เมตร",
            category="safety",
            revision=revision,
            now=LATER,
        )


def close(database: Database, board_id: int) -> None:
    with database.transaction() as db:
        db.execute(update(Board).where(Board.id == board_id).values(state="closed", closed_at=NOON))


def test_a_proposal_is_published_under_the_next_number(
    database: Database, author: Viewer, board_id: int
) -> None:
    with database.transaction() as db:
        ids = [posted(db, author, board_id) for _ in range(2)]
    with database.reading() as db:
        first, second = (get_visible_proposal(db, one, None) for one in ids)
        board = get_board(db, board_id)
    assert (first.number, second.number, first.state) == (1, 2, "published")
    assert first.body_html == "<p>ตั้งทุก 100 เมตร<br>ตลอดชายหาด</p>"
    assert first.excerpt == "ตั้งทุก 100 เมตร ตลอดชายหาด"
    assert (first.author_name, first.board_title) == (author.display_name, "ขยะหาดบางแสน")
    assert (board.last_number, board.proposal_count) == (2, 2)


def test_a_proposal_names_a_place_of_its_boards_province(
    database: Database, author: Viewer, board_id: int
) -> None:
    with database.transaction() as db:
        subdistrict = add_subdistrict(db)
        in_town = posted(db, author, board_id, place=f"lg-{SAEN_SUK}")
        in_subdistrict = posted(db, author, board_id, place=f"sd-{subdistrict}")
    with database.reading() as db:
        assert get_visible_proposal(db, in_town, None).place_name_th == "เทศบาลเมืองแสนสุข"
        assert get_visible_proposal(db, in_subdistrict, None).place_name_en == "Saen Suk"


@pytest.mark.parametrize("place", ["lg-1401", "sd-140101", "lg-9999", "sd-209999"])
def test_a_place_elsewhere_is_refused(database: Database, author: Viewer, board_id: int, place: str) -> None:
    with database.transaction() as db:
        add_local_government(db, "1401", "เทศบาลตำบลหัวเวียง", "Hua Wiang")
        add_subdistrict(db, "140101")
    with pytest.raises(PlaceElsewhere) as refused, database.transaction() as db:
        posted(db, author, board_id, place=place)
    assert refused.value.data["field"] == "place"


@pytest.mark.parametrize("values", [{"state": "closed", "closed_at": NOON}, {"closes_at": NOON}])
def test_nothing_is_posted_changed_or_withdrawn_once_the_board_is_closed(
    database: Database, author: Viewer, board_id: int, proposal_id: int, values: dict[str, object]
) -> None:
    with database.transaction() as db:
        db.execute(update(Board).where(Board.id == board_id).values(**values))
    with pytest.raises(BoardClosed), database.transaction() as db:
        posted(db, author, board_id)
    with pytest.raises(BoardClosed):
        edited(database, author, proposal_id, "ใหม่", 1)
    with pytest.raises(BoardClosed), database.transaction() as db:
        withdraw_proposal(db, author, proposal_id=proposal_id, now=NOON)


@pytest.mark.parametrize("changes", [{"kind": "budget"}, {"state": "draft"}])
def test_no_proposal_on_what_is_no_open_discussion(
    database: Database, author: Viewer, changes: dict[str, str]
) -> None:
    with database.transaction() as db:
        board_id = add_board(db, **changes)  # type: ignore[arg-type]
    with pytest.raises(NotFound), database.transaction() as db:
        posted(db, author, board_id)


def test_the_same_form_sent_again_gives_the_same_proposal_even_after_closing(
    database: Database, author: Viewer, board_id: int
) -> None:
    with database.transaction() as db:
        first = posted(db, author, board_id, form_key=KEY)
        assert posted(db, author, board_id, form_key=KEY) == first
    close(database, board_id)
    with database.transaction() as db:
        assert posted(db, author, board_id, form_key=KEY) == first
        assert get_board(db, board_id).last_number == 1


def test_other_words_from_the_same_form_are_another_proposal(
    database: Database, author: Viewer, board_id: int
) -> None:
    with database.transaction() as db:
        first = posted(db, author, board_id, form_key=KEY)
        assert posted(db, author, board_id, form_key=KEY, title="ย้อนกลับมาเขียนอีกเรื่อง") != first


def test_a_form_key_of_another_person_is_another_form(
    database: Database, author: Viewer, board_id: int
) -> None:
    with database.transaction() as db:
        other = viewer_of(db, add_account(db))
        first, second = (posted(db, viewer, board_id, form_key=KEY) for viewer in (author, other))
    assert first != second


def test_proposals_by_one_account_are_limited_in_an_hour(
    database: Database, author: Viewer, board_id: int
) -> None:
    with database.transaction() as db:
        for _ in range(POSTS.times):
            posted(db, author, board_id)
    with pytest.raises(TooMany), database.transaction() as db:
        posted(db, author, board_id)


def test_an_edit_keeps_the_earlier_wording(database: Database, author: Viewer, proposal_id: int) -> None:
    edited(database, author, proposal_id, "ถังใหญ่ขึ้น", 1)
    with database.reading() as db:
        found = get_visible_proposal(db, proposal_id, None)
        present, first = list_wordings(db, found)
    assert (present.title, present.revision, present.written_at) == ("ถังใหญ่ขึ้น", 2, LATER)
    assert (first.title, first.revision, first.written_at) == ("ถังขยะแยกประเภท", 1, NOON)
    assert (found.title, found.category, found.excerpt) == ("ถังใหญ่ขึ้น", "safety", "ตั้งทุก 50 เมตร")


def test_an_edit_shows_only_once_there_were_supports(
    database: Database, author: Viewer, proposal_id: int
) -> None:
    edited(database, author, proposal_id, "ก่อนมีคนสนับสนุน", 1)
    with database.transaction() as db:
        assert get_visible_proposal(db, proposal_id, None).edited_at is None
        db.execute(update(Proposal).where(Proposal.id == proposal_id).values(support_count=3))
    edited(database, author, proposal_id, "หลังมีคนสนับสนุน", 2)
    with database.reading() as db:
        found = get_visible_proposal(db, proposal_id, None)
        assert found.edited_at == LATER
        assert [wording.supports for wording in list_wordings(db, found)] == [None, 3, 0]


def test_an_edit_of_an_older_wording_is_refused_and_changes_nothing(
    database: Database, author: Viewer, proposal_id: int
) -> None:
    edited(database, author, proposal_id, "จากแท็บแรก", 1)
    with pytest.raises(StaleProposal):
        edited(database, author, proposal_id, "จากแท็บที่สอง", 1)
    with database.reading() as db:
        assert get_visible_proposal(db, proposal_id, None).title == "จากแท็บแรก"


def test_saving_the_same_text_twice_is_one_edit(database: Database, author: Viewer, proposal_id: int) -> None:
    edited(database, author, proposal_id, "เหมือนเดิม", 1)
    edited(database, author, proposal_id, "เหมือนเดิม", 1)
    with database.reading() as db:
        assert get_visible_proposal(db, proposal_id, None).revision == 2


def test_only_its_author_edits_and_withdraws(database: Database, proposal_id: int) -> None:
    with database.transaction() as db:
        official = add_account(db)
        grant(db, official)
        others = [viewer_of(db, add_account(db)), viewer_of(db, official)]
    for viewer in others:
        with pytest.raises(NotYourProposal):
            edited(database, viewer, proposal_id, "ของคนอื่น", 1)
        with pytest.raises(NotYourProposal), database.transaction() as db:
            withdraw_proposal(db, viewer, proposal_id=proposal_id, now=NOON)


def test_a_withdrawn_proposal_is_off_the_board_and_stays_so(
    database: Database, author: Viewer, board_id: int, proposal_id: int
) -> None:
    with database.transaction() as db:
        withdraw_proposal(db, author, proposal_id=proposal_id, now=NOON)
        assert get_visible_proposal(db, proposal_id, None).state == "withdrawn"
        board = get_board(db, board_id)
    assert (board.proposal_count, board.last_number) == (0, 1)
    with pytest.raises(NotPublished), database.transaction() as db:
        withdraw_proposal(db, author, proposal_id=proposal_id, now=NOON)
    with pytest.raises(NotPublished):
        edited(database, author, proposal_id, "อีกครั้ง", 1)


def test_a_hidden_proposal_is_shown_to_its_author_and_officials_in_scope_alone(
    database: Database, author: Viewer, board_id: int, proposal_id: int
) -> None:
    with database.transaction() as db:
        inside, outside = add_account(db), add_account(db)
        grant(db, inside)
        grant(db, outside, local_government="1401")
        official, elsewhere, stranger = (viewer_of(db, one) for one in (inside, outside, add_account(db)))
        assert move_state(
            db, proposal_id, board_id=board_id, before="published", after="hidden", hidden_reason="โฆษณา"
        )
    with database.reading() as db:
        for viewer in (author, official):
            assert get_visible_proposal(db, proposal_id, viewer).hidden_reason == "โฆษณา"
        for other in (None, stranger, elsewhere):
            with pytest.raises(NotFound):
                get_visible_proposal(db, proposal_id, other)
    with pytest.raises(NotPublished):
        edited(database, author, proposal_id, "แก้", 1)


def test_a_proposal_of_a_draft_board_is_not_shown(database: Database) -> None:
    with database.transaction() as db:
        proposal_id = add_proposal(db, add_board(db, state="draft"))
    with database.reading() as db, pytest.raises(NotFound):
        get_visible_proposal(db, proposal_id, None)
