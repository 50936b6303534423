"""A list of eligible people through the browser's eyes: sent, taken over, given to a round, counted."""

import io
import logging
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask

from idea4gov.actions.voter_lists import begin_list, choose_list, load_list
from idea4gov.domain.voter_list_sheets import OF_LISTS
from idea4gov.outside.identity_keys import IdentityKeys
from idea4gov.outside.list_reader import start_list_reader
from idea4gov.store import voter_lists as store
from idea4gov.store.session import Database
from idea4gov.web.pages.proposals.photos import stays_in_memory
from tests.conftest import NOON
from tests.factories import SAEN_SUK
from tests.hosted import add_hosted_round
from tests.identity import CHEAP_KEY
from tests.officials import add_official
from tests.web.conftest import PASSWORD_HASH, Site, hidden_fields

KEYS = IdentityKeys(CHEAP_KEY)
HOME = f"/desk/local-governments/{SAEN_SUK}/voter-lists"
NUMBERS = ("1234567890121", "3201234567892")
NAME = "วิไล ทองดี"
SHEET = (
    "เลขประจำตัวประชาชน,ชื่อ-สกุล,บ้านเลขที่,หมู่,ปีเกิด\n"
    f"{NUMBERS[0]},{NAME},12/3,2,2530\n{NUMBERS[1]},มานี มีนา,7,3,2540\n1234567890122,ผิด,1,1,\n"
).encode()


@pytest.fixture
def official(app: Flask, database: Database) -> Site:
    """An official of Saen Suk on a site with a key, whose lists are read before the answer."""

    def read(list_id: int, sheet: bytes) -> None:
        load_list(database, KEYS, list_id, sheet, clock=lambda: NOON)

    parts = app.extensions["idea4gov"]
    app.extensions["idea4gov"] = replace(parts, identity_keys=KEYS, read_list=read)
    with database.transaction() as db:
        add_official(db, email="official@example.org", password_hash=PASSWORD_HASH)
    visitor = Site(app)
    visitor.enter("official@example.org")
    return visitor


def send(visitor: Site, data: bytes, name: str = "บัญชี 2570") -> str:
    """Send a list; returns where its page is, or "" when it was refused."""
    fields = hidden_fields(visitor.get(HOME).text, HOME)
    answer = visitor.client.post(
        HOME,
        data={**fields, "name": name, "sheet": (BytesIO(data), "บัญชี.csv")},
        content_type="multipart/form-data",
    )
    return answer.headers.get("Location", "")


def test_a_list_is_sent_looked_at_and_taken_over(official: Site) -> None:
    page = send(official, SHEET)
    shown = official.get(page).text
    assert "•••122" in shown
    assert not any(secret in shown for secret in (*NUMBERS, "1234567890122", NAME))
    assert official.submit(page, {}).headers["Location"] == HOME
    assert "บัญชี 2570" in official.get(HOME).text


def test_a_round_is_given_its_list_and_everybody_sees_how_many_may_vote(
    official: Site, database: Database
) -> None:
    page = send(official, SHEET)
    official.submit(page, {})
    with database.transaction() as db:
        round_id = add_hosted_round(db, phase="reviewing").id
    choosing = f"/desk/rounds/{round_id}/voter-list"
    assert choosing in official.get(f"/desk/rounds/{round_id}").text
    official.submit(choosing, {"voter_list": page.rpartition("/")[2]})
    shown = Site(official.app).get(f"/rounds/{round_id}").text
    assert "คนในบัญชีผู้มีสิทธิ" in shown
    official.submit(choosing, {"voter_list": ""})
    assert "คนในบัญชีผู้มีสิทธิ" not in Site(official.app).get(f"/rounds/{round_id}").text


def test_a_list_that_a_round_has_is_not_deleted_and_another_is(official: Site, database: Database) -> None:
    first, second = send(official, SHEET), send(official, SHEET)
    official.submit(first, {})
    with database.transaction() as db:
        viewer = add_official(db, email="second@example.org")
        round_id = add_hosted_round(db, phase="reviewing").id
        choose_list(db, viewer, round_id, int(first.rpartition("/")[2]), now=NOON)
    assert official.submit(f"{first}/delete", {}).status_code == 409
    assert official.submit(f"{second}/delete", {}).status_code == 303
    assert official.client.get(second).status_code == 404


