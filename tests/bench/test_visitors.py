"""Requests of the bench are those of members: the website takes their tokens."""

from http.client import parse_headers
from io import BytesIO
from pathlib import Path

from sqlalchemy import select

from bench.seeding import Seeded
from bench.visitors import Visitors, production_settings
from config import Config
from idea4gov import create_app
from idea4gov.store.models import Proposal
from idea4gov.store.session import Database
from idea4gov.web.application import build_services
from tests.factories import add_account, add_board, add_proposal

FOLDERS = (
    "IDEA4GOV_DATA_DIR",
    "IDEA4GOV_EXPORT_DIR",
    "IDEA4GOV_RENDITION_DIR",
    "IDEA4GOV_SECURITY_LOG_DIR",
)


def test_a_support_is_stored(sqlite_database: Database, tmp_path: Path) -> None:
    with sqlite_database.transaction() as db:
        account = add_account(db, "somchai@example.org")
        proposal = add_proposal(db, add_board(db, account), account)
    url = sqlite_database.engine.url.render_as_string(hide_password=False)
    settings = production_settings(url) | {name: str(tmp_path / name) for name in FOLDERS}
    visitors = Visitors(settings, Seeded(url, 1, range(account, account + 1)))
    head, _, body = visitors.supports([(account, proposal)])[0].partition(b"\r\n\r\n")
    first, _, headers = head.partition(b"\r\n")
    method, path, _ = first.decode().split()
    config = Config.from_env(settings)
    site = create_app(config, parts=build_services(config)).test_client(use_cookies=False)
    answer = site.open(path, method=method, headers=list(parse_headers(BytesIO(headers)).items()), data=body)
    assert answer.status_code == 303
    with sqlite_database.reading() as db:
        assert db.scalar(select(Proposal.support_count)) == 1
