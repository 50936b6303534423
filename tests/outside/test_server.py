"""What the web server hands to the application and to visitors, and what it refuses."""

import json
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Any

import pytest

from config import ROOT
from tests.outside.certificate import certificate
from tests.outside.served import LARGE, MOST_BYTES

__all__ = ["certificate"]
pytestmark = pytest.mark.slow
SERVE = """
from idea4gov.outside.server import serve
from idea4gov.outside.server_adapter import Bounds
from pathlib import Path
from idea4gov.outside.server import Certificate
serve("tests.outside.served:app", host="127.0.0.1", port={port}, workers=1, bounds=Bounds({bounds}), {more})
"""
HOST = b"Host: localhost\r\n"
# How HTTP/2 begins when both sides know of it (RFC 9113, 3.4), and its first frame.
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
EMPTY_SETTINGS = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00"


def until(condition: Callable[[], bool]) -> None:
    """Wait for something that happens within half a minute."""
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


@contextmanager
def served(bounds: str = "", more: str = "") -> Iterator[int]:
    """The port of a server with the small application. bounds, more: arguments of Bounds and of serve."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code = SERVE.format(port=port, bounds=bounds, more=more)
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT)
    try:
        until(lambda: is_listening(port))
        yield port
    finally:
        process.terminate()
        assert process.wait(timeout=30) == 0


def is_listening(port: int) -> bool:
    """Whether a visitor is let in."""
    with socket.socket() as link:
        return link.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """A server with one process, that waits a second for a body and longer for one that comes."""
    with served("seconds=1, bytes_per_second=100_000") as port:
        yield port


def answers(port: int, *parts: bytes, ends: bool = False) -> bytes:
    """All that the server sends until it closes the connection. ends: close the sending side first."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as link:
        for part in parts:
            link.sendall(part)
        if ends:
            link.shutdown(socket.SHUT_WR)
        return b"".join(iter(lambda: link.recv(65_536), b""))


def ask(port: int, path: str, method: str = "GET", **more: Any) -> tuple[HTTPResponse, bytes]:
    visitor = HTTPConnection("127.0.0.1", port, timeout=10)
    visitor.request(method, path, **more)
    answer = visitor.getresponse()
    body = answer.read()
    visitor.close()
    return answer, body


def test_application_is_told_who_asks_for_what(port: int) -> None:
    headers = {
        "X-Forwarded-For": "203.0.113.7",
        "X_Forwarded_For": "198.51.100.1",
        "Content-Type": "text/csv",
    }
    answer, body = ask(port, "/a%2Fb%E0%B8%81%FF?q=%20", "POST", body=b"12345", headers=headers)
    told = json.loads(body)
    assert told["PATH_INFO"] == "/a/b\u00e0\u00b8\u0081\u00ff"
    assert (told["QUERY_STRING"], told["REQUEST_METHOD"], told["REMOTE_ADDR"]) == (
        "q=%20",
        "POST",
        "127.0.0.1",
    )
    assert (told["HTTP_HOST"], told["wsgi.url_scheme"]) == (f"127.0.0.1:{port}", "http")
    assert told["HTTP_X_FORWARDED_FOR"] == "203.0.113.7"
    assert (told["CONTENT_TYPE"], told["CONTENT_LENGTH"], told["body"]) == ("text/csv", "5", 5)
    assert "HTTP_CONTENT_LENGTH" not in told
    assert answer.msg.get_all("Set-Cookie") == ["a=1", "b=2"]


def test_cookies_of_two_lines_are_one_list(port: int) -> None:
    lines = b"Cookie: a=\xe0\xb8\x81\r\nCookie: b=2\r\nConnection: close\r\n\r\n"
    told = json.loads(answers(port, b"GET / HTTP/1.1\r\n" + HOST + lines).partition(b"\r\n\r\n")[2])
    assert told["HTTP_COOKIE"].encode("latin-1") == b"a=\xe0\xb8\x81; b=2"


