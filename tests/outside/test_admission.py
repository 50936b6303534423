"""Who is answered first, and who is turned away at once, where more come than a process can answer."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from idea4gov.outside.admission import (
    CASTING,
    OWN,
    PATIENCE_SECONDS,
    READING,
    READY,
    SENDING,
    Admission,
    Asked,
)
from idea4gov.outside.server_adapter import Bounds, WholeRequests
from idea4gov.outside.server_watch import ServerWatch
from idea4gov.outside.turned_away import RETRY_SECONDS

KINDS = (READING, OWN, SENDING, CASTING)


def slow(admission: Admission, *urgencies: int, seconds: float = 0.5) -> None:
    """Let requests of these kinds have taken so long until now."""
    for urgency in urgencies:
        for _ in range(200):
            admission.measured(Asked(urgency, "/"), seconds)


async def answer_all(
    admission: Admission, asked: list[Asked], then: Callable[[], None]
) -> list[Asked | None]:
    """What was answered, in this order; None for each that was turned away. then: called at each answer."""
    answered: list[Asked | None] = []

    async def one(each: Asked) -> None:
        is_let_in = await admission.turn(each)
        answered.append(each if is_let_in else None)
        if is_let_in:
            then()

    await asyncio.gather(*map(one, asked))
    return answered


def run(
    admission: Admission, asked: list[Asked], then: Callable[[], None] = lambda: None
) -> list[Asked | None]:
    return asyncio.run(answer_all(admission, asked, then))


def test_a_ballot_goes_before_what_came_earlier() -> None:
    asked = [Asked(urgency, "/") for urgency in KINDS for _ in range(2)]
    assert run(Admission(), asked) == sorted(asked)


def test_one_turn_in_eight_is_for_whoever_has_waited_longest() -> None:
    reader, ballot = Asked(READING, "/"), Asked(CASTING, "/")
    answered = run(Admission(), [reader, reader, *[ballot] * 20])
    assert [place for place, each in enumerate(answered, 1) if each == reader] == [8, 16]


def test_who_would_wait_too_long_is_turned_away_at_once() -> None:
    admission = Admission()
    slow(admission, READING)
    answered = run(admission, [Asked(READING, "/")] * 100)
    # Four that wait take longer, and the fourth does not wait longer than that.
    assert answered == [None] * 96 + [Asked(READING, "/")] * 4


def test_ballots_are_let_in_where_readers_are_turned_away() -> None:
    admission = Admission()
    slow(admission, READING)
    asked = [Asked(READING, "/")] * 100 + [Asked(CASTING, "/")] * 50
    answered = run(admission, asked)
    assert answered.count(Asked(CASTING, "/")) == 50
    assert answered.count(Asked(READING, "/")) == 4


def test_ballots_alone_are_too_many_too() -> None:
    admission = Admission()
    slow(admission, CASTING, seconds=0.02)
    answered = run(admission, [Asked(CASTING, "/")] * 1_000)
    assert 65 < answered.count(Asked(CASTING, "/")) < 85


@pytest.mark.parametrize("urgency", KINDS)
def test_whom_one_request_has_held_up_for_too_long_is_turned_away(urgency: int) -> None:
    moment = [0.0]

    def take_long() -> None:
        moment[0] += PATIENCE_SECONDS + 0.01

    answered = run(Admission(lambda: moment[0]), [Asked(urgency, "/")] * 4, take_long)
    assert answered == [Asked(urgency, "/"), None, None, None]


def test_what_costs_next_to_nothing_waits_for_ballots_alone() -> None:
    admission, cheap = Admission(), Asked(READING, "/from-memory")
    admission.measured(cheap, 0.001)
    others = [Asked(urgency, "/") for urgency in (READING, OWN, SENDING, CASTING)]
    assert run(admission, [*others, cheap])[:2] == [Asked(CASTING, "/"), cheap]


def test_a_page_that_lies_in_memory_by_now_costs_next_to_nothing() -> None:
    admission, page = Admission(), Asked(READING, "/boards/1")
    for seconds in (0.02, *[0.0003] * 4):
        admission.measured(page, seconds)
    assert run(admission, [Asked(SENDING, "/"), page])[0] == page


def test_nobody_goes_before_the_question_whether_a_process_is_ready() -> None:
    asked = [Asked(CASTING, "/"), Asked(READY, "/readyz")]
    assert run(Admission(), asked) == [*reversed(asked)]


def test_who_has_gone_is_not_answered() -> None:
    admission = Admission()

    async def leave() -> list[str]:
        said: list[str] = []

        async def visit(name: str) -> None:
            await admission.turn(Asked(READING, "/"))
            said.append(name)

        visits = [asyncio.create_task(visit(name)) for name in ("first", "gone", "last")]
        await asyncio.sleep(0)
        visits[1].cancel()
        await asyncio.gather(*visits, return_exceptions=True)
        return said

    assert asyncio.run(leave()) == ["first", "last"]


class Stub:
    """An application that knows how many requests came to it."""

    alive_path = "/healthz"

    def __init__(self) -> None:
        self.called = 0

    def __call__(self, _environ: Any, start_response: Any) -> list[bytes]:
        self.called += 1
        start_response("200 OK", [])
        return [b"answered"]


def ask(
    adapter: WholeRequests, path: str, method: str = "GET", accept: bytes = b"text/html"
) -> tuple[Any, bytes]:
    """Status and headers of an answer, and its body."""
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"typed=words", "more_body": False}

    headers = [(b"host", b"localhost"), (b"accept", accept)]
    if method == "POST":
        headers.append((b"content-length", b"11"))
    scope = {
        "method": method,
        "raw_path": path.encode(),
        "query_string": b"",
        "server": ("localhost", 80),
        "client": ("127.0.0.1", 1),
        "scheme": "http",
        "headers": headers,
    }
    asyncio.run(adapter(scope, receive, send))
    start, body = sent
    return {
        "status": start["status"],
        **{name.decode().lower(): value for name, value in start["headers"]},
    }, body["body"]


@pytest.fixture
def stub() -> Stub:
    return Stub()


@pytest.fixture
def full(stub: Stub, monkeypatch: pytest.MonkeyPatch) -> WholeRequests:
    """A process at which everybody would wait too long."""
    monkeypatch.setattr(Admission, "_expected", lambda *_: PATIENCE_SECONDS + 1)
    return WholeRequests(stub, Bounds(), ServerWatch(10))


def test_a_full_process_says_that_it_lives_and_calls_nothing_for_that(
    full: WholeRequests, stub: Stub
) -> None:
    head, body = ask(full, "/healthz")
    assert (head["status"], body, stub.called) == (200, b'{"status":"ok"}\n', 0)


@pytest.mark.parametrize(
    ("path", "method", "accept", "kind", "words"),
    [
        ("/boards/1", "GET", b"text/html", b"text/html", "หน้านี้จะเปิดให้เอง"),
        ("/rounds/1/ballot", "POST", b"text/html", b"text/html", "ส่งอีกครั้ง"),
        ("/proposals/7/support", "POST", b"application/json", b"application/json", "ยังไม่ได้บันทึก"),
        ("/api/v1/boards", "GET", b"*/*", b"application/problem+json", "service_unavailable"),
    ],
)
def test_who_is_turned_away_is_told_when_to_come_again(
    full: WholeRequests, stub: Stub, path: str, method: str, accept: bytes, kind: bytes, words: str
) -> None:
    head, body = ask(full, path, method, accept)
    assert (head["status"], head["retry-after"]) == (503, str(RETRY_SECONDS).encode())
    assert head["content-type"].startswith(kind)
    assert words in body.decode()
    assert stub.called == 0
