"""Visitors who ask without end: one limit for each network, which all processes count together."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from socket import create_server
from typing import Any, Never
from unittest.mock import patch

import pytest
from flask import Flask
from psycopg.errors import ReadOnlySqlTransaction
from sqlalchemy import func, select
from sqlalchemy.exc import InternalError

from idea4gov import create_app
from idea4gov.domain.throttle import MINUTE, Limit, networks_of
from idea4gov.outside.redis_counter import RedisCounter
from idea4gov.store.models import Throttle
from idea4gov.store.session import Database, ReadOnlyDatabase
from idea4gov.web.http.network_limits import PAGE_BYTES, NetworkLimit
from idea4gov.web.http.request_decoding import FormReader
from idea4gov.web.http.services import Services
from tests.conftest import NOON, Clock
from tests.factories import add_account, add_board
from tests.services.redis import redis_program, redis_url
from tests.web.conftest import Site, both_engines, database, make_services, outbox

__all__ = ["database", "outbox", "redis_program", "redis_url"]

PHONE, NEIGHBOUR = {"REMOTE_ADDR": "2001:db8:1:2::3"}, {"REMOTE_ADDR": "2001:db8:1:2:ffff::4"}
ELSEWHERE = {"REMOTE_ADDR": "2001:db8:1:3::3"}
PLACES, SEARCH = "/api/v1/provinces", "/search?q=x"


@pytest.fixture
def parts(database: Database, clock: Clock, outbox: list[str]) -> Services:
    """Services with limits of ten requests to the API, and of ten pages."""
    parts = make_services(database, clock)
    config = replace(parts.config, api_requests_per_minute=10, visitor_requests_per_minute=10)
    return replace(parts, config=config)


@pytest.fixture
def app(parts: Services) -> Flask:
    return process(parts)


def process(parts: Services) -> Flask:
    """A server process of an installation."""
    app = create_app(parts.config, parts=parts)
    app.testing = True
    return app


def statuses(app: Flask, path: str, number: int, **environment: dict[str, str]) -> list[int]:
    client = app.test_client()
    return [client.get(path, **environment).status_code for _ in range(number)]


@both_engines
def test_processes_share_one_limit_of_the_api(parts: Services) -> None:
    first, second = process(parts), process(parts)
    assert statuses(first, PLACES, 6) == [200] * 6
    assert statuses(second, PLACES, 5) == [200] * 4 + [429]
    assert statuses(first, PLACES, 1) == [429]


def test_processes_share_one_limit_in_redis(redis_url: str, parts: Services) -> None:
    config = replace(parts.config, redis_url=redis_url)
    parts = replace(parts, config=config)
    assert statuses(process(parts), PLACES, 6) == [200] * 6
    assert statuses(process(parts), PLACES, 5) == [200] * 4 + [429]
    with parts.database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Throttle)) == 0


def test_processes_share_one_limit_in_the_database_while_redis_is_down(parts: Services) -> None:
    config = replace(parts.config, redis_url="redis://127.0.0.1:1/0")
    first, second = (process(replace(parts, config=config)) for _ in range(2))
    assert statuses(first, PLACES, 6) == [200] * 6
    assert statuses(second, PLACES, 5) == [200] * 4 + [429]


def test_a_redis_that_does_not_answer_is_asked_once_in_a_while(clock: Clock) -> None:
    seconds = iter((0.0, 0.2, 5.0, 10.0, 10.2, 10.4)).__next__
    with create_server(("127.0.0.1", 0)) as silent:
        silent.setblocking(False)
        url = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        counter = RedisCounter(url, prefix="x", timer=seconds)
        assert [counter.add(Limit("api", 10, MINUTE), "x", 1, now=NOON) for _ in range(3)] == [None] * 3
        asked = [silent.accept()[0] for _ in range(1)]
        with pytest.raises(BlockingIOError):
            silent.accept()
        assert counter.add(Limit("api", 10, MINUTE), "x", 1, now=NOON) is None
        asked.append(silent.accept()[0])
        for link in asked:
            link.close()


def test_a_process_counts_alone_and_answers_while_nothing_can_be_written(
    parts: Services, clock: Clock
) -> None:
    tries: list[str] = []

    def add(_limit: Limit, network: str, _times: int, _moment: datetime) -> None:
        tries.append(network)

    counted, here = NetworkLimit(Limit("api", 10, MINUTE), add), ("203.0.113.7", "203.0.113.7")
    rates = [counted.count(here, clock()) for _ in range(11)]
    assert [rate.is_over for rate in rates] == [False] * 10 + [True]
    assert len(tries) == 1
    app = process(replace(parts, database=ReadOnlyAfterAll(parts.database)))
    assert statuses(app, PLACES, 11) == [200] * 10 + [429]


class ReadOnlyAfterAll(ReadOnlyDatabase):
    """A database that refuses what is written, as a standby does."""

    def transaction(self, **_options: Any) -> Never:
        """Raises InternalError."""
        raise InternalError("INSERT", {}, ReadOnlySqlTransaction("read-only"))


def test_nobody_waits_for_a_writer_to_be_counted(
    parts: Services, fresh_second: Database, clock: Clock
) -> None:
    app = process(parts)
    with ExitStack() as writing:
        writing.enter_context(fresh_second.transaction())
        assert statuses(app, PLACES, 6) == [200] * 6
    # What was counted meanwhile is settled with the first request a second later.
    clock.move(seconds=1)
    assert statuses(app, PLACES, 1) == [200]
    assert statuses(process(parts), PLACES, 4) == [200] * 3 + [429]


@pytest.fixture
def fresh_second(database: Database) -> Iterator[Database]:
    """Another process's way to the same database."""
    second = Database(database.engine.url.render_as_string(hide_password=False))
    yield second
    second.dispose()