def test_head_has_the_length_and_no_body(port: int) -> None:
    answer, body = ask(port, "/length", "HEAD")
    assert (answer.headers["Content-Length"], body) == ("5", b"")


def test_not_modified_has_no_body(port: int) -> None:
    answer, body = ask(port, "/nothing")
    assert (answer.status, answer.headers["ETag"], body) == (304, '"x"', b"")


@pytest.mark.parametrize(("note", "status", "text"), [("whole", 200, b"first second"), ("fails", 500, None)])
def test_answer_in_blocks_is_closed_even_when_it_fails(
    port: int, tmp_path: Path, note: str, status: int, text: bytes | None
) -> None:
    answer, body = ask(port, f"/blocks?{tmp_path / note}")
    assert answer.status == status
    assert text is None or body == text
    assert (tmp_path / note).read_text(encoding="ascii") == "closed"


@pytest.mark.parametrize("path", ["/large", "/file"])
def test_large_answer_comes_whole(port: int, path: str) -> None:
    answer, body = ask(port, path)
    assert (answer.headers["Content-Length"], len(body), len(set(body))) == (str(LARGE), LARGE, 1)


def test_body_above_what_waits_in_memory_comes_whole(port: int) -> None:
    sent = b"a" * 900_000 + b"the end"
    assert json.loads(ask(port, "/", "POST", body=sent)[1])["body"] == len(sent)


def test_chunked_body_comes_whole_with_its_length(port: int) -> None:
    told = json.loads(ask(port, "/", "POST", body=iter([b"abc", b"defg"]))[1])
    assert (told["CONTENT_LENGTH"], told["ends"]) == ("7", "abcdefg")


@pytest.mark.parametrize(
    "kind", [b"Content-Length: 10\r\n\r\nabc", b"Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"]
)
def test_body_that_breaks_off_reaches_no_application(port: int, kind: bytes) -> None:
    assert b"200 OK" not in answers(port, b"POST / HTTP/1.1\r\n" + HOST + kind, ends=True)


@pytest.mark.parametrize(
    ("hosts", "status"), [(b"", b"400"), (HOST + HOST, b"400"), (b"Host:\r\n", b"400"), (HOST, b"200")]
)
def test_request_names_one_host(port: int, hosts: bytes, status: bytes) -> None:
    request = b"GET / HTTP/1.1\r\n" + hosts + b"Connection: close\r\n\r\n"
    assert answers(port, request).split()[1] == status


@pytest.mark.parametrize(
    "length", [b"5\r\nContent-Length: 6", b"-1", b"1e3", b"5, 5", b"99999999999999999999999"]
)
def test_length_that_is_none_is_refused(port: int, length: bytes) -> None:
    request = b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: " + length + b"\r\n\r\nabcde"
    assert answers(port, request).split()[1] == b"400"


