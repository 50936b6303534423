"""What only the store knows is wrong in a form is said beside what its fields show by themselves."""

from flask import Flask

from idea4gov.store.session import Database
from tests.actions.conduct import Conduct
from tests.conftest import Clock
from tests.officials import add_official
from tests.web.conducted import conduct, enter
from tests.web.conftest import PASSWORD, Site
from tests.web.every_form import DRAWN, office, places
from tests.web.test_typed import refused_fields

__all__ = ["conduct", "office", "places"]


def refused(site: Site, path: str, typed: dict[str, str]) -> tuple[list[str], str]:
    """The fields in the summary of errors, and the whole page, of a form that is refused with 422."""
    answer = site.submit(path, typed)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422, text
    return refused_fields(text), text


def test_a_registration_names_the_official_s_name_and_the_province_beside_all_else(
    app: Flask, database: Database
) -> None:
    with database.transaction() as db:
        add_official(db)
    wrong = {
        "email": "a@",
        "display_name": "สมหญิง  รักถิ่น",
        "home_province_code": "20",
        "consent": "",
    }
    found, text = refused(Site(app), "/register", wrong)
    assert set(found) == {"email", "display_name", "consent"}
    assert "ชื่อนี้เหมือนชื่อเจ้าหน้าที่ในจังหวัดของคุณ" in text
    unknown = {**wrong, "home_province_code": "99", "display_name": "เทศบาลเมืองแสนสุข"}
    found, text = refused(Site(app), "/register", unknown)
    assert set(found) == {"email", "display_name", "home_province_code", "consent"}
    assert "ดูเหมือนชื่อหน่วยงาน" in text


def test_a_profile_names_the_official_s_name_beside_a_province_that_was_not_chosen(
    app: Flask, conduct: Conduct
) -> None:
    typed = {"display_name": "เทศบาลเมืองแสนสุข", "home_province_code": ""}
    found, _ = refused(enter(app, conduct, "citizen"), "/me/profile", typed)
    assert set(found) == {"display_name", "home_province_code"}


def test_a_wrong_password_is_said_beside_all_else(app: Flask, conduct: Conduct) -> None:
    member = enter(app, conduct, "citizen")
    found, _ = refused(member, "/me/password", {"current": "ผิดแน่นอน", "password": "1"})
    assert found == ["current", "password"]
    found, _ = refused(member, "/me/erase", {"password": "ผิดแน่นอน", "understood": ""})
    assert set(found) == {"password", "understood"}


def test_wrong_passwords_count_also_beside_other_mistakes(app: Flask, conduct: Conduct) -> None:
    member = enter(app, conduct, "citizen")
    answers = [
        member.submit("/me/erase", {"password": f"เดา {number}", "understood": ""}).status_code
        for number in range(30)
    ]
    assert answers[0] == 422
    assert answers[-1] == 429
    right = {"password": PASSWORD, "understood": "y"}
    assert member.submit("/me/erase", right).status_code == 429


def test_a_cost_over_its_area_is_said_beside_a_reason_too_long(
    app: Flask, conduct: Conduct, clock: Clock
) -> None:
    conduct.publish()
    path = f"/desk/rounds/1/review/{conduct.post()}"
    clock.move(days=11)
    typed = {"state": "feasible", "area": str(conduct.area()), "cost": "900,000", "reason": "x" * 1_001}
    found, text = refused(enter(app, conduct, "first"), path, typed)
    assert found == ["cost", "reason"]
    assert "500,000" in text


def test_days_that_have_passed_are_said_beside_a_missing_reason(
    app: Flask, conduct: Conduct, clock: Clock
) -> None:
    conduct.publish()
    clock.move(days=2)
    desk = enter(app, conduct, "first")
    standing = {
        "collecting_from": "23/11/2569",
        "collecting_to": "23/11/2569",
        "preview_from": "8/12/2569",
        "voting_from": "13/12/2569",
        "voting_to": "17/12/2569",
        "result_on": "19/12/2569",
        "contests_to": "26/12/2569",
    }
    found, _ = refused(desk, "/desk/rounds/1/days", {**standing, "reason": ""})
    assert found == ["collecting_to", "reason"]


def test_an_end_of_voting_that_is_no_later_is_said_beside_a_missing_reason(
    office: Site, places: dict[str, int]
) -> None:
    path = f"/desk/rounds/{places['voting']}/extend"
    found, text = refused(office, path, {"voting_to": "24/11/2569", "reason": ""})
    assert found == ["voting_to", "reason"]
    assert "เลื่อนออกไปได้เท่านั้น" in text


def test_a_correction_that_changes_nothing_is_said_beside_a_missing_reason(
    office: Site, places: dict[str, int]
) -> None:
    path = f"/desk/rounds/{places['drawn']}/draw/correct"
    same = {"words": DRAWN.words, "occasion": DRAWN.occasion, "witnesses": DRAWN.witnesses, "reason": ""}
    assert refused(office, path, same)[0] == ["words", "reason"]