def test_what_is_left_is_told_and_the_refusal_says_when_to_come_again(app: Flask, clock: Clock) -> None:
    clock.move(seconds=20)
    client = app.test_client()
    answers = [client.get(SEARCH) for _ in range(11)]
    assert [answer.headers["RateLimit-Remaining"] for answer in answers] == [
        *map(str, range(9, -1, -1)),
        "0",
    ]
    refused = answers[-1]
    assert refused.status_code == 429
    assert {
        name: refused.headers[name] for name in ("RateLimit-Limit", "RateLimit-Reset", "Retry-After")
    } == {
        "RateLimit-Limit": "10",
        "RateLimit-Reset": "41",
        "Retry-After": "41",
    }
    assert "มีการเรียกใช้จากเครือข่ายนี้มากเกินไป" in refused.get_data(as_text=True)
    clock.move(seconds=40)
    assert client.get(SEARCH).status_code == 200


@pytest.mark.parametrize(
    "path", [SEARCH, "/nothing-here", "/boards/1/feed.atom", "/data/report.csv", "/readyz", "/"]
)
def test_every_page_that_is_made_counts(app: Flask, database: Database, path: str) -> None:
    with database.transaction() as db:
        add_board(db)
    assert statuses(app, path, 11)[-1] == 429
    assert statuses(app, "/healthz", 3) == [200] * 3


def test_what_is_sent_counts_as_what_is_read_does(app: Flask) -> None:
    client = app.test_client()
    sent = [client.post("/nothing-here", data={"x": "y"}).status_code for _ in range(11)]
    assert sent == [404] * 10 + [429]


