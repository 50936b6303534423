"""The website behind PgBouncer in transaction mode: each transaction may meet another session."""

from collections.abc import Iterator
from functools import partial

import pytest
from flask import Flask

from idea4gov.store.session import Database
from idea4gov.store.votes import recount
from tests.conftest import Clock
from tests.factories import add_account, add_board, add_proposal
from tests.parallel import at_once
from tests.services.pgbouncer import SERVER_CONNECTIONS, pooled_database
from tests.web.conftest import PASSWORD_HASH, Site, hidden_fields, lent_app, make_services

__all__ = ["pooled_database"]
VISITORS, TURNS = 2 * SERVER_CONNECTIONS, 7


@pytest.fixture
def app(pooled_database: Database, clock: Clock) -> Iterator[Flask]:
    with lent_app(make_services(pooled_database, clock)) as app:
        yield app


@pytest.fixture
def paths(pooled_database: Database) -> tuple[str, str]:
    """The board, and a proposal on it."""
    with pooled_database.transaction() as db:
        board = add_board(db)
        return f"/boards/{board}", f"/proposals/{add_proposal(db, board)}"


def visit(site: Site, paths: tuple[str, str]) -> list[int]:
    """What a citizen does in some minutes, and what was answered."""
    board, proposal = paths
    token = hidden_fields(site.client.get(f"{proposal}/support").text, f"{proposal}/support")
    statuses = []
    for _ in range(TURNS):
        for done in ("support", "withdraw-support"):
            answer = site.client.post(
                f"{proposal}/{done}", data={**token, "back": ""}, headers={"Accept": "application/json"}
            )
            statuses.append(answer.status_code)
        for path in (board, proposal, f"{board}/priorities.csv", "/api/v1/proposals"):
            statuses.append(site.client.get(path).status_code)
    return statuses


def test_what_many_do_at_once_works_with_few_sessions_of_the_server(
    app: Flask, pooled_database: Database, paths: tuple[str, str]
) -> None:
    visitors = []
    for number in range(VISITORS):
        with pooled_database.transaction() as db:
            add_account(db, f"{number}@example.org", password_hash=PASSWORD_HASH)
        visitors.append(Site(app))
        visitors[-1].enter(f"{number}@example.org")
    answered = at_once([partial(visit, one, paths) for one in visitors])
    assert answered == [[200] * 6 * TURNS] * VISITORS
    with pooled_database.reading() as db:
        assert recount(db) == []
