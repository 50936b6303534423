"""What people type into forms: all errors at once, amounts and days in every spelling."""

import re
from datetime import date

import pytest
from flask import Flask

from idea4gov.domain.rounds.calendar import days_of
from idea4gov.store.rounds import hosted
from tests.actions.conduct import Conduct
from tests.conftest import Clock
from tests.services.typed import AMOUNTS, DAYS, REFUSED_AMOUNTS, REFUSED_DAYS
from tests.web.conducted import conduct, enter
from tests.web.conftest import Site
from tests.web.every_form import FORMS, office, places
from tests.web.test_hosted_rounds import NEW, typed

__all__ = ["conduct", "office", "places"]


def refused_fields(page: str) -> list[str]:
    """The fields to which the summary of errors links, in its order."""
    summary = page.partition('class="error-summary"')[2].partition("</ul>")[0]
    return re.findall(r'href="#([^"]+)"', summary)


def test_all_errors_of_a_round_are_shown_at_once_in_the_order_of_the_page(
    app: Flask, conduct: Conduct
) -> None:
    wrong = {
        "title": "",
        "body": " ",
        "fiscal_year": "2596",
        "budget": "800.000",
        "areas-0-name_th": "",
        "areas-0-budget": "500,00",
        "areas-1-budget": "-1",
        "collecting_from": "30 พ.ย. 69",
        "voting_from": "31 พ.ย. 2569",
        "result_on": "1 ม.ค. 2596",
        "minimum_age": "ผู้ใหญ่",
        "eligible_scope": "subdistricts",
        "max_projects": "1.5",
        "min_projects": "x",
        "rule": "lottery",
        "minimum_votes": "3.500",
    }
    answer = enter(app, conduct, "first").submit(NEW, typed(**wrong))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    found = refused_fields(text)
    assert set(found) == (set(wrong) - {"eligible_scope"}) | {"subdistricts"}
    on_page = [text.index(f'id="{name}"') for name in found if name != "subdistricts"]
    assert on_page == sorted(on_page)
    for name in set(found) - {"subdistricts"}:
        assert f'id="{name}-error"' in text
    assert "พื้นที่ 1: กรุณากรอก “ชื่อพื้นที่”" in text
    assert "พื้นที่ 2: งบประมาณ (บาท): อ่าน “-1” เป็นตัวเลขไม่ได้" in text
    for sentence in ("“800.000” อาจหมายถึง 800 หรือ 800,000", "กรุณากรอก “ชื่อรอบ”", "30/11/2568 ถึง"):
        assert sentence.replace("30/11", "23/11") in text
    assert 'value="800.000"' in text


def test_a_round_of_amounts_and_days_as_offices_write_them_is_saved(app: Flask, conduct: Conduct) -> None:
    written = {
        "fiscal_year": "พ.ศ. ๒๕๗๐",
        "budget": "๘๐๐,๐๐๐.- บาท (แปดแสนบาทถ้วน)",
        "areas-0-budget": "฿500\u202f000",
        "areas-1-budget": "３００，０００ บาทถ้วน",
        "collecting_from": "วันจันทร์ที่ 23 พฤศจิกายน พ.ศ. 2569",
        "collecting_to": "๒ ธ.ค. ๒๕๖๙",
        "minimum_age": "15 ปี",
        "max_projects": "3 โครงการ",
    }
    answer = enter(app, conduct, "first").submit(NEW, typed(**written))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    with conduct.database.reading() as db:
        found = hosted.get_hosted(db, 2)
        areas = [area.budget_baht for area in hosted.list_areas(db, 2)]
    assert (found.fiscal_year, found.budget_baht, areas) == (2570, 800_000, [500_000, 300_000])
    assert (found.minimum_age, found.max_projects) == (15, 3)
    page = enter(app, conduct, "first").get(answer.location).text
    assert "(แปดแสนบาท)" in page
    assert "(ห้าแสนบาท)" in page


def test_the_form_says_amounts_and_days_back(app: Flask, conduct: Conduct) -> None:
    page = enter(app, conduct, "first").get("/desk/rounds/1/edit").text
    assert '<p class="field-said" id="budget-said">แปดแสนบาท</p>' in page
    assert 'value="23 พ.ย. 2569"' in page
    assert '<p class="field-said" id="collecting_from-said">วันจันทร์ที่ 23 พฤศจิกายน 2569</p>' in page
    refused = enter(app, conduct, "first").submit(NEW, typed(title="", voting_to="๑๗/๑๒/๒๕๖๙"))
    assert "วันพฤหัสบดีที่ 17 ธันวาคม 2569" in refused.get_data(as_text=True)


@pytest.mark.parametrize(
    ("kind", "text", "said", "refused"),
    [
        ("amount", "๕๐๐,๐๐๐.-", "ห้าแสนบาท", ""),
        ("amount", "500.000", "", "“500.000” อาจหมายถึง 500 หรือ 500,000"),
        ("amount", "", "", ""),
        ("day", "30/11/2569", "วันจันทร์ที่ 30 พฤศจิกายน 2569", ""),
        ("day", "29 ก.พ. 2569", "", "ไม่มีวันที่ “29 ก.พ. 2569” ในปฏิทิน"),
    ],
)
def test_the_script_is_told_how_a_text_is_understood(
    app: Flask, kind: str, text: str, said: str, refused: str
) -> None:
    answer = Site(app).client.get(f"/said/{kind}", query_string={"text": text}).get_json()
    assert answer["said"] == said
    assert answer["refused"].startswith(refused)
    assert bool(answer["refused"]) == bool(refused)


