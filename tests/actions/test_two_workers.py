"""Two workers at one PostgreSQL, whose machines' clocks are days apart: the right one alone does anything."""

from collections.abc import Callable, Iterator
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest

from idea4gov.actions.clock import keep_pulse
from idea4gov.cli.worker import settle_rounds
from idea4gov.domain.clock import GRACE
from idea4gov.outside.failure_log import FailureLog
from idea4gov.store.session import Database
from tests.actions.test_clock import SECOND, SITE, ending, state
from tests.parallel import at_once

ORDERS = ["wrong_first", "right_first", "at_once"]
AHEAD: ContextVar[timedelta] = ContextVar("AHEAD", default=timedelta())
"""How far the clock of the machine is ahead whose worker a thread is."""

Look = Callable[[], None]


def machine_now() -> datetime:
    return datetime.now(UTC) + AHEAD.get()


def look(database: Database, ahead: timedelta) -> None:
    """What a worker does each minute, on a machine whose clock is so far ahead."""
    before = AHEAD.set(ahead)
    try:
        keep_pulse(database, f"worker {ahead}", now=machine_now())
        settle_rounds(database, FailureLog(), SITE)
        settle_rounds(database, FailureLog(), SITE, large=True)
    finally:
        AHEAD.reset(before)


@pytest.fixture
def other_database(postgres_database: Database) -> Iterator[Database]:
    """The same one, by the connections of another machine."""
    database = Database(postgres_database.engine.url.render_as_string(hide_password=False))
    yield database
    database.dispose()


@pytest.fixture(params=[timedelta(days=11), timedelta(minutes=10), -timedelta(days=11)], ids=str)
def looks(
    request: pytest.FixtureRequest,
    postgres_database: Database,
    other_database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> tuple[Look, Look]:
    """Of the worker whose clock is wrong, and of the one whose clock is right."""
    monkeypatch.setattr("idea4gov.cli.worker.now", machine_now)
    return partial(look, other_database, request.param), partial(look, postgres_database, timedelta())


def run(looks: tuple[Look, Look], order: str) -> None:
    if order == "at_once":
        at_once(looks)
        return
    for each in looks if order == "wrong_first" else reversed(looks):
        each()


@pytest.mark.parametrize("order", ORDERS)
def test_the_one_that_is_wrong_seals_nothing_and_the_other_what_is_due(
    postgres_database: Database, looks: tuple[Look, Look], order: str
) -> None:
    now = datetime.now(UTC)
    due, running = (ending(postgres_database, now + ends) for ends in (-GRACE - SECOND, timedelta(minutes=2)))
    wrong, _ = looks
    wrong()
    assert state(postgres_database, due) == ("voting", 6)
    run(looks, order)
    assert state(postgres_database, due) == ("counting", 0)
    assert state(postgres_database, running) == ("voting", 6)
