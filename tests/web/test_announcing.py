"""After the voting: officials announce and confirm, voters find their ballots, the clock does it alone."""

import re
from datetime import timedelta
from hashlib import sha256
from io import BytesIO

import pytest
from flask import Flask
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from idea4gov.domain.rounds.receipts import digest_code
from idea4gov.domain.tally import compare
from idea4gov.domain.verify import Answer
from idea4gov.store import photos
from idea4gov.store.models import BudgetMilestone, BudgetProject, BudgetRound, Photo, Proposal
from idea4gov.store.session import Database
from tests.conftest import Clock
from tests.factories import add_account, add_board
from tests.hosted import HostedRound, add_hosted_round
from tests.officials import SI_RACHA, add_official
from tests.pictures import file_of, quarters, read
from tests.published import verify
from tests.queries import count_queries
from tests.voters import add_voters, cast, code, settle
from tests.web.conftest import PASSWORD_HASH, Site, both_engines, hidden_fields, worker_looks

pytestmark = both_engines

MILESTONES = BudgetMilestone.__table__


@pytest.fixture
def round_(database: Database) -> HostedRound:
    with database.transaction() as db:
        found = add_hosted_round(db)
    for number, voter in enumerate(add_voters(database, 3), 1):
        cast(database, voter, found.id, {found.projects[0]: 1}, receipt=code(number))
    return found


@pytest.fixture
def official(app: Flask, database: Database, round_: HostedRound) -> Site:
    assert round_
    with database.transaction() as db:
        add_official(db, email="office@example.org", password_hash=PASSWORD_HASH)
    site = Site(app)
    site.enter("office@example.org")
    return site


def phase(database: Database, round_: HostedRound) -> str:
    with database.reading() as db:
        return db.get_one(BudgetRound, round_.id).phase


@pytest.mark.slow
def test_an_official_announces_and_confirms_and_the_file_verifies(
    app: Flask, database: Database, round_: HostedRound, official: Site, clock: Clock
) -> None:
    announce = f"/desk/rounds/{round_.id}/announce"
    assert "<form" not in official.get(announce).text.partition("<main")[2].partition("</main")[0]
    clock.move(days=10)
    worker_looks(database, clock)
    assert "3" in official.get(announce).text
    assert official.submit(announce, {}).status_code == 303
    visitor = Site(app)
    visitor.get(f"/rounds/{round_.id}")
    text = visitor.client.get(f"/rounds/{round_.id}.pb").get_data(as_text=True)
    assert verify(text).answer is Answer.MATCHES
    confirm = f"/desk/rounds/{round_.id}/confirm"
    assert official.submit(confirm, {}).status_code == 409
    clock.move(days=20)
    assert official.submit(confirm, {}).status_code == 303
    assert phase(database, round_) == "final"
    visitor.get(f"/rounds/{round_.id}")


def test_a_counted_round_says_that_equal_shares_was_left_out(
    app: Flask, round_: HostedRound, official: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compare, "LARGEST_COMPARED", 0)
    clock.move(days=10)
    assert official.submit(f"/desk/rounds/{round_.id}/announce", {}).status_code == 303
    page = Site(app).get(f"/rounds/{round_.id}").text
    assert "ตารางนี้ไม่มีกติกาแบ่งเงินเท่ากันทุกเสียง" in page


@pytest.mark.slow
def test_a_public_draw_is_looked_at_entered_corrected_by_two_and_shown_to_everybody(
    app: Flask, database: Database, round_: HostedRound, official: Site, clock: Clock
) -> None:
    clock.move(days=10)
    address = f"/desk/rounds/{round_.id}/draw"
    typed = {"words": " ๔ 1  7 0 9 ", "occasion": "หอประชุมเทศบาล", "witnesses": "ประธานชุมชน"}
    assert official.submit(address, {**typed, "words": "7"}).status_code == 422
    looked = official.submit(address, typed)
    seed = sha256(b"4 1 7 0 9").hexdigest()
    assert looked.status_code == 200
    assert seed in looked.get_data(as_text=True)
    assert official.submit(address, {**typed, "seen": seed}).status_code == 303
    assert seed in official.get(f"/desk/rounds/{round_.id}/announce").text
    right = {
        **typed,
        "words": "4 1 7 0 8",
        "reason": "อ่านลูกสุดท้ายผิด",
        "seen": sha256(b"4 1 7 0 8").hexdigest(),
    }
    assert "4 1 7 0 9" in official.get(f"{address}/correct").text
    assert official.submit(f"{address}/correct", {**right, "seen": ""}).status_code == 200
    assert official.submit(f"{address}/correct", right).status_code == 303
    assert official.submit(f"{address}/settle", {"decision": "sign"}).status_code == 409
    assert official.submit(f"{address}/settle", {"decision": ""}).status_code == 422
    assert official.submit(f"{address}/settle", {"decision": "refuse"}).status_code == 422
    with database.transaction() as db:
        add_official(db, email="second@example.org", password_hash=PASSWORD_HASH)
    second = Site(app)
    second.enter("second@example.org")
    assert second.submit(f"{address}/settle", {"decision": "sign"}).status_code == 303
    assert official.submit(f"/desk/rounds/{round_.id}/announce", {}).status_code == 303
    page = Site(app).get(f"/rounds/{round_.id}").text
    assert right["seen"] in page
    assert "<del>4 1 7 0 9</del> <ins>4 1 7 0 8</ins>" in page
    assert "อ่านลูกสุดท้ายผิด" in page
    assert "หอประชุมเทศบาล" in page


def test_when_its_day_comes_the_worker_announces_the_result(
    app: Flask, database: Database, round_: HostedRound, clock: Clock
) -> None:
    clock.move(days=25)
    worker_looks(database, clock)
    assert phase(database, round_) == "provisional"
    Site(app).get(f"/rounds/{round_.id}/find-ballot")