def test_every_spelling_of_the_tables_is_said_or_refused(app: Flask) -> None:
    client = Site(app).client
    for kind, good, bad in (("amount", AMOUNTS, REFUSED_AMOUNTS), ("day", DAYS, REFUSED_DAYS)):
        for text in [one[0] for one in (*good[::5], *bad[::5])]:
            answer = client.get(f"/said/{kind}", query_string={"text": text}).get_json()
            assert bool(answer["said"]) != bool(answer["refused"]), text


def test_the_other_language_gets_its_own_words(app: Flask) -> None:
    client = Site(app).client
    client.set_cookie("language", "en")
    assert client.get("/said/amount?text=500,000.-").get_json()["said"] == "500,000 baht"
    said = client.get("/said/day?text=30/11/2569").get_json()["said"]
    assert said == "Monday 30 November 2026 (B.E. 2569)"


def test_a_decision_shows_every_mistake_and_takes_an_office_s_amount(
    app: Flask, conduct: Conduct, clock: Clock
) -> None:
    conduct.publish()
    path = f"/desk/rounds/1/review/{conduct.post()}"
    clock.move(days=11)
    desk = enter(app, conduct, "first")
    answer = desk.submit(path, {"state": "feasible", "area": "", "cost": "250.000", "reason": "x" * 1_001})
    assert refused_fields(answer.get_data(as_text=True)) == ["area", "cost", "reason"]
    decision = {"state": "feasible", "area": str(conduct.area()), "cost": "๒๕๐,๐๐๐.-", "reason": ""}
    assert desk.submit(path, decision).status_code == 303
    assert "(สองแสนห้าหมื่นบาท)" in desk.get(path).text


def test_a_citizen_s_guess_is_refused_beside_the_other_mistakes(app: Flask, conduct: Conduct) -> None:
    conduct.publish()
    words = {"title": "", "category": "", "body": "", "estimate": "120.000"}
    answer = enter(app, conduct, "citizen").submit("/boards/1/proposals/new", words)
    assert set(refused_fields(answer.get_data(as_text=True))) == {"title", "category", "body", "estimate"}


def test_a_board_s_mistakes_are_shown_at_once(app: Flask, conduct: Conduct) -> None:
    wrong = {"title": "", "body": "", "closes_on": "30 ก.พ. 2570"}
    answer = enter(app, conduct, "first").submit("/provinces/20/boards/new", wrong)
    assert refused_fields(answer.get_data(as_text=True)) == ["title", "body", "closes_on"]
    right = {"title": "ทางเท้า", "body": "ตรงไหนเดินไม่ได้", "closes_on": "31 ม.ค. ๒๕๗๐"}
    assert enter(app, conduct, "first").submit("/provinces/20/boards/new", right).status_code == 303


def test_days_are_moved_as_they_are_written_and_all_mistakes_are_shown(app: Flask, conduct: Conduct) -> None:
    conduct.publish()
    desk, path = enter(app, conduct, "first"), "/desk/rounds/1/days"
    standing = {
        "collecting_from": "23/11/2569",
        "collecting_to": "2 ธ.ค. 2569",
        "preview_from": "๘/๑๒/๒๕๖๙",
        "voting_from": "13-12-2569",
        "voting_to": "2569-12-17",
        "result_on": "19 ธันวาคม 2569",
        "contests_to": "26 Dec 2026",
    }
    wrong = {**standing, "collecting_to": "", "voting_to": "17/12/2596", "reason": ""}
    answer = desk.submit(path, wrong)
    assert refused_fields(answer.get_data(as_text=True)) == ["collecting_to", "voting_to", "reason"]
    moved = {**standing, "contests_to": "วันอังคารที่ 29 ธันวาคม 2569", "reason": "วันหยุด"}
    assert desk.submit(path, moved).status_code == 303
    assert days_of(conduct.round()._asdict())["contests_to"] == date(2026, 12, 29)


# Fields that may be empty, and one whose message says more.
ELSEWHERE = {
    "accounts.register",
    "accounts.log_in",
    "comments.post",
    "documents.letterhead",
    "rounds.paper_ballots.paper",
}
MAY_BE_EMPTY = {"alt", "closes_on", "location", "areas-0-name_th"}


def test_the_message_of_an_empty_field_names_it_and_stands_in_its_place(
    office: Site, places: dict[str, int]
) -> None:
    faults = []
    for endpoint, (path, names) in FORMS.items():
        if endpoint in ELSEWHERE:
            continue
        typed = dict.fromkeys(names.split(), "")
        text = office.submit(
            path.format(**places), {**typed, "state": "refused", "decision": "refuse"}
        ).get_data(as_text=True)
        for name in typed.keys() - MAY_BE_EMPTY - ({"cost"} if "reason" in typed else set()):
            error = text.partition(f'id="{name}-error"')[2].partition("</p>")[0]
            if "กรุณากรอก" not in error or "ช่องนี้" in error:
                faults.append(f"{endpoint}: {name}: {error}")
        # Buttons that decide are no field with a place of its own.
        on_page = [text.index(f'id="{name}"') for name in refused_fields(text) if name != "decision"]
        if on_page != sorted(on_page):
            faults.append(f"{endpoint}: {refused_fields(text)}")
    assert not faults, "\n".join(faults)


def test_an_empty_log_in_names_both_fields(app: Flask) -> None:
    text = Site(app).submit("/log-in", {"email": "", "password": ""}).get_data(as_text=True)
    assert refused_fields(text) == ["email", "password"]
    assert "กรุณากรอกอีเมล" in text
    assert "กรุณากรอก “รหัสผ่าน”" in text
