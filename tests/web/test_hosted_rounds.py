"""A round through the browser's eyes: the official's form, review and freeze; what citizens see and do."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from idea4gov.store.models import Board
from idea4gov.store.rounds import freeze
from idea4gov.store.session import Database
from tests.actions.conduct import AREAS, FORM, Conduct, days
from tests.conftest import NOON, Clock
from tests.factories import SAEN_SUK, add_local_government
from tests.hosted import add_hosted_round
from tests.queries import count_queries
from tests.voters import add_voters, cast, code
from tests.web.conducted import conduct, enter
from tests.web.conftest import Site

__all__ = ["conduct"]
NEW = f"/desk/local-governments/{SAEN_SUK}/rounds/new"


def typed(**changes: str) -> dict[str, Any]:
    """What an official types into the form of a round."""
    rows = {
        f"areas-{place}-{name}": text for place, row in enumerate(AREAS) for name, text in row.items() if text
    }
    return {**FORM, **days(), **rows, "doors": ["counter", "email"], **changes}


def test_an_official_makes_a_round_looks_at_it_and_publishes_it(app: Flask, conduct: Conduct) -> None:
    desk = enter(app, conduct, "first")
    answer = desk.submit(NEW, typed(title="งบถนนคนเดิน"))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    page = desk.get(answer.location)
    assert "งบถนนคนเดิน" in page.text
    assert "<strong>เงินก้อนนี้</strong>" in page.text
    assert Site(app).client.get("/rounds/2").status_code == 404
    assert desk.submit(answer.location, {}).location == "/desk/rounds/2"
    assert "งบถนนคนเดิน" in Site(app).get("/rounds/2").text


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"budget": "900,000"}, "800,000"),
        ({"budget": "แปดแสน"}, "เป็นตัวเลขไม่ได้"),
        ({"voting_from": "31/02/2569"}, "ในปฏิทิน"),
        ({"preview_from": days()["collecting_from"]}, "ไล่จากบนลงล่าง"),
        ({"voting_from": days(offsets=(0, 9, 15, 16, 24, 26, 33))["voting_from"]}, "2 วันเต็ม"),
        ({"max_projects": "0"}, "ตั้งแต่ 1"),
        ({"ballot_mode": "lottery"}, "เลือกจากรายการ"),
        ({"eligible_scope": "subdistricts"}, "เลือกตำบล"),
        ({"areas-1-name_th": "ชุมชนหน้าหาด"}, "ซ้ำกัน"),
    ],
)
def test_a_wrong_form_says_what_to_do_and_loses_nothing(
    app: Flask, conduct: Conduct, changes: dict[str, str], message: str
) -> None:
    answer = enter(app, conduct, "first").submit(NEW, typed(**changes))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert message in text
    assert "ร่วมกันเลือกว่า **เงินก้อนนี้** จะทำอะไร" in text
    assert 'value="Beach front"' in text


def test_more_areas_are_given_without_losing_what_was_typed(app: Flask, conduct: Conduct) -> None:
    answer = enter(app, conduct, "first").submit(NEW, typed(do="more", budget="x"))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'name="areas-7-name_th"' in text
    assert 'value="Beach front"' in text


def test_a_draft_changed_by_a_colleague_shows_both_versions(app: Flask, conduct: Conduct) -> None:
    first, second = enter(app, conduct, "first"), enter(app, conduct, "admin")
    mine = {**typed(title="ของฉัน"), "revision": "1"}
    assert second.submit("/desk/rounds/1/edit", typed(title="ของเพื่อน")).status_code == 303
    answer = first.submit("/desk/rounds/1/edit", mine)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "ของเพื่อน" in text
    assert 'value="ของฉัน"' in text


def test_officials_of_other_places_and_citizens_find_no_desk(app: Flask, conduct: Conduct) -> None:
    with conduct.database.transaction() as db:
        add_local_government(db, "2072")
    citizen = enter(app, conduct, "citizen")
    assert citizen.client.get("/desk/rounds").status_code == 404
    desk = enter(app, conduct, "first")
    assert desk.client.get("/desk/local-governments/2072/rounds/new").status_code == 404


def test_a_citizen_proposes_with_an_area_and_a_guess(app: Flask, conduct: Conduct) -> None:
    conduct.publish()
    citizen = enter(app, conduct, "citizen")
    words = {"title": "ลานเปตอง", "category": "culture_sport", "body": "ออกกำลังกายตอนเย็น", "place": ""}
    area = str(conduct.area(1))
    answer = citizen.submit("/boards/1/proposals/new", {**words, "area": area, "estimate": "๑๒๐,๐๐๐"})
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert "ลานเปตอง" in Site(app).get("/rounds/1").text
    assert "ลานเปตอง" in Site(app).get("/rounds/1/proposals").text
    assert "120,000" in enter(app, conduct, "first").get("/desk/rounds/1/review").text


def test_one_official_decides_and_another_one_signs(app: Flask, conduct: Conduct, clock: Clock) -> None:
    conduct.publish()
    proposal_id = conduct.post()
    clock.move(days=11)
    path = f"/desk/rounds/1/review/{proposal_id}"
    first, second = enter(app, conduct, "first"), enter(app, conduct, "second")
    decision = {"state": "feasible", "area": str(conduct.area()), "cost": "250,000", "reason": ""}
    assert first.submit(path, decision).status_code == 303
    assert f"{path}/sign" not in first.get(path).text
    signed = second.submit(path, {}, action=f"{path}/sign")
    assert signed.status_code == 303
    assert "250,000" in second.get("/desk/rounds/1/review?only=feasible").text


@pytest.mark.parametrize(
    ("decision", "message"),
    [
        ({"state": "feasible", "cost": "ฟรี"}, "เป็นตัวเลขไม่ได้"),
        ({"state": "feasible", "cost": "9,000,000"}, "500,000"),
        ({"state": "refused"}, "กรุณากรอก “เหตุผล"),
        ({"state": "merged"}, "เลือกข้อเสนออื่น"),
        ({}, "เลือกจากรายการ"),
    ],
)
def test_a_wrong_decision_says_what_is_missing(
    app: Flask, conduct: Conduct, clock: Clock, decision: dict[str, str], message: str
) -> None:
    conduct.publish()
    proposal_id = conduct.post()
    clock.move(days=11)
    fields = {"area": str(conduct.area()), **decision}
    answer = enter(app, conduct, "first").submit(f"/desk/rounds/1/review/{proposal_id}", fields)
    assert answer.status_code == 422
    assert message in answer.get_data(as_text=True)


def test_the_frozen_file_has_the_digest_of_the_page(app: Flask, conduct: Conduct, clock: Clock) -> None:
    conduct.until_preview()
    clock.move(days=16)
    page = Site(app).get("/rounds/1").text
    file = Site(app).client.get("/rounds/1/frozen.json")
    assert hashlib.sha256(file.data).hexdigest() in page
    assert "ไฟส่องทางริมหาด" in page


def test_whoever_opens_the_page_first_records_the_phase(app: Flask, conduct: Conduct, clock: Clock) -> None:
    conduct.until_preview()
    clock.move(days=21)
    assert "/rounds/1/ballot" in Site(app).get("/rounds/1").text
    assert conduct.round().phase == "voting"


def test_a_citizen_objects_and_the_answer_is_shown_without_a_name(
    app: Flask, conduct: Conduct, clock: Clock
) -> None:
    conduct.until_preview()
    clock.move(days=16)
    citizen, desk = enter(app, conduct, "citizen"), enter(app, conduct, "first")
    words = {"body": "ราคาสูงกว่าราคากลาง", "project": ""}
    assert citizen.submit("/rounds/1/objections/new", words).status_code == 303
    assert "ราคาสูงกว่าราคากลาง" not in Site(app).get("/rounds/1").text
    assert "<form" not in citizen.get("/rounds/1/objections/new").text.split("<main")[1].split("</main")[0]
    assert "ราคาสูงกว่าราคากลาง" in desk.get("/desk/rounds/1/objections").text
    assert desk.submit("/desk/rounds/1/objections/1", {"answer": "ตรวจแล้ว"}).status_code == 303
    page = Site(app).get("/rounds/1").text
    assert "ราคาสูงกว่าราคากลาง" in page
    assert conduct.citizen.display_name not in page.split('id="objections"')[1]


def test_a_slip_of_the_pen_is_corrected_in_preview(app: Flask, conduct: Conduct, clock: Clock) -> None:
    conduct.until_preview()
    clock.move(days=16)
    with conduct.database.reading() as db:
        line = freeze.list_frozen_projects(db, 1)[0]
    desk = enter(app, conduct, "first")
    words = {"title": "ม้านั่งใต้ต้นสนทะเล", "location": "", "reason": "พิมพ์ตก"}
    assert desk.submit(f"/desk/rounds/1/projects/{line.id}/correct", words).status_code == 303
    assert "<ins>ม้านั่งใต้ต้นสนทะเล</ins>" in Site(app).get("/rounds/1").text


ACTS: list[tuple[str, str, dict[str, Any], int]] = [
    ("suspend", "first", {"reason": "น้ำท่วม"}, 2),
    ("cancel", "admin", {"reason": "งบถูกตัด"}, 2),
    ("days", "first", {**days(offsets=(0, 12, 18, 22, 26, 28, 35)), "reason": "ขอเวลาเพิ่ม"}, 2),
    ("back", "admin", {"reason": "วงเงินผิด"}, 2),
]


@pytest.mark.parametrize(("act", "who", "words", "day"), ACTS, ids=[act for act, *_ in ACTS])
def test_the_course_is_changed_with_a_reason_that_everybody_reads(
    app: Flask, conduct: Conduct, clock: Clock, act: str, who: str, words: dict[str, Any], day: int
) -> None:
    conduct.publish()
    clock.move(days=day)
    desk = enter(app, conduct, who)
    refused = desk.submit(f"/desk/rounds/1/{act}", {**words, "reason": ""})
    assert refused.status_code == 422
    assert desk.submit(f"/desk/rounds/1/{act}", words).status_code == 303
    assert words["reason"] in desk.get("/rounds/1").text


def test_voting_is_extended_on_its_page(app: Flask, conduct: Conduct, clock: Clock) -> None:
    conduct.until_preview()
    clock.move(days=21)
    desk = enter(app, conduct, "first")
    later = (NOON + timedelta(days=30)).date().isoformat()
    assert desk.submit("/desk/rounds/1/extend", {"voting_to": later, "reason": "ฝนตก"}).status_code == 303
    past = NOON.date().isoformat()
    assert desk.submit("/desk/rounds/1/extend", {"voting_to": past, "reason": "x"}).status_code == 422


def test_a_running_round_is_an_open_board_of_its_province(app: Flask, conduct: Conduct) -> None:
    conduct.publish()
    assert "งบชุมชนแสนสุข 2570" in Site(app).get("/provinces/20").text
    assert Site(app).client.get("/boards/1").location == "/rounds/1"


def test_a_page_of_a_round_takes_as_many_queries_with_many_projects(
    app: Flask, sqlite_database: Database
) -> None:
    with sqlite_database.transaction() as db:
        small = add_hosted_round(db).id
        large = add_hosted_round(db, more=20).id
        assert db.scalar(select(Board.kind).where(Board.id == large)) == "budget"
    visitor = Site(app)
    visitor.get(f"/rounds/{small}")
    counts = []
    for round_id in (small, large):
        with count_queries(sqlite_database) as sent:
            visitor.get(f"/rounds/{round_id}")
        counts.append(len(sent))
    assert counts[0] == counts[1]


@pytest.mark.slow
def test_a_final_result_is_followed_by_reports_and_contests_end_with_answers(
    app: Flask, conduct: Conduct, clock: Clock
) -> None:
    with conduct.database.transaction() as db:
        found = add_hosted_round(db)
    for number, voter in enumerate(add_voters(conduct.database, 3), 1):
        cast(conduct.database, voter, found.id, {found.projects[0]: 1}, receipt=code(number))
    desk, citizen = enter(app, conduct, "first"), enter(app, conduct, "citizen")
    here, at_desk = f"/rounds/{found.id}", f"/desk/rounds/{found.id}"
    clock.move(days=11)
    assert desk.submit(f"{at_desk}/announce", {}).status_code == 303
    assert f"{here}/objections/new" in citizen.get(here).text
    words = {"body": "นับผิดหรือไม่", "project": ""}
    assert citizen.submit(f"{here}/objections/new", words).status_code == 303
    clock.move(days=30)
    assert desk.submit(f"{at_desk}/confirm", {}).status_code == 409
    assert desk.submit(f"{at_desk}/objections/1", {"answer": "นับซ้ำแล้วได้ผลเดิม"}).status_code == 303
    assert desk.submit(f"{at_desk}/confirm", {}).status_code == 303
    report = f"{at_desk}/projects/{found.projects[0]}/report"
    wrong = desk.submit(report, {"state": "underway", "percent": "120", "body": "x"})
    assert wrong.status_code == 422
    kept = desk.submit(report, {"state": "underway", "percent": "๔๐", "body": "ตั้งเสาแล้วสิบต้น"})
    assert kept.status_code == 303
    page = Site(app).get(here).text
    assert "ตั้งเสาแล้วสิบต้น" in page
    assert "นับซ้ำแล้วได้ผลเดิม" in page
    assert "ร้อยละ 40" in page
