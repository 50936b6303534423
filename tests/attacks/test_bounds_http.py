"""Requests that two readers would read in two ways, and bodies in crumbs: refused before the application."""

import json
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from tests.outside.test_server import HOST, answers, served
from tests.web.conftest import app, database, outbox

__all__ = ["app", "database", "outbox"]

pytestmark = pytest.mark.slow
CLOSE = b"Connection: close\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"
SECOND = b"GET /second HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n"
ENDED = b"0\r\n\r\n" + SECOND
CRUMBS = 5_000
STATUS = re.compile(rb"^HTTP/1\.[01] (\d+)", re.M)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served("seconds=1") as port:
        yield port


def post(head: bytes, version: bytes = b"1.1") -> bytes:
    return b"POST / HTTP/" + version + b"\r\n" + HOST + head


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n" + ENDED,
        b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + ENDED,
        b"Transfer-Encoding: xchunked\r\n\r\n" + ENDED,
        b"Transfer-Encoding: gzip, chunked\r\n\r\n" + ENDED,
        b"Transfer-Encoding: chunked, identity\r\n\r\n" + ENDED,
        b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n" + ENDED,
        b"Transfer-Encoding : chunked\r\n\r\n" + ENDED,
        b"Transfer-Encoding: \x0bchunked\r\n\r\n" + ENDED,
        b"X: y\r\n Transfer-Encoding: chunked\r\n\r\n" + ENDED,
        b"X: y\rTransfer-Encoding: chunked\r\n\r\n" + ENDED,
        b"X: \0\r\n\r\n" + SECOND,
        b"Content-Length: +4\r\n\r\n" + ENDED,
        b"Content-Length: 0x4\r\n\r\n" + ENDED,
        b"Content-Length: \r\n\r\n" + ENDED,
        CHUNKED + b"3;x\nabc\r\n" + ENDED,
        CHUNKED + b"3\nabc\n" + ENDED,
        CHUNKED + b"+3\r\nabc\r\n" + ENDED,
        CHUNKED + b"0x3\r\nabc\r\n" + ENDED,
        CHUNKED + b"3\r\nabcXX" + ENDED,
        CHUNKED + b"10000000000000003\r\nabc\r\n" + ENDED,
        CHUNKED + b"3;" + b"a" * 1_000_000 + b"\r\nabc\r\n" + ENDED,
        CHUNKED + b"0\r\n" + b"X-A: b\r\n" * 100_000 + b"\r\n" + SECOND,
    ],
)
def test_no_second_request_hides_in_a_body(port: int, head: bytes) -> None:
    says = answers(port, post(head))
    assert says.startswith((b"HTTP/1.1 400", b"HTTP/1.1 200"))
    assert (len(STATUS.findall(says)), b"/second" in says) == (1, False)


@pytest.mark.parametrize("head", [CHUNKED + b"zz\r\n", b"Transfer-Encoding: gzip, chunked\r\n\r\n" + ENDED])
def test_a_body_that_is_broken_is_told_so(port: int, head: bytes) -> None:
    says = answers(port, post(head))
    assert says.startswith(b"HTTP/1.1 400")
    assert "กรุณาลองใหม่".encode() in says


@pytest.mark.parametrize(
    "target",
    [b"second", b"*", b"/a\0b", b"/a b", b"\\second", b"/\xff", b"/" + b"a" * 70_000],
)
def test_a_target_that_is_no_path_is_refused(port: int, target: bytes) -> None:
    says = answers(port, b"OPTIONS " + target + b" HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n")
    assert says.split()[1] in (b"400", b"414")


def test_an_address_in_the_target_names_no_host(port: int) -> None:
    says = answers(port, b"GET http://x@evil.example/a%2Fb HTTP/1.1\r\n" + HOST + CLOSE + b"\r\n")
    told = json.loads(says.partition(b"\r\n\r\n")[2])
    assert (told["HTTP_HOST"], told["PATH_INFO"], "evil" in str(told)) == ("localhost", "/a/b", False)