def test_a_sheet_without_a_heading_says_what_to_do(official: Site) -> None:
    shown = official.get(send(official, "ชื่อ\nสมชาย\n".encode())).text
    assert "เลขประจำตัวประชาชน" in shown
    assert "บ้านเลขที่" in shown


def test_without_a_file_or_a_name_the_form_comes_back(official: Site) -> None:
    assert official.submit(HOME, {"name": "บัญชี"}).status_code == 422
    assert send(official, SHEET, name="") == ""


def test_without_a_key_the_page_says_so(official: Site) -> None:
    parts = official.app.extensions["idea4gov"]
    official.app.extensions["idea4gov"] = replace(parts, identity_keys=IdentityKeys(""))
    assert 'type="file"' not in official.get(HOME).text


def test_others_do_not_know_of_the_lists(official: Site, database: Database) -> None:
    page = send(official, SHEET)
    with database.transaction() as db:
        add_official(db, local_government="2072", email="other@example.org", password_hash=PASSWORD_HASH)
    other = Site(official.app)
    other.enter("other@example.org")
    for path in (HOME, page, f"{page}/delete"):
        assert other.client.get(path).status_code == 404


def test_a_large_list_never_lies_on_a_disk(official: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def on_disk(*_of: object, **_more: object) -> io.BytesIO:
        raise AssertionError("a file was opened for the sheet")

    monkeypatch.setattr("tempfile.TemporaryFile", on_disk)
    monkeypatch.setattr("tempfile.SpooledTemporaryFile.rollover", on_disk)
    rows = b"".join(b"x,%d\n" % number for number in range(200_000))
    assert 1_000_000 < len(rows) < OF_LISTS.bytes
    fields = {**hidden_fields(official.get(HOME).text, HOME), "name": "บัญชี"}
    head = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    )
    head += '--x\r\nContent-Disposition: form-data; name="sheet"; filename="x.csv"\r\n\r\n'
    body = head.encode() + rows + b"\r\n--x--\r\n"
    answer = official.client.post(HOME, data=body, content_type="multipart/form-data; boundary=x")
    assert answer.status_code == 303
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": HOME, "SERVER_NAME": "localhost", "SERVER_PORT": "80"}
    environ |= {"wsgi.url_scheme": "http", "HTTP_HOST": "localhost"}
    assert stays_in_memory(official.app, environ)
    assert not stays_in_memory(official.app, {**environ, "PATH_INFO": "/log-in"})


def test_the_process_that_reads_leaves_nothing_but_digests(
    sqlite_database: Database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    url = sqlite_database.engine.url
    log = tmp_path / "security"
    for name, value in (
        ("ENV", "development"),
        ("DATABASE_URL", url.render_as_string(hide_password=False)),
        ("IDENTITY_KEY", CHEAP_KEY),
        ("SECURITY_LOG_DIR", str(log)),
    ):
        monkeypatch.setenv(f"IDEA4GOV_{name}", value)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    caplog.set_level(logging.DEBUG)
    with sqlite_database.transaction() as db:
        viewer = add_official(db)
        list_id = begin_list(db, viewer, SAEN_SUK, "บัญชี", keys=KEYS, now=NOON)
    start_list_reader(list_id, SHEET).join()
    with sqlite_database.reading() as db:
        found = store.find_list(db, list_id)
        assert found
        assert (found.state, found.lines, found.refused) == ("draft", 2, 1)
        assert store.find_line(db, list_id, KEYS.digests(NUMBERS[1]))
    held = [Path(str(url.database)), Path(f"{url.database}-wal"), *tmp_path.rglob("*")]
    written = b"".join(path.read_bytes() for path in held if path.is_file()) + caplog.text.encode()
    for secret in (*NUMBERS, "1234567890122", NAME, "วิไล", "มานี"):
        assert secret.encode() not in written
