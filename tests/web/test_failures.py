"""Nobody is sent away from this site, and a failure of ours is a page that tells no secrets."""

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from flask import Flask
from sqlalchemy.exc import DataError, OperationalError

from idea4gov.outside.failure_log import FailureLog
from idea4gov.outside.logs import set_up_logging
from idea4gov.store.session import Database
from tests.web.conftest import PASSWORD, Site, hidden_fields
from tests.web.strangers import FORM, NEW, author, says, token

__all__ = ["author"]

AWAY = [
    "//evil.example",
    "///evil.example",
    "https:evil.example",
    "https://evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "/%09/evil.example",
    "/\t/evil.example",
    "\r\nSet-Cookie: a=b",
    "/\r\nLocation: https://evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    " //evil.example",
    "/" + "a" * 600,
]


@pytest.mark.parametrize("path", AWAY)
def test_nobody_is_sent_to_another_site(author: Site, app: Flask, path: str) -> None:
    answers = [
        author.client.get("/language/th", query_string={"next": path}),
        author.client.get("/log-in", query_string={"next": path}),
        author.client.post("/proposals/1/support", data={**token(author), "back": path}),
    ]
    stranger = Site(app)
    page = stranger.client.get("/log-in", query_string={"next": path}).get_data(as_text=True)
    fields = {**hidden_fields(page, "/log-in"), "email": "somchai@example.org", "password": PASSWORD}
    answers.append(stranger.client.post("/log-in", data=fields))
    for answer in answers:
        assert answer.status_code == 303
        location = answer.headers["Location"]
        # As browsers do before they follow.
        seen = location.translate({9: None, 10: None, 13: None}).replace("\\", "/").strip()
        assert urlsplit(urljoin("http://localhost/", seen)).netloc == "localhost", location
        assert all(not cookie.startswith("a=") for cookie in answer.headers.getlist("Set-Cookie"))


@pytest.fixture
def live(author: Site, app: Flask) -> Site:
    """Errors become pages, as in production."""
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return author


def test_a_failure_of_ours_is_in_the_log_under_the_number_that_its_page_names(
    live: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr("idea4gov.web.pages.boards.boards.get_visible_board", fail)
    stream = StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    set_up_logging(level="info", readable=False)
    answer = live.client.get("/boards/1")
    set_up_logging(level="error", readable=True)
    number = answer.headers["X-Request-Id"]
    assert number in answer.get_data(as_text=True)
    told = [line for line in stream.getvalue().splitlines() if "RuntimeError" in line]
    assert [json.loads(line)["request_id"] for line in told] == [number]


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (RuntimeError("secret words"), 500, "ระบบ"),
        (OperationalError("SELECT secret words", {}, Exception("secret words")), 503, "สักครู่"),
        (DataError("SELECT secret words", {}, Exception("a zero byte")), 400, "โหลดหน้า"),
    ],
)
def test_a_failure_of_ours_is_a_page_that_tells_no_secrets(
    live: Site, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, words: str
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("idea4gov.web.pages.boards.boards.get_visible_board", fail)
    text = says(live.client.get("/boards/1"), status, words, "/provinces")
    assert "secret words" not in text
    answer = live.client.get("/boards/1", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.mimetype) == (status, "application/json")
    assert answer.headers.get("Retry-After") == ("5" if status == 503 else None)


def test_failures_are_noted_by_the_number_of_the_page(
    live: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    failures = FailureLog(str(tmp_path))
    live.app.extensions["idea4gov"] = replace(live.app.extensions["idea4gov"], failures=failures)
    numbers = []
    for error in (RuntimeError("malee"), OperationalError("SELECT malee", {}, ConnectionError("malee"))):
        monkeypatch.setattr("idea4gov.web.pages.boards.boards.get_visible_board", raising(error))
        numbers.append(live.client.get("/boards/1").headers["X-Request-Id"])
    assert sorted(one[1:] for one in failures.read()) == [
        ("away", "ConnectionError", "/boards/<id:board_id>", numbers[1]),
        ("unexpected", "RuntimeError", "/boards/<id:board_id>", numbers[0]),
    ]


def raising(error: Exception) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail


def test_without_its_database_the_site_says_so(live: Site, database: Database) -> None:
    database.dispose()
    path = Path(str(database.engine.url.database))
    for one in path.parent.glob(f"{path.name}*"):
        one.unlink()
    says(live.client.get("/boards/1"), 503, "สักครู่")
    assert live.client.get("/readyz").status_code == 503
    assert live.client.get("/healthz").status_code == 200


@pytest.mark.parametrize(
    ("body", "kind"),
    [(b"\xff", FORM), (b"{", "application/json"), (b"--x", "multipart/form-data; boundary=x"), (b"", "\xff")],
)
def test_garbage_is_the_fault_of_who_sends_it(live: Site, body: bytes, kind: str) -> None:
    says(live.client.post(NEW, data=body, content_type=kind), 400)
    for path in ("/boards/%ff", "/%", "/?%", "/provinces?q=%ff&q=%00", "/language/xx"):
        assert live.client.get(path).status_code < 500


def test_a_method_that_is_not_taken_is_told_those_that_are(live: Site) -> None:
    assert live.client.put("/provinces").allow.as_set() >= {"get", "head"}
