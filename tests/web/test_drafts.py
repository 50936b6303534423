"""Whose round it will be: chosen by officials of a wider area; and drafts that are given up."""

import pytest
from flask import Flask

from tests.actions.conduct import Conduct
from tests.factories import SAEN_SUK, add_local_government
from tests.officials import BANG_PA_IN, SI_RACHA, add_official
from tests.web.conducted import conduct, enter
from tests.web.conftest import PASSWORD_HASH, Site

__all__ = ["conduct"]
NEW = f"/desk/local-governments/{SAEN_SUK}/rounds/new"


def test_a_draft_is_deleted_after_asking_once_more(app: Flask, conduct: Conduct) -> None:
    desk, page = enter(app, conduct, "first"), f"/desk/rounds/{conduct.round_id}"
    assert f"{page}/delete" in desk.get(page).text
    assert "งบชุมชนแสนสุข 2570" in desk.get(f"{page}/delete").text
    answer = desk.submit(f"{page}/delete", {})
    assert (answer.status_code, answer.location) == (303, "/desk/rounds")
    desk.get(page, status=404)
    assert "งบชุมชนแสนสุข 2570" not in desk.get("/desk/rounds").text


def test_a_valuator_is_led_from_the_desk_to_the_rounds_and_sees_no_reports(
    app: Flask, conduct: Conduct
) -> None:
    with conduct.database.transaction() as db:
        add_official(db, role="valuator", email="valuator@example.org", password_hash=PASSWORD_HASH)
    desk = Site(app)
    desk.enter("valuator@example.org")
    assert 'href="/desk"' in desk.get("/").text
    assert desk.client.get("/desk").location == "/desk/rounds"
    assert "งบชุมชนแสนสุข 2570" in desk.get("/desk/rounds").text
    desk.get("/desk/reports", status=404)


@pytest.mark.parametrize(("province", "first"), [("20", 'name="office"'), (None, 'name="province"')])
def test_officials_of_a_wider_area_choose_the_local_government(
    app: Flask, conduct: Conduct, province: str | None, first: str
) -> None:
    with conduct.database.transaction() as db:
        add_official(
            db,
            province=province,
            local_government=None,
            email="wide@example.org",
            password_hash=PASSWORD_HASH,
        )
        add_local_government(db, SI_RACHA, "เทศบาลเมืองแสนสุข")
        add_local_government(db, BANG_PA_IN, "เทศบาลตำบลบางปะอิน")
    desk = Site(app)
    desk.enter("wide@example.org")
    assert "/desk/rounds/new" in desk.get("/desk/rounds").text
    assert first in desk.get("/desk/rounds/new").text
    offices = desk.get("/desk/rounds/new?province=20").text
    assert f"เทศบาลเมืองแสนสุข ({SAEN_SUK})" in offices
    assert "บางปะอิน" not in offices
    answer = desk.client.get(f"/desk/rounds/new?province=20&office={SAEN_SUK}")
    assert answer.location == NEW
    assert (
        "เลือกองค์กรปกครองส่วนท้องถิ่นจากรายการ"
        in desk.get("/desk/rounds/new?province=20&office=9", status=422).text
    )
    desk.get("/desk/rounds/new?province=14", status=200 if province is None else 404)


def test_officials_of_one_local_government_need_no_choice(app: Flask, conduct: Conduct) -> None:
    desk = enter(app, conduct, "first")
    assert '"/desk/rounds/new"' not in desk.get("/desk/rounds").text
    assert desk.client.get("/desk/rounds/new").location == NEW
