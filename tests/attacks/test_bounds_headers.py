"""Headers, cookies and bodies of forms, each the worst of its size: none is a failure of ours."""

from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

from idea4gov.store.session import Database
from idea4gov.web.http.carried_forms import MAX_PACKED, CarriedForm, unpack_form
from idea4gov.web.http.request_decoding import MAX_BOUNDARY, MAX_FIELDS
from tests.attacks.limited import READ, outcome_of
from tests.factories import add_board
from tests.web.conftest import app, database, outbox

__all__ = ["app", "database", "outbox"]

SIZE = 60_000
HEADERS = [
    ("Accept", "text/html;q=0.1,"),
    ("Accept", 'a/b;x="\\'),
    ("Accept-Encoding", "gzip;q=0.1,"),
    ("Accept-Language", "th-"),
    ("If-None-Match", 'W/"a",'),
    ("If-None-Match", '"'),
    ("If-Modified-Since", "Mon, 01 "),
    ("Range", "bytes=0-0,"),
    ("Range", "9"),
    ("Cookie", "visit=.eJ"),
    ("Cookie", "a=b;"),
    ("Cookie", 'a="\\0'),
    ("Cookie", "language=th"),
    ("Authorization", "Digest a=,"),
    ("Authorization", "Bearer "),
    ("User-Agent", "Mozilla/5.0 ("),
    ("Referer", "https://["),
    ("Content-Type", "multipart/form-data; a*0=b;"),
    ("X-Forwarded-For", "1.1.1.1,"),
    ("X-Request-Id", "\x7f"),
]
# urlsplit() refuses each of them.
NO_ORIGINS = ["http://[", "http://[::1", "https://[x]/", "//[", "http://localhost:x", "null", "[" * SIZE]


@pytest.fixture
def client(app: Flask, database: Database) -> FlaskClient:
    with database.transaction() as db:
        add_board(db)
    return app.test_client()