def test_a_long_form_counts_as_several_pages(app: Flask) -> None:
    client = app.test_client()
    answers = [client.post("/log-in", data={"x": "x" * 5 * PAGE_BYTES}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [400, 429]
    assert answers[0].headers["RateLimit-Remaining"] == "4"


def test_a_form_that_is_too_long_to_be_read_counts_as_one_page(app: Flask) -> None:
    """Else a few that announce a gigabyte would close the log-in for all behind their address."""
    long = {"CONTENT_LENGTH": "1000000000", "CONTENT_TYPE": "application/x-www-form-urlencoded"}
    assert app.test_client().post("/log-in", environ_overrides=long).status_code == 413
    assert statuses(app, SEARCH, 10) == [200] * 9 + [429]


def test_the_form_of_who_sends_too_much_is_not_read(app: Flask) -> None:
    client = app.test_client()
    statuses(app, SEARCH, 11)
    with patch.object(FormReader, "parse") as parse:
        answer = client.post("/register", data={"display_name": "x" * 200_000})
    assert (answer.status_code, parse.called) == (429, False)
    answer = client.post("/proposals/1/comments", data={"body": "ข้อความยาว"})
    assert answer.status_code == 429
    assert "ข้อความยาว" in answer.get_data(as_text=True)


def test_an_invented_session_does_not_escape_the_limit(app: Flask) -> None:
    client = app.test_client()
    client.set_cookie("session", "invented")
    assert [client.get("/").status_code for _ in range(11)] == [200] * 10 + [429]


def test_a_network_of_ipv6_is_one_and_its_neighbour_another(app: Flask) -> None:
    assert statuses(app, SEARCH, 10, environ_overrides=PHONE) == [200] * 10
    assert statuses(app, SEARCH, 1, environ_overrides=NEIGHBOUR) == [429]
    assert statuses(app, SEARCH, 1, environ_overrides=ELSEWHERE) == [200]


def test_the_many_networks_of_one_site_of_ipv6_share_a_wider_limit(app: Flask) -> None:
    def ask(site: int, network: int, path: str = SEARCH) -> int:
        here = {"REMOTE_ADDR": f"2001:db8:{site:x}:{network:x}::1"}
        return statuses(app, path, 1, environ_overrides=here)[0]

    for path in (SEARCH, PLACES):
        assert [ask(1, network, path) for network in range(31)] == [200] * 30 + [429]
        assert [ask(2, 0, path) for _ in range(40)] == [200] * 10 + [429] * 30
        assert ask(2, 1, path) == 200


def test_what_is_left_is_that_of_the_limit_that_ends_first(app: Flask) -> None:
    for network in range(25):
        statuses(app, SEARCH, 1, environ_overrides={"REMOTE_ADDR": f"2001:db8:1:{network:x}::1"})
    headers = app.test_client().get(SEARCH, environ_overrides={"REMOTE_ADDR": "2001:db8:1:ff::1"}).headers
    assert (headers["RateLimit-Limit"], headers["RateLimit-Remaining"]) == ("30", "4")


def test_processes_count_a_site_together(parts: Services) -> None:
    for app, networks in ((process(parts), range(20)), (process(parts), range(20, 40))):
        said = [
            statuses(app, SEARCH, 1, environ_overrides={"REMOTE_ADDR": f"2001:db8:1:{network:x}::1"})[0]
            for network in networks
        ]
        assert said.count(200) == (20 if networks[0] == 0 else 10)


def test_who_is_logged_in_does_not_count(app: Flask, database: Database) -> None:
    with database.transaction() as db:
        add_account(db, "somchai@example.org")
    visitor = Site(app)
    visitor.enter("somchai@example.org")
    assert [visitor.client.get(SEARCH).status_code for _ in range(15)] == [200] * 15


def test_a_village_behind_one_address_reads_a_page_from_memory(parts: Services, database: Database) -> None:
    with database.transaction() as db:
        board = add_board(db)
    config = replace(parts.config, page_cache_seconds=60)
    app = process(replace(parts, config=config))
    assert statuses(app, f"/boards/{board}", 50) == [200] * 50
    # One address with inventions at its end is one page.
    assert statuses(app, f"/boards/{board}?x=1&fbclid=2", 9) == [200] * 9


def test_a_file_to_be_made_counts_as_many_pages(parts: Services, database: Database) -> None:
    with database.transaction() as db:
        boards = [add_board(db) for _ in range(3)]
    config = replace(parts.config, visitor_requests_per_minute=500)
    app = process(replace(parts, config=config, makes_renditions=False))
    paths = [f"/boards/{one}/priorities.pdf" for one in boards]
    answers = [app.test_client().get(path, headers={"Accept": "text/html"}) for path in paths]
    assert [one.status_code for one in answers] == [202, 202, 429]
    assert answers[0].headers["RateLimit-Remaining"] == "299"


@pytest.mark.parametrize(("address", "most"), [("192.0.2.1", 21), ("2001:db8::1", 28)])
def test_a_flood_writes_little_and_a_refused_one_nothing(address: str, most: int) -> None:
    settled: dict[str, list[int]] = defaultdict(list)

    def add(_limit: Limit, network: str, times: int, _moment: object) -> int:
        settled[network].append(times)
        return sum(settled[network])

    counter = NetworkLimit(Limit("visitor", 6_000, MINUTE), add)
    rates = [counter.count(networks_of(address), NOON) for _ in range(20_000)]
    assert sum(not rate.is_over for rate in rates) == 6_000
    assert sum(map(len, settled.values())) <= most


def test_a_flood_from_a_whole_site_writes_little() -> None:
    settled: list[int] = []

    def add(_limit: Limit, _network: str, times: int, _moment: object) -> int:
        settled.append(times)
        return sum(settled)

    counter = NetworkLimit(Limit("visitor", 6_000, MINUTE), add)
    flood = (networks_of(f"2001:db8:0:{network:x}::1") for network in range(40_000))
    assert sum(not counter.count(networks, NOON).is_over for networks in flood) == 18_000
    assert len(settled) <= 21
