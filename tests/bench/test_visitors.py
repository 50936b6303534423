"""Requests of the bench are those of members: the website takes their tokens."""

from functools import partial
from http.client import parse_headers
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from bench.pictures import phone_jpeg, tells_place
from bench.rounds import Voting
from bench.seeding import Seeded
from bench.visitors import Visitors, production_settings
from config import Config
from idea4gov import create_app
from idea4gov.store.models import BallotLine, Photo, PhotoFile, Proposal
from idea4gov.store.session import Database
from idea4gov.web.application import build_services
from tests.factories import add_account, add_board, add_proposal
from tests.hosted import add_hosted_round
from tests.voters import settle

FOLDERS = (
    "IDEA4GOV_DATA_DIR",
    "IDEA4GOV_EXPORT_DIR",
    "IDEA4GOV_RENDITION_DIR",
    "IDEA4GOV_SECURITY_LOG_DIR",
)


@pytest.fixture
def somchai(sqlite_database: Database) -> int:
    with sqlite_database.transaction() as db:
        return add_account(db, "somchai@example.org")


@pytest.fixture
def proposal(sqlite_database: Database, somchai: int) -> int:
    with sqlite_database.transaction() as db:
        return add_proposal(db, add_board(db, somchai), somchai)


@pytest.fixture
def settings(sqlite_database: Database, tmp_path: Path) -> dict[str, str]:
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    return production_settings(url) | {name: str(tmp_path / name) for name in FOLDERS}


def visitors_of(settings: dict[str, str], account: int) -> Visitors:
    seeded = Seeded(settings["IDEA4GOV_DATABASE_URL"], 1, range(account, account + 1))
    return Visitors(settings, seeded)


def send(settings: dict[str, str], request: bytes) -> TestResponse:
    head, _, body = request.partition(b"\r\n\r\n")
    first, _, headers = head.partition(b"\r\n")
    method, path, _ = first.decode().split()
    config = Config.from_env(settings)
    site = create_app(config, parts=build_services(config)).test_client(use_cookies=False)
    return site.open(path, method=method, headers=list(parse_headers(BytesIO(headers)).items()), data=body)


def test_a_support_is_stored(
    sqlite_database: Database, settings: dict[str, str], somchai: int, proposal: int
) -> None:
    [request] = visitors_of(settings, somchai).supports([(somchai, proposal)])
    assert send(settings, request).status_code == 303
    with sqlite_database.reading() as db:
        assert db.scalar(select(Proposal.support_count)) == 1


@pytest.mark.usefixtures("proposal")
def test_photos_are_stored_with_a_proposal_and_without_their_place(
    sqlite_database: Database, settings: dict[str, str], somchai: int
) -> None:
    photos = [phone_jpeg(320, 240), phone_jpeg(240, 320)]
    assert all(map(tells_place, photos))
    [request] = visitors_of(settings, somchai).proposals([somchai], photos)
    assert send(settings, request).status_code == 303
    with sqlite_database.reading() as db:
        assert db.scalar(select(func.count()).select_from(Photo)) == 2
        assert not any(map(tells_place, db.scalars(select(PhotoFile.full))))


def test_a_ballot_is_cast(sqlite_database: Database, settings: dict[str, str]) -> None:
    with sqlite_database.transaction() as db:
        # The number of the person is that of the account, as of the seeded ones.
        accounts = [add_account(db, f"voter-{number}@example.org") for number in range(3)]
        made = add_hosted_round(db, max_projects=3)
        voter = next(one for one in map(partial(settle, db), accounts) if one.person_id == one.account_id)
    voting = Voting(made.id, made.projects)
    account = voter.account_id
    [request] = visitors_of(settings, account).ballots(range(account, account + 1), voting)
    answer = send(settings, request)
    assert (answer.status_code, answer.location) == (303, f"/rounds/{made.id}/ballot/receipt")
    with sqlite_database.reading() as db:
        assert db.scalar(select(func.count()).select_from(BallotLine)) == 3