def test_body_that_does_not_come_is_answered_408_and_closed(port: int) -> None:
    says = answers(port, b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: 3000\r\n\r\nabc")
    assert says.startswith(b"HTTP/1.1 408")
    assert "ช้าเกินไป".encode() in says


def test_slow_body_is_waited_for_while_it_comes(port: int) -> None:
    """300,000 bytes may take four seconds here."""
    head = b"POST / HTTP/1.1\r\n" + HOST + b"Connection: close\r\nContent-Length: 300000\r\n\r\n"
    with socket.create_connection(("127.0.0.1", port), timeout=10) as link:
        link.sendall(head)
        for _ in range(15):
            link.sendall(b"a" * 20_000)
            time.sleep(0.1)
        assert link.recv(12) == b"HTTP/1.1 200"


@pytest.mark.parametrize(
    "request_",
    [
        b"Content-Length: %d\r\nExpect: 100-continue\r\n\r\n" % (MOST_BYTES + 1),
        b"Content-Length: %d\r\n\r\n" % 10**15,
        b"Transfer-Encoding: chunked\r\n\r\n" + (b"ffff\r\n" + b"a" * 0xFFFF + b"\r\n") * 20,
    ],
)
def test_body_that_is_too_long_is_refused_before_it_has_come(port: int, request_: bytes) -> None:
    says = answers(port, b"POST / HTTP/1.1\r\n" + HOST + request_)
    assert says.startswith(b"HTTP/1.1 413")
    assert says.endswith(b"too large")


def test_visitor_who_sends_too_much_reads_why(port: int) -> None:
    """Closing at once would reset the connection, and the browser would show that instead."""
    body = b"a" * (3 * MOST_BYTES)
    head = b"POST / HTTP/1.1\r\n" + HOST + b"Content-Length: %d\r\n\r\n" % len(body)
    assert answers(port, head, body).endswith(b"too large")


def test_http_2_in_the_clear_is_not_spoken(port: int) -> None:
    """A half-sent HTTP/2 body once kept a worker busy for good, so no connection gets as far as a body."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as link:
        link.sendall(PREFACE + EMPTY_SETTINGS)
        answer = link.recv(100)
    assert not answer.startswith(b"\x00"), "the server answered with a frame of HTTP/2"
    assert ask(port, "/length")[0].status == 200


def test_request_in_progress_is_finished_when_the_server_stops() -> None:
    with served() as port:
        link = socket.create_connection(("127.0.0.1", port), timeout=10)
        link.sendall(b"GET /late HTTP/1.1\r\n" + HOST + b"\r\n")
        time.sleep(0.2)
    with link:
        assert link.recv(12) == b"HTTP/1.1 200"


def fill(port: int, count: int, request: bytes) -> list[socket.socket]:
    links = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(count)]
    for link in links:
        link.sendall(request)
    return links


def test_bodies_above_the_bound_are_refused_and_pages_are_not() -> None:
    silent = b"POST / HTTP/1.1\r\n" + HOST + b"Connection: close\r\nContent-Length: 10\r\n\r\n"
    with served("bodies=3") as port:
        links: list[socket.socket] = []

        def is_full() -> bool:
            links.extend(fill(port, 1, silent))
            return b"503" in answers(port, silent + b"0123456789")[:15]

        until(is_full)
        says = answers(port, silent)
        assert b"retry-after: 10" in says.lower()
        assert ask(port, "/length")[0].status == 200
        for link in links:
            link.close()


def test_of_too_many_connections_the_oldest_are_closed() -> None:
    with served("connections=5") as port:
        links = fill(port, 12, b"GET / HT")
        until(lambda: is_closed(links[0]))
        assert ask(port, "/length")[0].status == 200
        assert not is_closed(links[-1])
        for link in links:
            link.close()


def is_closed(link: socket.socket) -> bool:
    link.settimeout(0.01)
    try:
        return link.recv(1) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def test_answers_of_slow_readers_take_no_more_room_than_the_bound() -> None:
    with served(f"spooled={2 * LARGE + 1}") as port:
        readers = fill(port, 2, b"GET /large HTTP/1.1\r\n" + HOST + b"\r\n")
        for reader in readers:
            assert reader.recv(12) == b"HTTP/1.1 200"
        assert ask(port, "/large")[0].status == 503
        assert ask(port, "/length")[0].status == 200
        for reader in readers:
            reader.close()
        until(lambda: ask(port, "/large")[0].status == 200)


def test_with_a_certificate_a_proxy_is_answered_over_tls_and_nobody_in_the_clear(certificate: Path) -> None:
    file = f"Path({str(certificate)!r})"
    with served(more=f"certificate=Certificate({file}, {file})") as port:
        trusting = ssl.create_default_context(cafile=str(certificate))
        proxy = HTTPSConnection("localhost", port, timeout=10, context=trusting)
        proxy.request("POST", "/", body=b"a form")
        said = json.loads(proxy.getresponse().read())
        proxy.close()
        assert said["wsgi.url_scheme"] == "https"
        assert b"HTTP/" not in answers(port, b"GET / HTTP/1.1\r\n" + HOST + b"\r\n")