@pytest.mark.parametrize(
    "host",
    [
        b"a,b",
        b"a/b",
        b"x@a",
        b"a b",
        b"[::1",
        b"a:port",
        b"a:999999",
        b"<script>",
        b"a" * 254,
        b"\xe0\xb8\x81",
    ],
)
def test_a_host_that_is_none_is_refused(port: int, host: bytes) -> None:
    says = answers(port, b"GET / HTTP/1.1\r\nHost: " + host + b"\r\n" + CLOSE + b"\r\n")
    assert says.startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("host", [b"a.example", b"A.example:8000", b"127.0.0.1:1", b"[::1]:8000", b"my_host"])
def test_a_host_may_be_a_name_or_an_address(port: int, host: bytes) -> None:
    says = answers(port, b"GET /length HTTP/1.1\r\nHost: " + host + b"\r\n" + CLOSE + b"\r\n")
    assert says.startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (b"GET / HTTP/1.0\r\n\r\n", b"400"),
        (post(CHUNKED + ENDED, b"1.0"), b"400"),
        (b"GET / HTTP/1.2\r\n" + HOST + b"\r\n", b"400"),
        (b"GET /\r\n", b"400"),
        (b"CONNECT evil.example:443 HTTP/1.1\r\n" + HOST + b"\r\n" + SECOND, b"400"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X: y\r\n" * 200 + b"\r\n", b"431"),
        (b"GET / HTTP/1.1\r\n" + HOST + b"X: " + b"y" * 1_000_000 + b"\r\n\r\n", b"431"),
    ],
)
def test_what_is_not_spoken_is_refused_and_closed(port: int, request_: bytes, status: bytes) -> None:
    says = answers(port, request_)
    assert STATUS.findall(says) == [status]


@pytest.mark.parametrize(
    "more",
    [
        b"Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
        b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n",
        b"Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n",
    ],
)
def test_no_other_protocol_is_offered(port: int, more: bytes) -> None:
    assert answers(port, b"GET /length HTTP/1.1\r\n" + HOST + more + b"\r\n").startswith(b"HTTP/1.1 200")


def test_requests_one_behind_the_other_are_answered_in_their_order(port: int) -> None:
    first = b"GET /first HTTP/1.1\r\n" + HOST + b"Content-Length: 3\r\n\r\nabc"
    says = answers(port, first * 3 + SECOND)
    assert (says.count(b"HTTP/1.1 200"), says.find(b"/second") > says.rfind(b"/first") > 0) == (4, True)


@pytest.mark.parametrize("size", [1, 100])
def test_a_body_in_crumbs_is_refused(port: int, size: int) -> None:
    """250,000 chunks of a byte, which are 1.5 MB on the line, kept a process busy for eight seconds."""
    crumbs = (b"%x\r\n" % size + b"a" * size + b"\r\n") * CRUMBS
    says = answers(port, post(CLOSE + CHUNKED + crumbs + b"0\r\n\r\n"))
    assert says.startswith(b"HTTP/1.1 400")


def test_a_body_in_usual_blocks_is_read(port: int) -> None:
    """600 bytes are what the smallest packets bring; a short body may come as it likes."""
    for size, count in ((600, 1_600), (1, 900)):
        blocks = (b"%x\r\n" % size + b"a" * size + b"\r\n") * count
        says = answers(port, post(CLOSE + CHUNKED + blocks + b"0\r\n\r\n"))
        assert json.loads(says.partition(b"\r\n\r\n")[2])["body"] == size * count


def test_no_redirect_names_the_host_of_the_request(app: Flask) -> None:
    for path in ("//evil.example/x", "/provinces//20", "/provinces/20//", "/boards/1//card.png"):
        answer = app.test_client().get(path, base_url="http://evil.example")
        assert (answer.status_code, "Location" in answer.headers) == (404, False)
