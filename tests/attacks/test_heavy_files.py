"""Visitors who ask for files that are costly to make: each state is made once, and nobody else waits."""

import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from idea4gov.actions.renditions import Materials, make_rendition
from idea4gov.domain.opendata.rows import Publisher
from idea4gov.domain.renditions import MOST_OF_NETWORK, MOST_WAITING, Rendition
from idea4gov.outside.offloading import OFFLOADING, AskAgain
from idea4gov.outside.rendition_folder import RenditionFolder
from idea4gov.store.models import Board, Proposal
from idea4gov.store.session import Database
from idea4gov.web.http.services import Services
from tests.actions.test_documents import text_of
from tests.conftest import Clock
from tests.factories import add_board, add_proposal
from tests.hosted import add_hosted_round
from tests.officials import add_official, support
from tests.web.conftest import PASSWORD_HASH, Site, check_page, lent_app, make_services, outbox

__all__ = ["outbox"]

BROWSER = {"Accept": "text/html,application/xhtml+xml"}
NEIGHBOUR = {"REMOTE_ADDR": "203.0.113.7"}


class Makers:
    """The processes beside the website, which work when they are told to."""

    def __init__(self, parts: Services) -> None:
        self._parts = parts
        self.made: list[Rendition] = []

    def work(self) -> int:
        """Make all that waits. Returns how many files."""
        parts, before = self._parts, len(self.made)
        publisher = Publisher(parts.config.public_url, parts.pseudonym)
        materials = Materials(parts.config.public_url, publisher, parts.country_map, parts.files)
        while asked := parts.renditions.take():
            make_rendition(parts.database, parts.renditions, asked, materials, now=parts.clock())
            parts.renditions.done(asked)
            self.made.append(asked)
        return len(self.made) - before


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    return sqlite_database


@pytest.fixture
def parts(database: Database, clock: Clock, outbox: list[str], tmp_path: Path) -> Services:
    """Services whose files are made elsewhere, in the test's own folder, without a wait for them."""
    parts = make_services(database, clock)
    folder = RenditionFolder(str(tmp_path / "renditions"), lags=False)
    return replace(parts, renditions=folder, makes_renditions=False)


@pytest.fixture
def app(parts: Services) -> Iterator[Flask]:
    with lent_app(parts) as app:
        yield app


@pytest.fixture
def makers(parts: Services) -> Makers:
    return Makers(parts)


@pytest.fixture
def board(database: Database) -> int:
    """A board with a proposal that stays and one that will be hidden."""
    with database.transaction() as db:
        board = add_board(db, local_government_code="2094")
        add_proposal(db, board, title="ไฟส่องทาง")
        add_proposal(db, board, title="ถ้อยคำต้องห้าม")
    return board


@pytest.fixture
def official(app: Flask, database: Database) -> Site:
    with database.transaction() as db:
        add_official(db, email="official@example.org", password_hash=PASSWORD_HASH)
    visitor = Site(app)
    visitor.enter("official@example.org")
    return visitor


def visitors(app: Flask, number: int = 4) -> list[FlaskClient]:
    return [app.test_client() for _ in range(number)]


def hide(database: Database, title: str) -> None:
    with database.transaction() as db:
        db.execute(
            update(Proposal).where(Proposal.title == title).values(state="hidden", hidden_reason="โฆษณา")
        )


def files_of(parts: Services) -> list[Path]:
    return [path for path in parts.renditions.folder.glob("files/*/*") if path.is_file()]


def test_a_file_that_many_ask_for_is_made_once(app: Flask, makers: Makers, board: int) -> None:
    path = f"/boards/{board}/priorities.pdf"
    first = [one.get(path, headers=BROWSER) for one in visitors(app)]
    assert {answer.status_code for answer in first} == {202}
    assert makers.work() == 1
    then = [one.get(path, headers=BROWSER) for one in visitors(app)]
    assert {answer.status_code for answer in then} == {200}
    assert len({answer.data for answer in then}) == 1
    assert then[0].data.startswith(b"%PDF")
    assert makers.work() == 0


def test_what_the_browser_has_is_not_sent_again(app: Flask, makers: Makers, board: int) -> None:
    client, path = app.test_client(), f"/boards/{board}/priorities.docx"
    client.get(path)
    makers.work()
    etag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.head(path).status_code == 200


def test_a_browser_is_shown_a_page_that_asks_again_by_itself(app: Flask, board: int) -> None:
    path = f"/boards/{board}/priorities.pdf"
    answer = app.test_client().get(path, headers=BROWSER)
    page = answer.get_data(as_text=True)
    check_page(page, answer.headers["Content-Security-Policy"])
    assert '<meta http-equiv="refresh" content="2">' in page
    assert f'href="{path}"' in page
    assert "กำลังเตรียมไฟล์" in page
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("accept", ["*/*", "application/json", "image/avif,image/webp,*/*"])
def test_a_program_is_told_when_to_ask_again(app: Flask, board: int, accept: str) -> None:
    for path in (f"/boards/{board}/priorities.xlsx", f"/boards/{board}/card.png"):
        answer = app.test_client().get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
        assert app.test_client().head(path, headers=BROWSER).status_code == 503


def test_a_preview_of_a_link_is_waited_for_by_the_server_and_not_by_the_application(
    app: Flask, makers: Makers, board: int
) -> None:
    client, path, possible = app.test_client(), f"/boards/{board}/card.png", {OFFLOADING: "possible"}
    with pytest.raises(AskAgain) as asked:
        client.get(path, environ_overrides=possible)
    assert not asked.value.is_there()
    makers.work()
    assert asked.value.is_there()
    assert client.get(path, environ_overrides=possible).status_code == 200
    # While something else is made, nobody waits.
    client.get(f"/boards/{board}/priorities.pdf")
    assert client.get("/proposals/1/card.png", environ_overrides=possible).status_code == 503


