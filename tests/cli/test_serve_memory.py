"""A served site keeps its memory, whatever addresses people make up."""

import re
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from subprocess import Popen
from urllib.parse import urlencode

import pytest
from sqlalchemy import insert

from idea4gov.store.models import Comment
from idea4gov.store.session import Database
from tests.cli.test_serve import server, wait_for
from tests.conftest import NOON
from tests.factories import add_account, add_board, add_proposal
from tests.web.conftest import PASSWORD, PASSWORD_HASH

pytestmark = pytest.mark.slow

__all__ = ["server"]

# What a proposal's page shows at most.
THREADS, REPLIES = 20, 10
TEXT = "<p>" + "ก" * 2_000 + "</p>"
MEMBERS, VISITORS = 120, 80
MOST_MIB = 96
PROXY = {"X-Forwarded-Proto": "https"}


@pytest.fixture
def conversation(sqlite_database: Database) -> str:
    """The address of a proposal with as many and as long comments as a page shows; and a member."""
    with sqlite_database.transaction() as db:
        member = add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
        proposal = add_proposal(db, add_board(db), member)
        comment = {
            "proposal_id": proposal,
            "author_id": member,
            "state": "published",
            "body": "ก",
            "body_html": TEXT,
            "created_at": NOON,
        }
        for _ in range(THREADS):
            parent = db.scalar(insert(Comment).values(**comment, depth=0).returning(Comment.id))
            reply = {**comment, "depth": 1, "parent_id": parent, "parent_depth": 0}
            db.execute(insert(Comment), [reply] * REPLIES)
    return f"/proposals/{proposal}"


class Reader:
    """Reads pages over one connection, as a visitor or logged in."""

    def __init__(self, address: str) -> None:
        self._connection = HTTPConnection(address.removeprefix("http://"), timeout=60)
        self._cookies: dict[str, str] = {}

    def close(self) -> None:
        """Hang up; the next request calls again."""
        self._connection.close()

    def get(self, path: str) -> str:
        return self._ask("GET", path)[1]

    def log_in(self) -> None:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.get("/log-in"))
        assert token is not None
        fields = urlencode({"csrf_token": token[1], "email": "somchai@example.org", "password": PASSWORD})
        answer, _ = self._ask("POST", "/log-in", fields)
        assert answer.status == 303

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[HTTPResponse, str]:
        held = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Cookie": held, "Referer": "https://pb.example.go.th/log-in", **PROXY}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        text = answer.read().decode()
        given = "\n".join(answer.headers.get_all("Set-Cookie", []))
        self._cookies |= dict(re.findall(r"^([^=;]+)=([^;]*)", given, re.M))
        return answer, text


def memory_of(process: Popen[str]) -> dict[int, float]:
    """Resident MiB of the server's processes, by their number."""
    found: dict[int, float] = {}
    unread = [process.pid]
    while unread:
        number = unread.pop()
        status = Path(f"/proc/{number}/status").read_text(encoding="ascii")
        found[number] = int(re.findall(r"VmRSS:\s+(\d+) kB", status)[0]) / 1024
        for task in Path(f"/proc/{number}/task").iterdir():
            unread += map(int, (task / "children").read_text(encoding="ascii").split())
    return found


def test_made_up_addresses_of_a_long_conversation_do_not_fill_the_memory(
    conversation: str, server: tuple[Popen[str], str]
) -> None:
    process, address = server
    wait_for(process, "Started worker", "The renderer is ready", times=3)
    member = Reader(address)
    member.log_in()
    for reader in (member, Reader(address)):
        for _ in range(5):
            assert "ก" * 2_000 in reader.get(conversation)
        reader.close()
    before = memory_of(process)
    for number in range(MEMBERS):
        # One that the page does not read, and one that it reads.
        member.get(f"{conversation}?z={number}&comments_after={10**6 + number // 2}")
    member.close()
    visitor = Reader(address)
    for number in range(VISITORS):
        visitor.get(f"{conversation}?utm={number}&comments_after={10**6 + number // 2}")
    visitor.close()
    after = memory_of(process)
    growth = {number: after[number] - before[number] for number in before}
    assert max(growth.values()) < MOST_MIB, growth
