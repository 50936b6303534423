"""Whoever has an official's password alone, on a device of their own, is nobody's official."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from idea4gov.actions.security_log import EventLog
from idea4gov.domain.permissions import ROLES, is_for_officials, may
from idea4gov.outside.security_log import SecurityLog
from idea4gov.store.models import Board, Comment, DeviceCode, KnownDevice, Proposal
from idea4gov.store.session import Database
from idea4gov.web.http.carried_forms import OWN_PASSWORD
from idea4gov.web.http.guards import guard_of
from tests.attacks.test_every_role import addresses
from tests.attacks.test_every_role import app as app_without_tokens
from tests.attacks.test_reauthentication import ASKED, send, stolen
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal
from tests.officials import acts, add_official, count_rows
from tests.outbox import deliver_into
from tests.queries import count_queries
from tests.web.conftest import (
    PASSWORD,
    PASSWORD_HASH,
    Site,
    app,
    confirm_devices,
    database,
    hidden_fields,
    outbox,
    site,
)
from tests.web.every_form import WORDS, office, places

__all__ = ["app", "app_without_tokens", "database", "office", "outbox", "places", "site", "stolen"]

WRITES = re.compile(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.I)
# What the password itself writes.
OF_THE_QUESTION = {"throttle", "login_session"}
ASKS_FOR_CODE = 'name="send_code"'


@pytest.fixture
def foreign(stolen: Site, database: Database) -> Site:
    """An official on a device that is not confirmed, who typed the password ten minutes ago."""
    with database.transaction() as db:
        db.execute(update(KnownDevice).values(confirmed_at=None))
    return stolen


def code_in_mail(app: Flask, database: Database, outbox: list[str]) -> str:
    """The code in the newest mail, which is delivered first."""
    parts = app.extensions["idea4gov"]
    deliver_into(outbox, database, parts.clock())
    found = re.search(r"^ +(\d{3} \d{3})$", outbox[-1], re.M)
    assert found, outbox[-1]
    return found[1]


def test_nothing_of_an_office_opens_on_a_device_that_is_not_confirmed(
    app_without_tokens: Flask, places: dict[str, int], database: Database
) -> None:
    app, faults, asked = app_without_tokens, [], 0
    offices = [one for one in addresses(app, places) if may_be_asked(app, one.endpoint)]
    for role in ROLES:
        email = f"{role}@example.org"
        with database.transaction() as db:
            viewer = add_official(
                db, email=email, role=role, province=None, local_government=None, password_hash=PASSWORD_HASH
            )
        thief = Site(app)
        thief.log_in(email, confirms=False)
        for one in offices:
            may_elsewhere = may(viewer, guard_of(app.view_functions[one.endpoint]))  # type: ignore[arg-type]
            for method in one.methods:
                with count_queries(database) as sent:
                    answer = thief.client.open(one.path, method=method, data={OWN_PASSWORD: PASSWORD})
                written = {found[1] for each in sent if (found := WRITES.match(each))} - OF_THE_QUESTION
                page, where = answer.get_data(as_text=True), answer.headers.get("Location", "")
                is_asked = ASKS_FOR_CODE in page or where.startswith("/me/devices/confirm?next=/")
                asked += is_asked
                expected = (303 if method == "GET" else 403) if may_elsewhere else 404
                if written or is_asked != may_elsewhere or answer.status_code != expected:
                    faults.append(f"{role} {method} {one.path}: {answer.status_code} {where} {written}")
    assert not faults, "\n".join(faults)
    assert asked > 200


def may_be_asked(app: Flask, endpoint: str) -> bool:
    """Whether an address is for officials alone, and knows people by their session."""
    guard = guard_of(app.view_functions[endpoint])
    if guard is None or guard == "public" or endpoint.startswith("api."):
        return False
    return is_for_officials(guard)


def test_the_right_password_does_nothing_final_on_a_foreign_device(
    foreign: Site, places: dict[str, int], database: Database
) -> None:
    before, faults = acts(database), []
    for endpoint in ASKED.keys() - {"accounts.end_device", "accounts.end_other_devices"}:
        with count_queries(database) as sent:
            answer = send(foreign, endpoint, places, own_password=PASSWORD)
        written = {found[1] for each in sent if (found := WRITES.match(each))} - OF_THE_QUESTION
        if answer.status_code != 403 or ASKS_FOR_CODE not in answer.get_data(as_text=True) or written:
            faults.append(f"{endpoint}: {answer.status_code} {written}")
    assert not faults, "\n".join(faults)
    assert acts(database) == before


@pytest.mark.parametrize("endpoint", ["accounts.tokens", "results.close", "rounds.draw.draw"])
def test_password_and_mailed_code_let_the_same_form_go_on(
    app: Flask, foreign: Site, places: dict[str, int], database: Database, outbox: list[str], endpoint: str
) -> None:
    path, before = ASKED[endpoint][0].format(**places), acts(database)

    def again(page: str, **more: str) -> tuple[int, str]:
        answer = foreign.client.post(path, data={**hidden_fields(page, path), **more})
        return answer.status_code, answer.get_data(as_text=True)

    page = send(foreign, endpoint, places).get_data(as_text=True)
    status, page = again(page, own_password="ผิดแน่นอน")
    assert (status, acts(database), outbox) == (422, before, [])
    status, page = again(page, own_password=PASSWORD)
    assert (status, 'name="device_code"' in page, f'name="{OWN_PASSWORD}"' in page) == (403, True, False)
    code = code_in_mail(app, database, outbox)
    status, page = again(page, device_code="000000" if code != "000 000" else "111111")
    assert (status, acts(database)) == (422, before)
    status, page = again(page, device_code=code)
    assert status in (200, 303), page[:2000]
    assert len(acts(database)) > len(before)


def test_a_page_that_is_asked_for_is_found_again_behind_the_code(
    app: Flask, foreign: Site, places: dict[str, int], database: Database, outbox: list[str]
) -> None:
    roll = f"/desk/rounds/{places['voting']}/roll"
    where = foreign.client.get(roll).headers["Location"]
    page = foreign.get(where).text
    assert "o***e@example.org" in page
    assert foreign.client.get("/me/devices/confirm?next=//evil.example").status_code == 200
    assert outbox == []
    sent = foreign.client.post(where, data=hidden_fields(page, where))
    page = sent.get_data(as_text=True)
    code = code_in_mail(app, database, outbox).translate(str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙"))
    done = foreign.client.post(where, data={**hidden_fields(page, where), "device_code": f" {code} "})
    assert (done.status_code, done.headers["Location"]) == (303, roll)
    assert foreign.get(roll).status == 200


def test_own_data_and_the_own_account_leave_no_foreign_device(
    app: Flask, site: Site, database: Database
) -> None:
    with database.transaction() as db:
        account_id = add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
        proposal = add_proposal(db, add_board(db), account_id)
    site.log_in("somchai@example.org", confirms=False)
    token = {"csrf_token": hidden_fields(site.get("/me").text, "/log-out")["csrf_token"]}
    for path in ("/me/data.json", "/me/erase"):
        assert site.client.get(path).headers["Location"].startswith("/me/devices/confirm")
    for path in ("/me/erase", f"/proposals/{proposal}/withdraw"):
        answer = site.client.post(path, data={**token, "password": PASSWORD, "sure": "y", "confirm": "y"})
        assert (answer.status_code, ASKS_FOR_CODE in answer.get_data(as_text=True)) == (403, True), path
    assert site.get(f"/proposals/{proposal}").status == 200
    assert acts(database) == []


def test_our_own_scripts_are_told_in_json(foreign: Site, places: dict[str, int]) -> None:
    for path in ("/desk", f"/boards/{places['board']}/close"):
        answer = foreign.client.get(path, headers={"Accept": "application/json"})
        assert (answer.status_code, answer.get_json()["code"]) == (403, "device_unconfirmed")


def test_a_link_from_the_mail_confirms_the_device_and_a_changed_password_does_not(
    app: Flask, site: Site, database: Database, outbox: list[str]
) -> None:
    with database.transaction() as db:
        add_official(db, email="office@example.org", password_hash=PASSWORD_HASH)
    site.log_in("office@example.org", confirms=False)
    page = site.get("/me").text
    changed = {"current": PASSWORD, "password": "โจรเปลี่ยนรหัสผ่านแล้ว 7 ครั้ง"}
    assert (
        site.client.post("/me/password", data={**hidden_fields(page, "/me/password"), **changed}).status_code
        == 303
    )
    assert site.client.get("/desk").status_code == 303
    owner = Site(app)
    owner.submit("/forgotten-password", {"email": "office@example.org"})
    parts = app.extensions["idea4gov"]
    deliver_into(outbox, database, parts.clock())
    link = re.search(r"https?://[^/\s]+(/reset-password/\S+)", outbox[-1])
    assert link
    owner.submit(link[1], {"password": "เจ้าของตั้งใหม่ ณ บางแสน 9"})
    assert owner.get("/desk").status == 200
    assert site.client.get("/me").status_code == 303


def test_a_confirmed_device_stays_so_behind_a_changed_password(
    app: Flask, site: Site, database: Database
) -> None:
    with database.transaction() as db:
        add_official(db, email="office@example.org", password_hash=PASSWORD_HASH)
    site.log_in("office@example.org")
    page = site.get("/me").text
    changed = {"current": PASSWORD, "password": "เจ้าของตั้งใหม่ ณ บางแสน 9"}
    site.client.post("/me/password", data={**hidden_fields(page, "/me/password"), **changed})
    assert site.get("/desk").status == 200


def test_codes_are_told_in_the_security_log(
    app: Flask, foreign: Site, places: dict[str, int], database: Database, outbox: list[str], tmp_path: Path
) -> None:
    log = EventLog(SecurityLog(str(tmp_path)))
    app.extensions["idea4gov"] = replace(app.extensions["idea4gov"], security_log=log)
    where = "/me/devices/confirm"
    page = foreign.client.post(where, data=hidden_fields(foreign.get(where).text, where)).get_data(
        as_text=True
    )
    code = code_in_mail(app, database, outbox)
    wrong = f"{(int(code.replace(' ', '')) + 1) % 1_000_000:06}"
    for typed in (wrong, code):
        answer = foreign.client.post(where, data={**hidden_fields(page, where), "device_code": typed})
        page = answer.get_data(as_text=True) if answer.status_code != 303 else page
    foreign.client.get(f"/desk/rounds/{places['voting']}/roll")
    told = [
        (one.event, one.result)
        for one in log.read(since=NOON - timedelta(days=1), until=NOON + timedelta(days=1))
        if one.event in ("code-sent", "second-factor", "read-roll")
    ]
    assert told == [
        ("code-sent", "done"),
        ("second-factor", "failed"),
        ("second-factor", "done"),
        ("read-roll", "done"),
    ]


def test_who_only_is_led_to_the_code_has_read_nothing(
    app: Flask, foreign: Site, places: dict[str, int], tmp_path: Path
) -> None:
    log = EventLog(SecurityLog(str(tmp_path)))
    app.extensions["idea4gov"] = replace(app.extensions["idea4gov"], security_log=log)
    foreign.client.get(f"/desk/rounds/{places['voting']}/roll")
    assert list(log.read(since=NOON - timedelta(days=1), until=NOON + timedelta(days=1))) == []


def test_a_site_without_mail_says_which_command_confirms_a_device(app: Flask, foreign: Site) -> None:
    parts = app.extensions["idea4gov"]
    assert "terminal" not in foreign.get("/me/devices/confirm").text
    app.extensions["idea4gov"] = replace(
        parts, config=replace(parts.config, environment="production", mail_url="")
    )
    page = foreign.get("/me/devices/confirm").text
    assert "idea4gov user confirm-device" in page
    assert ASKS_FOR_CODE not in page


def test_nobody_writes_as_an_official_on_a_foreign_device(
    app: Flask, foreign: Site, places: dict[str, int], database: Database
) -> None:
    before = count_rows(database, Comment), count_rows(database, Proposal), count_rows(database, Board)
    comments = f"/proposals/{places['proposal']}/comments"
    token = hidden_fields(foreign.get("/me").text, "/log-out")["csrf_token"]
    post = {"title": "หาดบางแสนสะอาด", "body": WORDS, "category": "other", "csrf_token": token}
    for path in (
        comments,
        f"/comments/{places['mine']}/edit",
        f"/boards/{places['board']}/proposals/new",
        f"/proposals/{places['proposal']}/edit",
        "/provinces/20/boards/new",
    ):
        answer = foreign.client.post(path, data={**post, "revision": "0"})
        page = answer.get_data(as_text=True)
        assert (answer.status_code, ASKS_FOR_CODE in page, WORDS in page) == (403, True, True), path
    after = count_rows(database, Comment), count_rows(database, Proposal), count_rows(database, Board)
    assert after == before
    with database.transaction() as db:
        add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
    citizen = Site(app)
    citizen.log_in("somchai@example.org", confirms=False)
    page = citizen.get(f"/proposals/{places['proposal']}").text
    fields = hidden_fields(page, comments)
    assert citizen.client.post(comments, data={**fields, "body": WORDS}).status_code == 303


def test_a_device_that_another_tab_confirmed_is_asked_for_nothing(
    app: Flask, foreign: Site, places: dict[str, int], database: Database, outbox: list[str]
) -> None:
    where = "/me/devices/confirm?next=/desk"
    fields = hidden_fields(foreign.get(where).text, where)
    confirm_devices(app.extensions["idea4gov"])
    for more in ({"send_code": "1"}, {"device_code": "no code"}):
        answer = foreign.client.post(where, data={**fields, **more})
        assert (answer.status_code, answer.headers["Location"]) == (303, "/desk")
    assert count_rows(database, DeviceCode) == 0
