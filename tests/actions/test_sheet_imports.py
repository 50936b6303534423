"""Sheets into discussions and rounds: what becomes of each column, and an import that is taken back whole."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from idea4gov.actions.comments import post_comment
from idea4gov.actions.imports import import_sheet, send_sheet, take_back_import
from idea4gov.actions.rounds.screening import bring_in
from idea4gov.actions.votes import support_proposal
from idea4gov.domain.boards import BoardClosed
from idea4gov.domain.errors import DomainError, NotFound
from idea4gov.domain.import_refusals import (
    ImportTakenBack,
    ImportTooOld,
    ImportTouched,
    RowsRefused,
)
from idea4gov.domain.imports import KEPT, guess_choice
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.phases import WrongPhase
from idea4gov.domain.sheet_headings import ROUND_FIELDS
from idea4gov.domain.sheet_texts import read_csv
from idea4gov.store.imports import list_imports
from idea4gov.store.models import Board, ImportedProposal, Proposal, SheetImport
from idea4gov.store.rounds.screening import Review, list_reviews
from idea4gov.store.session import Database
from tests.actions.conduct import PAGE, Conduct, conduct, either
from tests.conftest import NOON
from tests.factories import SAEN_SUK, add_account, add_board, add_subdistrict, viewer_of
from tests.officials import acts, add_official
from tests.parallel import at_once

__all__ = ["conduct", "either"]

HALL = (
    "ที่,ชื่อโครงการ/กิจกรรม,รายละเอียด,พื้นที่,งบประมาณ (บาท),คนยกมือ,ผู้เสนอ,หมายเหตุ,โทร\n"
    '๑,ม้านั่งใต้ต้นสน,นั่งได้ทุกวัย,หน้าหาด,"๑๒๐,๐๐๐.-",45 คน,นางสมใจ,ทำก่อนฝน,081\n'
    "๒,ห้องสมุดเคลื่อนที่,,ทั้งเทศบาล,300000 บาท,-,,,\n"
    "๓,ไฟส่องทาง,,ชุมชนหน้าหาด,500.000,12,,,\n"
    "๔,ฝายชะลอน้ำ,,หมู่ 9,,,,,\n"
    'รวม,,,,"420,000",57,,,\n'
)


def bring(database: Database, viewer: Viewer, board_id: int, text: str, **when: object) -> int:
    """Send a sheet and import its good rows. Returns the number of the import."""
    now = NOON + timedelta(**when)  # type: ignore[arg-type]
    file = read_csv(text.encode())
    with database.transaction() as db:
        sheet_id = send_sheet(db, viewer, board_id, file, file_name="เวที.csv", now=now)
    with database.transaction() as db:
        choice = guess_choice(file.page(), ROUND_FIELDS)
        import_sheet(db, viewer, sheet_id, None, choice, page_url=PAGE, now=now)
    with database.reading() as db:
        return max(db.scalars(select(SheetImport.id)))


def reviews(conduct: Conduct) -> list[Review]:
    with conduct.database.reading() as db:
        return list_reviews(db, conduct.round_id)


def standing(database: Database, board_id: int) -> list[str]:
    """The titles of the published proposals of a board, whose counter has to agree."""
    query = select(Proposal.title).where(Proposal.board_id == board_id, Proposal.state == "published")
    with database.reading() as db:
        found = list(db.scalars(query.order_by(Proposal.number)))
        assert db.get_one(Board, board_id).proposal_count == len(found)
    return found


def test_the_sheet_of_the_hall_comes_into_the_round_with_all_it_says(either: Conduct) -> None:
    either.publish()
    bring(either.database, either.first, either.round_id, HALL)
    bench, library = reviews(either)
    assert (bench.title, bench.area_name_th, bench.estimated_baht) == ("ม้านั่งใต้ต้นสน", "ชุมชนหน้าหาด", 120_000)
    assert (bench.hands, bench.proposer, bench.note) == (45, "นางสมใจ", "หมายเหตุ: ทำก่อนฝน\nโทร: 081")
    assert (library.area_name_th, library.estimated_baht) == ("ทั้งเทศบาล", 300_000)
    assert (library.hands, library.proposer, library.note) == (None, None, None)
    assert {bench.board_id, library.board_id} == {either.round_id}
    assert acts(either.database)[-1] == "import_proposals"


def test_two_sheets_in_a_row_into_one_round_give_the_proposals_of_both(either: Conduct) -> None:
    either.publish()
    for title in ("หนึ่ง", "สอง"):
        bring(either.database, either.first, either.round_id, f"โครงการ\n{title}\n", days=11)
    assert [one.title for one in reviews(either)] == ["หนึ่ง", "สอง"]


def test_imported_proposals_are_reviewed_like_all_others(conduct: Conduct) -> None:
    conduct.publish()
    bring(conduct.database, conduct.first, conduct.round_id, "โครงการ\nม้านั่ง\n")
    (one,) = reviews(conduct)
    day = NOON + timedelta(days=16)
    conduct.decide(one.proposal_id, now=day)
    conduct.sign(one.proposal_id, now=day)
    assert conduct.round().phase == "preview"
    with pytest.raises(WrongPhase):
        bring(conduct.database, conduct.first, conduct.round_id, "โครงการ\nสาย\n", days=17)


def test_rounds_that_do_not_collect_and_other_offices_take_no_sheet(conduct: Conduct) -> None:
    with pytest.raises(NotFound):
        bring(conduct.database, conduct.first, conduct.round_id, "โครงการ\nร่าง\n")
    conduct.publish()
    with conduct.database.transaction() as db:
        stranger = add_official(db, local_government="2072")
    for viewer in (stranger, conduct.second, conduct.citizen):
        with pytest.raises(NotFound):
            bring(conduct.database, viewer, conduct.round_id, "โครงการ\nไฟ\n")


@pytest.fixture
def board(database: Database) -> int:
    with database.transaction() as db:
        add_subdistrict(db)
        return add_board(db, local_government_code=SAEN_SUK)


@pytest.fixture
def official(database: Database, board: int) -> Viewer:
    with database.transaction() as db:
        return add_official(db)


TWO = "โครงการ\nม้านั่ง\nฝาย\n"


def take_back(database: Database, viewer: Viewer, import_id: int, **when: float) -> None:
    with database.transaction() as db:
        take_back_import(db, viewer, import_id, page_url=PAGE, now=NOON + timedelta(**when))


def test_an_untouched_import_is_taken_back_whole_and_can_come_again(
    database: Database, board: int, official: Viewer
) -> None:
    kept = bring(database, official, board, "โครงการ\nอยู่ต่อ\n")
    import_id = bring(database, official, board, TWO)
    take_back(database, official, import_id, hours=23)
    assert standing(database, board) == ["อยู่ต่อ"]
    with database.reading() as db:
        assert [one.id for one in list_imports(db, board, since=NOON - KEPT)] == [kept]
    assert acts(database)[-1] == "take_back_import"
    with pytest.raises(ImportTakenBack):
        take_back(database, official, import_id, hours=23)
    bring(database, official, board, TWO, hours=23)
    assert standing(database, board) == ["อยู่ต่อ", "ม้านั่ง", "ฝาย"]


def supported(database: Database, citizen: Viewer, proposal_id: int) -> None:
    with database.transaction() as db:
        support_proposal(db, citizen, proposal_id=proposal_id, now=NOON)


def commented(database: Database, citizen: Viewer, proposal_id: int) -> None:
    with database.transaction() as db:
        post_comment(db, citizen, proposal_id=proposal_id, parent_id=None, body="ดี", form_key=None, now=NOON)


@pytest.mark.parametrize("touch", [supported, commented])
def test_an_import_that_somebody_touched_stays(
    database: Database, board: int, official: Viewer, touch: Callable[[Database, Viewer, int], None]
) -> None:
    import_id = bring(database, official, board, TWO)
    with database.transaction() as db:
        citizen = viewer_of(db, add_account(db))
        last = max(db.scalars(select(Proposal.id)))
    touch(database, citizen, last)
    with pytest.raises(ImportTouched):
        take_back(database, official, import_id, hours=1)
    assert standing(database, board) == ["ม้านั่ง", "ฝาย"]


def test_an_import_that_was_reviewed_or_brought_elsewhere_stays(either: Conduct) -> None:
    either.publish()
    decided = bring(either.database, either.first, either.round_id, TWO, days=11)
    either.decide(reviews(either)[0].proposal_id, now=NOON + timedelta(days=11))
    with either.database.transaction() as db:
        discussion = add_board(db, local_government_code=SAEN_SUK)
    brought = bring(either.database, either.first, discussion, "โครงการ\nไฟ\n", days=11)
    with either.database.reading() as db:
        lamp = max(db.scalars(select(Proposal.id)))
    either.act(bring_in, either.first, [lamp], now=NOON + timedelta(days=11))
    for import_id in (decided, brought):
        with pytest.raises(ImportTouched):
            take_back(either.database, either.first, import_id, days=11, hours=1)
    assert len(reviews(either)) == 3


def test_an_import_into_a_round_is_taken_back(either: Conduct) -> None:
    either.publish()
    import_id = bring(either.database, either.first, either.round_id, HALL)
    take_back(either.database, either.first, import_id, hours=1)
    assert reviews(either) == []
    with either.database.reading() as db:
        assert set(db.scalars(select(ImportedProposal.proposer))) == {None}
    assert standing(either.database, either.round_id) == []


def test_after_a_day_on_a_closed_board_or_elsewhere_an_import_stays(
    database: Database, board: int, official: Viewer
) -> None:
    import_id = bring(database, official, board, TWO)
    with pytest.raises(ImportTooOld):
        take_back(database, official, import_id, hours=24)
    with database.transaction() as db:
        stranger = add_official(db, local_government="2072")
    for viewer, number in ((stranger, import_id), (official, import_id + 7)):
        with pytest.raises(NotFound):
            take_back(database, viewer, number)
    with database.transaction() as db:
        db.get_one(Board, board).closes_at = NOON
    with pytest.raises(BoardClosed):
        take_back(database, official, import_id, hours=1)
    assert standing(database, board) == ["ม้านั่ง", "ฝาย"]


def test_no_support_is_lost_when_an_import_is_taken_back_at_the_same_moment(
    database: Database, board: int, official: Viewer
) -> None:
    import_id = bring(database, official, board, TWO)
    with database.transaction() as db:
        citizens = [viewer_of(db, add_account(db)) for _ in range(3)]
        first = min(db.scalars(select(Proposal.id)))

    def told(act: Callable[[], None]) -> str:
        try:
            act()
        except DomainError as error:
            return error.code
        return "done"

    acts_at_once = [lambda one=one: told(lambda: supported(database, one, first)) for one in citizens]
    answers = at_once([*acts_at_once, lambda: told(lambda: take_back(database, official, import_id))])
    assert answers[-1] in ("done", "import_touched")
    with database.reading() as db:
        found = db.get_one(Proposal, first)
        # Whoever was told that the support counts finds it on a proposal that stands.
        if answers[-1] == "import_touched":
            assert found.state == "published"
        assert found.support_count == answers[:-1].count("done")


def test_of_two_who_take_an_import_back_one_does(database: Database, board: int, official: Viewer) -> None:
    import_id = bring(database, official, board, TWO)

    def run() -> str:
        try:
            take_back(database, official, import_id)
        except DomainError as error:
            return error.code
        return "done"

    assert sorted(at_once([run] * 3)) == ["done", "import_taken_back", "import_taken_back"]
    assert standing(database, board) == []


def test_a_sheet_without_a_good_row_changes_nothing(database: Database, board: int, official: Viewer) -> None:
    with pytest.raises(RowsRefused):
        bring(database, official, board, "โครงการ\n12\n")
    assert standing(database, board) == []
