"""A round whose voting ends: its urn closed, its result announced, what it published."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from idea4gov.actions.rounds.announcing import announce_result
from idea4gov.actions.rounds.imports import export_lines, get_published
from idea4gov.actions.rounds.phases import settle_phase
from idea4gov.domain.permissions import Viewer
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.hosted import HostedRound, add_hosted_round
from tests.officials import add_official
from tests.voters import add_voters, cast, code

CLOSE = NOON + timedelta(days=10)
PAGE = "https://example.org/rounds/1"


@pytest.fixture
def round_(database: Database) -> HostedRound:
    with database.transaction() as db:
        return add_hosted_round(db)


def officials(database: Database) -> list[Viewer]:
    with database.transaction() as db:
        return [add_official(db) for _ in range(2)]


def close(database: Database, round_: HostedRound, *, now: datetime = CLOSE) -> None:
    with database.transaction() as db:
        settle_phase(db, round_.id, page_url=PAGE, now=now)


def announce(database: Database, official: Viewer, round_: HostedRound, *, now: datetime = CLOSE) -> None:
    with database.transaction() as db:
        announce_result(db, official, round_.id, page_url=PAGE, now=now)


def exported(database: Database, round_: HostedRound) -> list[str]:
    with database.snapshot() as db:
        return list(export_lines(db, get_published(db, round_.id)))


def rows(database: Database, model: type) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count()).select_from(model)) or 0


def vote(database: Database, round_: HostedRound, number: int) -> list[Viewer]:
    """So many voters: each chooses the first project, every other one the third as well."""
    voters = add_voters(database, number)
    lamps, _, bus = round_.projects
    for place, voter in enumerate(voters):
        marks = {lamps: 1, bus: 1} if place % 2 else {lamps: 1}
        cast(database, voter, round_.id, marks, receipt=code(place + 1))
    return voters