def test_a_paper_that_is_not_settled_keeps_the_result_back(
    database: Database, round_: HostedRound, official: Site, clock: Clock
) -> None:
    official.submit(f"/desk/rounds/{round_.id}/papers/1", {f"mark-{round_.projects[0]}": "1"})
    clock.move(days=25)
    answer = official.submit(f"/desk/rounds/{round_.id}/announce", {})
    assert answer.status_code == 409
    assert "บันทึกเพียงครั้งเดียว" in answer.get_data(as_text=True)
    assert phase(database, round_) == "counting"


@pytest.mark.slow
def test_a_report_on_a_project_shows_its_photos_until_they_are_removed(
    app: Flask, database: Database, round_: HostedRound, official: Site, clock: Clock
) -> None:
    clock.move(days=10)
    official.submit(f"/desk/rounds/{round_.id}/announce", {})
    clock.move(days=20)
    official.submit(f"/desk/rounds/{round_.id}/confirm", {})
    report = f"/desk/rounds/{round_.id}/projects/{round_.projects[0]}/report"
    typed = {
        **hidden_fields(official.get(report).text, report),
        "state": "underway",
        "percent": "๓๐",
        "body": "ตั้งเสาแล้ว 12 ต้น",
        "alt": "เสาไฟริมหาด",
    }
    picture = file_of(quarters(640, 480), "JPEG")
    files = [(BytesIO(picture), "a.jpg")]
    refused = official.send_files(report, {**typed, "percent": "มาก", "photos": files}).get_data(as_text=True)
    [waiting] = re.findall(r'name="waiting" value="([^"]*)" checked', refused)
    sent = official.client.post(report, data={**typed, "waiting": waiting})
    assert sent.status_code == 303, sent.get_data(as_text=True)
    with database.reading() as db:
        proposal_id = db.get_one(BudgetProject, round_.projects[0]).proposal_id
        [[photo]] = photos.list_of_milestones(db, round_id=round_.id).values()
        assert not list(photos.list_broken(db))
    visitor = Site(app)
    for page in (f"/rounds/{round_.id}", f"/proposals/{proposal_id}"):
        text = visitor.get(page).text
        assert "ตั้งเสาแล้ว 12 ต้น" in text
        assert f"/photos/{photo.name}-480.webp" in text
        assert 'alt="เสาไฟริมหาด"' in text
    with database.transaction() as db:
        discussion = add_board(db, local_government_code="2094")
        db.execute(update(Proposal).where(Proposal.id == proposal_id).values(board_id=discussion))
    with count_queries(database) as few:
        text = visitor.get(f"/proposals/{proposal_id}").text
    with database.transaction() as db:
        [told] = db.execute(
            select(*(column for column in MILESTONES.c if column.name not in ("id", "form_key")))
        )
        db.execute(insert(BudgetMilestone), [dict(told._mapping, state="delivered", body="ส่งมอบ")] * 3)
    with count_queries(database) as many:
        assert "เสร็จแล้ว" in visitor.get(f"/proposals/{proposal_id}").text
    assert len(many) == len(few)
    for words in (f'href="/rounds/{round_.id}"', "ได้รับงบประมาณ", "ตั้งเสาแล้ว 12 ต้น", photo.name, "เริ่มดำเนินการ"):
        assert words in text
    shown = visitor.client.get(f"/photos/{photo.name}.webp")
    assert (shown.status_code, read(shown.data).size) == (200, (640, 480))
    remove = f"/desk/rounds/{round_.id}/projects/{round_.projects[0]}/photos/remove"
    official.submit(report, {"remove": photo.name}, action=remove)
    assert visitor.client.get(f"/photos/{photo.name}.webp").status_code == 404
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.execute(update(Photo).values(proposal_id=proposal_id))


def test_officials_of_another_place_count_nothing(
    app: Flask, database: Database, round_: HostedRound
) -> None:
    with database.transaction() as db:
        add_official(db, email="far@example.org", password_hash=PASSWORD_HASH, local_government=SI_RACHA)
    site = Site(app)
    site.enter("far@example.org")
    for page in ("announce", "confirm"):
        site.get(f"/desk/rounds/{round_.id}/{page}", status=404)


def test_anybody_with_the_code_finds_the_ballot_once_the_urn_is_sealed(
    app: Flask, database: Database, round_: HostedRound, clock: Clock
) -> None:
    visitor, find = Site(app), f"/rounds/{round_.id}/find-ballot"
    clock.move(days=10)
    visitor.get(find, status=404)
    worker_looks(database, clock)
    page = visitor.submit(find, {"code": code(2).lower().replace("-", " ")}).get_data(as_text=True)
    assert digest_code(code(2)) in page
    assert "ไฟส่องทางริมหาด" in page
    assert visitor.submit(find, {"code": code(9)}).status_code == 422
    assert visitor.submit(find, {"code": "x"}).status_code == 422


def test_my_page_lists_the_rounds_that_i_voted_in(
    app: Flask, database: Database, round_: HostedRound, clock: Clock
) -> None:
    with database.transaction() as db:
        voter = settle(db, add_account(db, "malee@example.org", password_hash=PASSWORD_HASH))
    cast(database, voter, round_.id, {round_.projects[0]: 1})
    site = Site(app)
    site.enter("malee@example.org")
    assert f"/rounds/{round_.id}/ballot/receipt" in site.get("/me").text
    clock.now += timedelta(days=10)
    worker_looks(database, clock)
    page = site.get("/me").text
    assert f"/rounds/{round_.id}/find-ballot" in page
    assert f"/rounds/{round_.id}/ballot/receipt" not in page
