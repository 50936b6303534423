"""The number on an error page is in its header and in each line of the log that the request wrote."""

import json
import sys
from collections.abc import Iterator
from io import StringIO

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from idea4gov.domain.errors import Forbidden, TooMany
from idea4gov.outside.logs import set_up_logging
from tests.web.conftest import Site

PLACE = "idea4gov.web.pages.boards.boards.get_visible_board"


@pytest.fixture
def log(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """What is logged; errors become pages, as in production."""
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    stream = StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    set_up_logging(level="info", readable=False)
    yield stream
    set_up_logging(level="error", readable=True)


@pytest.mark.parametrize(
    ("error", "status", "event"),
    [
        (None, 404, None),
        (Forbidden(), 403, None),
        (TooMany(minutes=3), 429, None),
        (KeyError("a failure"), 500, "unexpected_error"),
        (OperationalError("", {}, Exception("database is locked")), 503, "database_unavailable"),
    ],
)
def test_pages_headers_and_lines_bear_one_number(
    site: Site,
    log: StringIO,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception | None,
    status: int,
    event: str,
) -> None:
    if error is not None:
        monkeypatch.setattr(PLACE, _raiser(error))
    answer = site.client.get("/boards/1")
    number = answer.headers["X-Request-Id"]
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert answer.status_code == status
    assert number in answer.get_data(as_text=True)
    assert {line["request_id"] for line in lines} == {number}
    assert [line["event"] for line in lines] == [*([event] if event else []), "request"]
    assert log.getvalue().count("Traceback") == (1 if status == 500 else 0)


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [("/boards/1/proposals", {"title": "a"}, 404), ("/log-in", {"email": "a" * 300_000}, 413)],
)
def test_refused_forms_bear_it_too(
    site: Site, log: StringIO, path: str, data: dict[str, str], status: int
) -> None:
    answer = site.client.post(path, data=data)
    number = answer.headers["X-Request-Id"]
    assert answer.status_code == status
    assert {json.loads(line)["request_id"] for line in log.getvalue().splitlines()} == {number}
    assert number in answer.get_data(as_text=True)


def test_a_form_without_its_token_comes_back_under_one_number(site: Site, log: StringIO) -> None:
    answer = site.client.post("/log-in", data={"email": "a@example.org"})
    assert answer.status_code == 400
    numbers = {json.loads(line)["request_id"] for line in log.getvalue().splitlines()}
    assert numbers == {answer.headers["X-Request-Id"]}


def _raiser(error: Exception) -> object:
    def fail(*_: object, **__: object) -> None:
        raise error

    return fail
