"""A request on its way to another process and back, and what becomes of it when none answers."""

import asyncio
import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from socket import SHUT_WR, send_fds, socket, socketpair
from tempfile import SpooledTemporaryFile
from threading import Event, Thread
from typing import Any

import pytest

from idea4gov.outside import offload_listener, offloading
from idea4gov.outside.offload_listener import OffloadListener, answer_request
from idea4gov.outside.offloading import MOST, MOST_OF_OWNER, AskAgain, Offload, Offloader, wait_for
from idea4gov.outside.server_adapter import Bounds, WholeRequests
from idea4gov.outside.server_watch import ServerWatch
from idea4gov.outside.wsgi_call import Answer
from tests.outside.served import LARGE

TARGET = "tests.outside.served:app"
ENVIRON = {
    "REQUEST_METHOD": "POST", "PATH_INFO": "/", "QUERY_STRING": "", "REMOTE_ADDR": "203.0.113.7",
    "wsgi.multithread": False,
}  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A socket whose whole path is too long for an address."""
    return tmp_path / ("a" * 100) / "offload.sock"


@pytest.fixture
def listening(path: Path) -> Iterator[Path]:
    """The path of a listener whose requests are answered by a thread."""
    listener, over = OffloadListener(path), Event()

    def work() -> None:
        while not over.is_set():
            if link := listener.take():
                answer_request(TARGET, link)

    thread = Thread(target=work)
    thread.start()
    yield path
    over.set()
    thread.join()
    listener.close()


@pytest.fixture
def listener(path: Path) -> Iterator[OffloadListener]:
    """A listener that the test itself looks after."""
    listener = OffloadListener(path)
    yield listener
    listener.close()


def request(body: bytes, **more: Any) -> dict[str, Any]:
    spooled = SpooledTemporaryFile()  # noqa: SIM115 - closed by ask()
    spooled.write(body)
    return {**ENVIRON, "wsgi.input": spooled, "CONTENT_LENGTH": str(len(body)), **more}


async def ask(path: Path, environ: dict[str, Any], owner: str = "7") -> tuple[int, bytes] | str:
    """Status and body of the answer, or why there is none."""
    try:
        answer = await Offloader(path).answer(environ, Offload(owner))
    finally:
        environ["wsgi.input"].close()
    if not isinstance(answer, Answer):
        return answer
    with answer.file as file:
        file.seek(0)
        return answer.status, file.read()


def answered(path: Path, environ: dict[str, Any]) -> tuple[int, bytes]:
    """Status and body of the answer."""
    answer = asyncio.run(ask(path, environ))
    assert not isinstance(answer, str)
    return answer


@pytest.mark.parametrize("size", [0, 9, 900_000])
def test_a_request_is_answered_with_its_body(listening: Path, size: int) -> None:
    status, body = answered(listening, request(b"a" * size))
    told = json.loads(body)
    assert (status, told["body"], told["REMOTE_ADDR"]) == (200, size, "203.0.113.7")


def test_a_request_without_a_body_is_answered(listening: Path) -> None:
    _, body = answered(listening, {**ENVIRON, "wsgi.input": BytesIO(), "PATH_INFO": "/large"})
    assert len(body) == LARGE


def test_headers_come_as_they_were_given(listening: Path) -> None:
    environ = request(b"")
    answer = asyncio.run(Offloader(listening).answer(environ, Offload("7")))
    environ["wsgi.input"].close()
    assert isinstance(answer, Answer)
    answer.file.close()
    assert answer.headers == [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")]


def test_other_users_of_the_machine_cannot_connect(listener: OffloadListener, path: Path) -> None:
    assert listener.take() is None
    assert path.parent.stat().st_mode & 0o077 == 0


def test_a_socket_of_an_earlier_start_is_replaced(listener: OffloadListener, path: Path) -> None:
    again = OffloadListener(path)
    assert again.take() is None
    again.close()


@pytest.mark.parametrize("is_started", [False, True])
def test_where_nobody_listens_it_has_failed(
    path: Path, monkeypatch: pytest.MonkeyPatch, is_started: bool
) -> None:
    monkeypatch.setattr(offloading, "CONNECT_SECONDS", 0)
    if is_started:
        OffloadListener(path).close()
    assert asyncio.run(ask(path, request(b"a"))) == "failed"


def test_where_the_process_ends_in_the_middle_it_has_failed(listener: OffloadListener, path: Path) -> None:
    async def meet() -> tuple[int, bytes] | str:
        asked = asyncio.create_task(ask(path, request(b"a")))
        while not (link := listener.take()):
            await asyncio.sleep(0)
        link.close()
        return await asked

    assert asyncio.run(meet()) == "failed"


def test_one_owner_has_no_more_than_a_share(listener: OffloadListener, path: Path) -> None:
    owners = ["7"] * (MOST_OF_OWNER + 3) + [str(number) for number in range(100, 100 + MOST)]

    async def flood() -> list[Answer | str]:
        offloader = Offloader(path)
        tasks = [asyncio.create_task(offloader.answer(environ, Offload(owner))) for owner, environ in sent]
        taken: list[socket] = []
        while len(taken) < MOST:
            taken += filter(None, [listener.take()])
            await asyncio.sleep(0)
        for link in taken:
            link.close()
        return await asyncio.gather(*tasks)

    sent = [(owner, request(b"a")) for owner in owners]
    outcomes = asyncio.run(flood())
    for _, environ in sent:
        environ["wsgi.input"].close()
    assert outcomes[: MOST_OF_OWNER + 3] == ["failed"] * MOST_OF_OWNER + ["busy"] * 3
    assert outcomes.count("busy") == 3 + MOST_OF_OWNER


def test_who_has_gone_is_not_worked_for(listener: OffloadListener, path: Path) -> None:
    async def hang_up() -> socket:
        task = asyncio.create_task(ask(path, request(b"a")))
        while (link := listener.take()) is None:
            await asyncio.sleep(0)
        while not task.done():
            await asyncio.sleep(0)
            task.cancel()
        assert task.cancelled()
        return link

    answer_request("no module of this name:app", asyncio.run(hang_up()))


def answered_by(
    act: Callable[[dict[str, Any]], bytes],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    asker: socket,
    link: socket,
) -> tuple[bytes, bytes]:
    """What an application answers to a request with the body "abc", and what the asker then reads of that."""

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        start_response("200 OK", [])
        return [act(environ)]

    monkeypatch.setattr(offload_listener, "load", lambda _target: application)
    with (tmp_path / "answer").open("w+b") as file, request(b"abc")["wsgi.input"] as body:
        body.seek(0)
        send_fds(asker, [b"+"], [body.fileno(), file.fileno()])
        asker.sendall(json.dumps(ENVIRON).encode())
        asker.shutdown(SHUT_WR)
        answer_request("any:app", link)
        file.seek(0)
        return file.read(), body.read()


def test_who_goes_while_it_is_worked_for_is_no_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asker, link = socketpair()

    def last_long(_environ: dict[str, Any]) -> bytes:
        asker.close()
        return b"done"

    assert answered_by(last_long, monkeypatch, tmp_path, asker, link)[0] == b"done"


def test_both_sides_read_the_body_from_places_of_their_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asker, link = socketpair()
    with asker:
        answer = answered_by(lambda environ: environ["wsgi.input"].read(), monkeypatch, tmp_path, asker, link)
    # Who waited too long reads it again, while the other process is still at it.
    assert answer == (b"abc", b"abc")


class Later:
    """An application that asks for another call, until it is told that there is none."""

    def __init__(self, path: Path, asks: BaseException) -> None:
        self.offload_socket, self._asks, self.stands = path, asks, list[str]()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        """Answer with what it reads, at the second call."""
        self.stands.append(environ[offloading.OFFLOADING])
        body = environ["wsgi.input"].read()
        if self.stands[-1] == "possible":
            raise self._asks
        start_response("200 OK", [])
        return [body]


def bodies_of(application: Later) -> list[bytes | None]:
    """What the server sends when "abc" is sent to it, for this application."""
    sent = list[dict[str, Any]]()
    messages = [{"type": "http.request", "body": b"abc"}]

    async def receive() -> dict[str, Any]:
        return messages.pop()

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {
        "method": "POST", "raw_path": b"/", "query_string": b"", "scheme": "http",
        "server": ("127.0.0.1", 80), "client": ("203.0.113.7", 5),
        "headers": [(b"host", b"localhost"), (b"content-length", b"3")],
    }  # fmt: skip
    adapter = WholeRequests(application, Bounds(), ServerWatch(10))
    asyncio.run(adapter(scope, receive, send))
    return [message.get("body") for message in sent]


@pytest.mark.parametrize("asks", [Offload("7"), AskAgain(lambda: True)])
def test_the_application_is_called_again_with_the_same_body(
    path: Path, monkeypatch: pytest.MonkeyPatch, asks: BaseException
) -> None:
    monkeypatch.setattr(offloading, "CONNECT_SECONDS", 0)
    application = Later(path, asks)
    assert bodies_of(application) == [None, b"abc"]
    assert application.stands == ["possible", "failed"]


def test_what_another_process_answered_is_not_asked_for_again(listening: Path) -> None:
    application = Later(listening, Offload("7"))
    _, body = bodies_of(application)
    assert body
    assert json.loads(body)["body"] == 3
    assert application.stands == ["possible"]


def test_what_comes_in_a_moment_is_waited_for_and_nothing_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = iter([False, False, True])
    asyncio.run(wait_for(AskAgain(lambda: next(looks))))
    assert next(looks, None) is None
    monkeypatch.setattr(offloading, "WAIT_SECONDS", 0)
    asyncio.run(wait_for(AskAgain(lambda: False)))
