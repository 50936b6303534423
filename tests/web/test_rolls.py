"""The roll in numbers for everybody, and its sample for officials."""

from datetime import timedelta

import pytest
from flask import Flask

from idea4gov.actions.rounds.announcing import announce_result
from idea4gov.actions.rounds.phases import settle_phase
from idea4gov.store.session import Database
from tests.conftest import NOON, Clock
from tests.hosted import HostedRound, add_hosted_round
from tests.officials import add_official
from tests.voters import add_voters, cast
from tests.web.conftest import PASSWORD_HASH, Site, hidden_fields

PAGE = "https://example.org/x"
CLOSE = NOON + timedelta(days=10)
OFFICIALS = ("first@example.org", "second@example.org")


@pytest.fixture
def announced(database: Database, clock: Clock) -> HostedRound:
    """A round with twelve voters, whose result is announced."""
    with database.transaction() as db:
        round_ = add_hosted_round(db)
        first, _ = [add_official(db, email=email, password_hash=PASSWORD_HASH) for email in OFFICIALS]
    for voter in add_voters(database, 12):
        cast(database, voter, round_.id, {round_.projects[0]: 1})
    with database.transaction() as db:
        settle_phase(db, round_.id, page_url=PAGE, now=CLOSE)
        announce_result(db, first, round_.id, page_url=PAGE, now=CLOSE)
    clock.now = CLOSE
    return round_


def enter(app: Flask, email: str) -> Site:
    site = Site(app)
    site.enter(email)
    return site


def test_while_people_vote_the_page_says_when_the_numbers_come(site: Site, database: Database) -> None:
    with database.transaction() as db:
        round_ = add_hosted_round(db)
    assert "จะแสดงตัวเลขเมื่อปิดลงคะแนนแล้ว" in site.get(f"/rounds/{round_.id}/roll").text
    found = site.client.get(f"/rounds/{round_.id}/roll.json").get_json()
    assert (found["ledger"], found["sample"]) == (None, None)
    assert found["doors_of_round"] == ["counter", "email"]


def test_everybody_sees_how_many_came_through_each_door(site: Site, announced: HostedRound) -> None:
    text = site.get(f"/rounds/{announced.id}/roll").text
    assert "ยืนยันด้วยอีเมลเท่านั้น ไม่ได้ตรวจตัวบุคคล" in text
    assert "ตรง: ในหีบมีบัตรหนึ่งใบต่อผู้ใช้สิทธิหนึ่งคน" in text
    found = site.client.get(f"/rounds/{announced.id}/roll.json").get_json()["ledger"]
    assert found["doors"] == {"counter": 0, "email": 12}
    assert (found["total"], found["is_even"]) == (12, True)
    assert f"/rounds/{announced.id}/roll" in site.get(f"/rounds/{announced.id}").text


def test_two_officials_look_the_sample_up_and_everybody_reads_what_it_says(
    app: Flask, site: Site, announced: HostedRound
) -> None:
    path = f"/desk/rounds/{announced.id}/sample"
    first, second = (enter(app, email) for email in OFFICIALS)
    assert first.submit(path, {"size": "9"}).status_code == 422
    assert first.submit(path, {"size": "๑๐"}).status_code == 303
    page = site.client.get(f"/rounds/{announced.id}/roll.json").get_json()["sample"]
    for one in page["outcomes"]:
        for official in (first, second):
            sent = official.submit(path, {"outcome": "right"}, action=f"{path}/{one['position']}")
            assert sent.status_code == 303
    assert "ตรวจ 10 ราย ถูกต้อง 10: โอกาสที่ผิดเกิน 26% ต่ำกว่า 5%" in site.get(f"/rounds/{announced.id}/roll").text


def test_an_outcome_that_no_button_has_changes_nothing(app: Flask, announced: HostedRound) -> None:
    path = f"/desk/rounds/{announced.id}/sample"
    first = enter(app, OFFICIALS[0])
    first.submit(path, {"size": "12"})
    assert first.submit(path, {"outcome": "fine"}, action=f"{path}/1").status_code == 422
    token = hidden_fields(first.get(path).text, f"{path}/1")
    answer = first.client.post(f"{path}/99", data={**token, "outcome": "right"})
    assert answer.status_code == 404


def test_the_sample_is_for_officials_of_the_place(app: Flask, site: Site, announced: HostedRound) -> None:
    assert site.client.get(f"/desk/rounds/{announced.id}/sample").status_code in (302, 303)