@pytest.mark.parametrize("change", ["support", "rename", "hide"])
def test_another_state_is_another_file(
    app: Flask, parts: Services, database: Database, makers: Makers, board: int, change: str
) -> None:
    client, path = app.test_client(), f"/boards/{board}/priorities.pdf"
    client.get(path)
    makers.work()
    before = client.get(path)
    with database.transaction() as db:
        if change == "support":
            support(db, 1, add_official(db).person_id)
        elif change == "rename":
            db.execute(update(Board).values(title="ชื่อใหม่"))
        else:
            db.execute(update(Proposal).where(Proposal.id == 2).values(state="hidden", hidden_reason="โฆษณา"))
    assert client.get(path).status_code == 503
    assert makers.work() == 1
    after = client.get(path)
    assert after.headers["ETag"] != before.headers["ETag"]
    assert after.data != before.data
    assert len(files_of(parts)) == 1, "the file of the former state stayed"


def test_what_is_hidden_cannot_be_read_any_more(
    app: Flask, parts: Services, database: Database, makers: Makers, board: int
) -> None:
    paths = [f"/boards/{board}/priorities.pdf", "/proposals/2/card.png"]
    client = app.test_client()
    for path in paths:
        client.get(path)
    makers.work()
    assert "ต้องห้าม" in text_of(client.get(paths[0]).data)
    etag = client.get(paths[0]).headers["ETag"]
    hide(database, "ถ้อยคำต้องห้าม")
    assert client.get(paths[0], headers={"If-None-Match": etag}).status_code == 503
    assert client.get(paths[1]).status_code == 404
    makers.work()
    assert "ต้องห้าม" not in text_of(client.get(paths[0]).data)
    # The picture was asked for by nobody since.
    past = time.time() - 3_601
    for file in files_of(parts):
        os.utime(file, (past, past))
    assert parts.renditions.sweep(max_bytes=10**9) == 2
    assert files_of(parts) == []


def test_a_hidden_board_has_no_file(app: Flask, database: Database, makers: Makers, board: int) -> None:
    client, path = app.test_client(), f"/boards/{board}/priorities.pdf"
    client.get(path)
    makers.work()
    with database.transaction() as db:
        db.execute(update(Board).values(hidden_reason="โฆษณา"))
    assert client.get(path).status_code == 404


def test_the_queue_is_bounded_and_one_network_does_not_fill_it(
    app: Flask, parts: Services, database: Database
) -> None:
    with database.transaction() as db:
        boards = [add_board(db, local_government_code="2094") for _ in range(MOST_OF_NETWORK + 1)]
    client = app.test_client()
    answers = [client.get(f"/boards/{one}/priorities.pdf", headers=BROWSER) for one in boards]
    assert [answer.status_code for answer in answers] == [202] * MOST_OF_NETWORK + [503]
    assert answers[-1].headers["Retry-After"] == "15"
    assert "กรุณาลองใหม่" in answers[-1].get_data(as_text=True)
    path = f"/boards/{boards[-1]}/priorities.pdf"
    assert client.get(path, headers=BROWSER, environ_overrides=NEIGHBOUR).status_code == 202
    folder = parts.renditions
    cards = [Rendition("card", str(one), "png") for one in range(MOST_WAITING)]
    asked = [folder.ask(card, networks=(card.subject, card.subject)) for card in cards]
    assert asked.count("first") == MOST_WAITING - MOST_OF_NETWORK - 1
    assert set(asked[-MOST_OF_NETWORK:]) == {"full"}


def test_an_officials_papers_are_for_that_official_alone(
    app: Flask, parts: Services, official: Site, makers: Makers, database: Database
) -> None:
    with database.transaction() as db:
        round_ = add_hosted_round(db)
        add_official(db, email="other@example.org", password_hash=PASSWORD_HASH)
        add_official(db, email="far@example.org", local_government="2072", password_hash=PASSWORD_HASH)
    path = f"/desk/rounds/{round_.id}/roll.pdf"
    official.client.get(path)
    makers.work()
    taken = official.client.get(path)
    assert (taken.status_code, taken.headers["Cache-Control"]) == (200, "private, no-store")
    far, other = Site(app), Site(app)
    far.enter("far@example.org")
    other.enter("other@example.org")
    assert far.client.get(path).status_code == 404
    assert app.test_client().get(path).status_code == 303
    # A colleague may read it, too, and gets a file of their own.
    assert other.client.get(path).status_code == 503
    assert [one.account_id is None for one in makers.made] == [False]
    assert {path.stat().st_mode & 0o077 for path in files_of(parts)} == {0}


def test_a_making_that_fails_is_not_tried_again_at_once(app: Flask, parts: Services, board: int) -> None:
    client, path = app.test_client(), f"/boards/{board}/priorities.pdf"
    client.get(path)
    asked = parts.renditions.take()
    assert asked is not None
    assert client.get(path, headers=BROWSER).status_code == 202
    parts.renditions.done(asked, failed=True)
    answer = client.get(path, headers=BROWSER)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
    for failed in parts.renditions.folder.glob("failed/*"):
        os.utime(failed, (0, 0))
    assert client.get(path, headers=BROWSER).status_code == 202
