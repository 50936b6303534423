"""A public draw that is planned: on the form, on the page of the round, on the desk, with the result."""

import re
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask

from idea4gov.domain.thai import format_date
from idea4gov.store.rounds.hosted import get_hosted
from idea4gov.store.session import Database
from tests.actions.conduct import AREAS, FORM, Conduct, days
from tests.conftest import NOON, Clock
from tests.hosted import HostedRound, add_hosted_round
from tests.officials import add_official
from tests.web.conducted import conduct, enter
from tests.web.conftest import PASSWORD_HASH, Site, hidden_fields, worker_looks

__all__ = ["conduct"]

LAST_DAY = (NOON + timedelta(days=20)).date()
DRAW = {"words": "4 1 7 0 9", "occasion": "หอประชุมเทศบาล", "witnesses": "ประธานชุมชน"}


@pytest.fixture
def planned(database: Database) -> HostedRound:
    with database.transaction() as db:
        return add_hosted_round(db, is_draw_planned=True)


@pytest.fixture
def desk(app: Flask, database: Database, planned: HostedRound) -> Site:
    assert planned
    with database.transaction() as db:
        add_official(db, email="office@example.org", password_hash=PASSWORD_HASH)
    site = Site(app)
    site.enter("office@example.org")
    return site


def test_a_draft_plans_a_draw_and_citizens_read_it_among_the_rules(app: Flask, conduct: Conduct) -> None:
    first = enter(app, conduct, "first")
    areas = {f"areas-{place}-{name}": text for place, area in enumerate(AREAS) for name, text in area.items()}
    chosen = {"doors": ["counter", "email"], "is_draw_planned": "y"}
    typed: dict[str, Any] = {**FORM, **days(), **areas, **chosen}
    answer = first.submit("/desk/rounds/1/edit", typed)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    assert conduct.round().is_draw_planned
    box = re.search(r'<input[^>]*name="is_draw_planned"[^>]*>', first.get("/desk/rounds/1/edit").text)
    assert box
    assert "checked" in box[0]
    assert "จับสลากต่อหน้าประชาชนหลังปิดลงคะแนน อย่างช้าในวันที่" in first.get("/desk/rounds/1/publish").text


def test_the_result_waits_on_every_page_until_the_draw_is_entered(
    app: Flask, database: Database, planned: HostedRound, desk: Site, clock: Clock
) -> None:
    clock.now = NOON + timedelta(days=20)
    worker_looks(database, clock)
    page = Site(app).get(f"/rounds/{planned.id}").text
    assert f"รอจับสลากต่อหน้าประชาชนสำหรับกรณีคะแนนเท่ากัน ประกาศผลวันที่ {format_date(LAST_DAY, 'th')}" in page
    announce = f"/desk/rounds/{planned.id}/announce"
    waiting = desk.get(announce).text
    assert "การประกาศผลจึงรอผลจับสลาก" in waiting
    assert "<form" not in waiting.split("<main")[1].split("</main")[0]
    token = hidden_fields(desk.get("/me").text, "/me/profile")
    refused = desk.client.post(announce, data=token)
    assert refused.status_code == 409
    assert "การประกาศผลจึงรอผลจับสลาก" in refused.get_data(as_text=True)
    seen = {**DRAW, "seen": sha256(b"4 1 7 0 9").hexdigest()}
    assert desk.submit(f"/desk/rounds/{planned.id}/draw", seen).status_code == 303
    worker_looks(database, clock)
    assert "หอประชุมเทศบาล" in Site(app).get(f"/rounds/{planned.id}").text


def test_a_result_without_its_planned_draw_says_that_the_server_drew(
    app: Flask, database: Database, planned: HostedRound, clock: Clock
) -> None:
    clock.now = NOON + timedelta(days=21)
    worker_looks(database, clock)
    with database.reading() as db:
        assert get_hosted(db, planned.id).phase == "provisional"
    page = Site(app).get(f"/rounds/{planned.id}").text
    assert "กำหนดให้จับสลากต่อหน้าประชาชน แต่ไม่มีการบันทึกผลภายในกำหนด ระบบจึงสุ่มเอง" in page
    assert f"แต่ไม่มีการบันทึกผลภายในวันที่ {format_date(LAST_DAY, 'th')}" in page