@pytest.mark.parametrize(("name", "piece"), HEADERS)
def test_a_header_of_sixty_thousand_letters_is_read_or_ignored(
    name: str, piece: str, client: FlaskClient
) -> None:
    text = (piece * (SIZE // len(piece)))[:SIZE]
    for path in ("/boards/1", "/api/v1/provinces", "/verify.pyz", "/nothing-here", "/boards/1/feed.atom"):
        assert client.get(path, headers={name: text}).status_code in (200, 304, 401, 404, 416)
        assert client.post(path, headers={name: text}).status_code in (400, 404, 405, 413)


NO_DAYS = [
    "Mon, 01 Jan 99999999999 00:00:00 GMT",
    "Mon, 99999999999 Jan 2026 00:00:00 GMT",
    "Mon, 01 Jan 2026 00:00:00 +99999999999",
    "Mon, 99 Jan 2026 99:99:99 GMT",
    "Mon, 01 Jan 0000 00:00:00 GMT",
    "9" * SIZE,
]


@pytest.mark.parametrize("day", NO_DAYS)
def test_a_day_that_is_none_is_ignored(day: str, client: FlaskClient) -> None:
    """One with a year of eleven digits was a failure of ours, on every page, for anybody who sent it."""
    for path in (
        "/boards/1",
        "/api/v1/provinces",
        "/boards/1/feed.atom",
        "/verify.pyz",
        "/manifest.webmanifest",
    ):
        for name in ("If-Modified-Since", "If-Unmodified-Since", "If-Range"):
            answer = client.get(path, headers={name: day, "Range": "bytes=0-1"})
            assert answer.status_code in (200, 206), (path, name)


def test_a_page_that_is_known_is_not_sent_again(client: FlaskClient) -> None:
    etag = client.get("/boards/1").headers["ETag"]
    assert client.get("/boards/1", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("origin", NO_ORIGINS)
def test_an_origin_that_is_no_address_is_that_of_a_stranger(origin: str, client: FlaskClient) -> None:
    """It was a failure of ours, on every form, for anybody who sent it."""
    words = {"email": "somchai@example.org", "display_name": "ขนมครกเจ้าเก่า"}
    for path in ("/log-in", "/register", "/nothing-here", "/log-out"):
        answer = client.post(path, data=words, headers={"Origin": origin})
        assert answer.status_code in (400, 404, 422)
        assert "ขนมครกเจ้าเก่า" not in answer.get_data(as_text=True)
    ours = client.post("/register", data=words, headers={"Origin": "http://localhost"})
    assert "ขนมครกเจ้าเก่า" in ours.get_data(as_text=True)


@pytest.mark.parametrize(
    ("length", "is_read"), [(MAX_BOUNDARY, True), (MAX_BOUNDARY + 1, False), (SIZE, False)]
)
def test_a_boundary_longer_than_any_is_not_looked_for(
    length: int, *, is_read: bool, client: FlaskClient
) -> None:
    """60 KB of it took 0.3 seconds for a form of no bytes."""
    boundary = "b" * length
    body = f'--{boundary}\r\nContent-Disposition: form-data; name="email"\r\n\r\nx\r\n--{boundary}--\r\n'
    kind = f"multipart/form-data; boundary={boundary}"
    with patch("werkzeug.formparser.MultiPartParser") as parser:
        parser.return_value.parse.return_value = (MultiDict(), MultiDict())
        client.post("/log-in", data=body.encode()[:200_000], content_type=kind)
    assert parser.called is is_read


PART = b'--a\r\nContent-Disposition: form-data; name="email"'
BODIES = {
    "too many parts": (PART + b"\r\n\r\nx\r\n") * 1_001,
    "a head without end": b"--a\r\nX: " + b"y" * 250_000,
    "heads without end": b"--a\r\n" + b"X: y\r\n" * 40_000,
    "parameters": PART + b"; a=b" * 50_000 + b"\r\n\r\nx\r\n--a--",
    "parameters in pieces": PART
    + b"".join(b"; b*%d=c" % one for one in range(18_000))
    + b"\r\n\r\nx\r\n--a--",
    "quotations": PART + b'; b="' + b'\\"' * 120_000 + b'"\r\n\r\nx\r\n--a--',
    "beginnings of a boundary": PART + b"\r\n\r\n" + b"\r\n--b" * 50_000,
    "line ends": b"\r\n" * 120_000,
    "a code that is slow": PART + b"\r\nContent-Type: text/plain; charset=punycode\r\n\r\n" + b"a" * 250_000,
}


@pytest.mark.parametrize("name", BODIES)
def test_a_form_in_parts_is_read_or_refused(name: str, client: FlaskClient) -> None:
    answer = client.post("/log-in", data=BODIES[name], content_type="multipart/form-data; boundary=a")
    assert answer.status_code in (400, 413, 422)


@pytest.mark.parametrize(("fields", "status"), [(MAX_FIELDS, 400), (MAX_FIELDS + 1, 413), (100_000, 413)])
def test_a_form_of_more_fields_than_any_is_too_large(fields: int, status: int, client: FlaskClient) -> None:
    body = "&".join(["a="] * fields)
    answer = client.post("/log-in", data=body[:250_000], content_type="application/x-www-form-urlencoded")
    assert answer.status_code == status


@pytest.mark.parametrize(
    "query", ["&" * SIZE, "a=1&" * 15_000, "%" * SIZE, "%ff" * 20_000, ";" * SIZE, "=" * SIZE]
)
def test_a_query_of_thousands_of_arguments_is_that_of_a_usual_page(query: str, client: FlaskClient) -> None:
    for path in ("/boards/1", "/search", "/nothing-here"):
        assert client.get(f"{path}?{query}").status_code in (200, 404)
    assert client.get(f"/api/v1/provinces?{query}").status_code in (200, 422)


CARRIED = CarriedForm("/x", (("a", "b"),)).pack()


@pytest.mark.parametrize(
    "text",
    [
        CarriedForm("/x", (("a", "0" * 10_000_000),)).pack(),
        CarriedForm("/x", (("a", ""),) * (MAX_FIELDS + 1)).pack(),
        "A" * MAX_PACKED,
        "ก" * MAX_PACKED,
        CARRIED[:-4],
        CARRIED + CARRIED,
        "\ud800",
    ],
)
def test_a_form_that_was_packed_by_others_is_none(text: str) -> None:
    assert 0 < len(text) <= MAX_PACKED
    assert outcome_of(lambda: unpack_form(text)) == READ
    assert unpack_form(text) in (None, unpack_form(CARRIED))


def test_a_form_of_as_many_fields_as_any_is_carried() -> None:
    form = CarriedForm("/x", (("a", ""),) * MAX_FIELDS)
    assert unpack_form(form.pack()) == form
