"""Pages for visitors from the cache: the same words, another nonce, and never somebody's own page."""

import re
from dataclasses import replace

import pytest
from flask import Flask

from config import Config
from idea4gov import create_app
from idea4gov.domain.sessions import KEY_LENGTH
from idea4gov.outside.bounded_cache import MIB
from idea4gov.store.session import Database
from idea4gov.web.render.page_cache import install_page_cache
from tests.conftest import Clock
from tests.factories import add_account, add_board, add_proposal
from tests.queries import count_queries
from tests.web.conftest import PASSWORD_HASH, SETTINGS, Site, make_services

PAGES = ["/", "/provinces", "/provinces/20", "/boards/1", "/proposals/1", "/boards/1/results", "/manual"]


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """The memory stands before the database."""
    with sqlite_database.transaction() as db:
        add_proposal(db, add_board(db))
        add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
    return sqlite_database


@pytest.fixture
def app(database: Database, clock: Clock, outbox: list[str]) -> Flask:
    """The application with a memory that lasts longer than any test."""
    settings = {**SETTINGS, "IDEA4GOV_PAGE_CACHE_SECONDS": "3600"}
    parts = replace(make_services(database, clock), config=Config.from_env(settings))
    app = create_app(parts.config, parts=parts)
    app.testing = True
    return app


def without_nonce(text: str) -> str:
    """The page without what differs each time."""
    return re.sub(r'nonce="[^"]+"', "", text)


@pytest.mark.parametrize("path", PAGES)
def test_a_remembered_page_costs_no_statement_and_has_its_own_nonce(
    site: Site, database: Database, path: str
) -> None:
    first = site.get(path)
    with count_queries(database) as sent:
        second = site.get(path)
    assert sent == []
    policies = [page.response.headers["Content-Security-Policy"] for page in (first, second)]
    assert policies[0] != policies[1]
    nonces = [set(re.findall(r'nonce="([^"]+)"', page.text)) for page in (first, second)]
    assert len(nonces[0]) == len(nonces[1]) == 1
    assert nonces[0] != nonces[1]


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    ("cookie", "statements"),
    [
        (("session", "invented"), 0),
        (("session", "A" * KEY_LENGTH), 1),
        (("visit", "eyJ1c2VyIjoxfQ.aaaaaa.invented"), 0),
    ],
)
def test_a_made_up_cookie_makes_nobody_build_a_page(
    site: Site, app: Flask, database: Database, path: str, cookie: tuple[str, str], statements: int
) -> None:
    remembered = site.get(path).text
    stranger = Site(app)
    stranger.client.set_cookie(*cookie)
    with count_queries(database) as sent:
        text = stranger.get(path).text
    # Whether there is such a session is one indexed read.
    assert len(sent) == statements
    assert without_nonce(text) == without_nonce(remembered)


def test_whoever_has_opened_a_form_is_still_sent_what_is_remembered(
    site: Site, app: Flask, database: Database
) -> None:
    remembered = site.get("/boards/1").text
    visitor = Site(app)
    visitor.get("/log-in")
    with count_queries(database) as sent:
        text = visitor.get("/boards/1").text
    assert sent == []
    assert without_nonce(text) == without_nonce(remembered)


def test_an_unchanged_page_is_not_sent_again(site: Site) -> None:
    etag = site.get("/boards/1").response.headers["ETag"]
    answer = site.client.get("/boards/1", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.get_data()) == (304, b"")
    assert "Content-Security-Policy" not in answer.headers
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_the_etag_changes_with_the_words(site: Site, app: Flask, database: Database) -> None:
    etag = site.get("/boards/1").response.headers["ETag"]
    with database.transaction() as db:
        add_proposal(db, 1, title="ข้อเสนอใหม่")
    app.extensions["idea4gov-pages"].clear()
    answer = site.client.get("/boards/1", headers={"If-None-Match": etag})
    assert answer.status_code == 200
    assert "ข้อเสนอใหม่" in answer.get_data(as_text=True)


def test_people_see_their_own_page_and_leave_nothing_of_it_behind(site: Site, app: Flask) -> None:
    site.get("/boards/1")
    somchai = Site(app)
    somchai.log_in("somchai@example.org")
    assert "สมชาย ใจดี</span></a>" in somchai.get("/boards/1").text
    somchai.get("/proposals/1")
    for path in ("/boards/1", "/proposals/1"):
        text = site.get(path).text
        assert "/log-in" in text
        assert "csrf_token" not in text
        assert "/log-out" not in text


@pytest.mark.parametrize("path", ["/boards/1", "/proposals/1"])
def test_kept_forms_carry_the_token_and_the_drafts_of_their_own_reader(
    app: Flask, database: Database, path: str
) -> None:
    with database.transaction() as db:
        add_account(db, "malee@example.org", password_hash=PASSWORD_HASH)
    seen = []
    for email in ("somchai@example.org", "malee@example.org"):
        reader = Site(app)
        reader.log_in(email)
        text = reader.get(path).text
        tokens = set(re.findall(r'name="csrf_token" value="([^"]+)"', text))
        drafts = set(re.findall(r'data-draft="([0-9]+):', text))
        assert len(tokens) == 1
        assert (
            reader.client.post("/proposals/1/support", data={"csrf_token": tokens.copy().pop()}).status_code
            == 303
        )
        seen.append(tokens | drafts)
    assert not seen[0] & seen[1]


def test_each_language_has_a_page_of_its_own(site: Site, app: Flask) -> None:
    assert '<html lang="th">' in site.get("/boards/1").text
    reader = Site(app)
    reader.client.set_cookie("language", "en")
    assert '<html lang="en">' in reader.get("/boards/1").text
    assert '<html lang="th">' in site.get("/boards/1").text


def test_a_message_for_one_visitor_is_not_remembered_for_all(site: Site, app: Flask) -> None:
    somchai = Site(app)
    somchai.log_in("somchai@example.org")
    somchai.submit("/me", {}, action="/log-out")
    told = somchai.client.get("/").get_data(as_text=True)
    assert 'class="notice notice-success"' in told
    assert "notice-success" not in site.get("/").text


def test_missing_pages_are_not_remembered(site: Site, app: Flask, database: Database) -> None:
    site.get("/proposals/2", status=404)
    with database.transaction() as db:
        add_proposal(db, 1)
    site.get("/proposals/2")


@pytest.mark.slow
def test_the_cache_keeps_to_its_ceiling_and_to_the_pages_that_are_read(site: Site, app: Flask) -> None:
    install_page_cache(app, seconds=3600, max_bytes=MIB)
    pages = app.extensions["idea4gov-pages"]
    for number in range(60):
        site.client.get(f"/boards/1?after={number}")
        site.client.get("/manual")
    assert MIB / 2 < pages.size <= MIB
    assert len(pages) < 60
    before = len(pages)
    site.client.get("/manual")
    assert len(pages) == before


def test_addresses_that_differ_in_what_the_view_does_not_read_are_one_page(site: Site, app: Flask) -> None:
    texts = {
        without_nonce(site.get(f"/boards/1?{query}").text)
        for query in ("", "utm=1", "utm=2&fbclid=%3Cb%3E", "&&", "%73ort", "=")
    }
    assert len(texts) == 2, "one page, and one that is asked for with an empty order"
    assert "utm" not in "".join(texts)
    assert len(app.extensions["idea4gov-pages"]) == 2
    assert site.get("/boards/1?utm=1&sort=newest").text.count('value="newest"') == 1


def test_a_page_is_cached_only_for_its_seconds(database: Database, clock: Clock, outbox: list[str]) -> None:
    settings = {**SETTINGS, "IDEA4GOV_PAGE_CACHE_SECONDS": "3"}
    parts = replace(make_services(database, clock), config=Config.from_env(settings))
    app = create_app(parts.config, parts=parts)
    seconds = 0.0
    install_page_cache(app, seconds=3, max_bytes=MIB, timer=lambda: seconds)
    client = app.test_client()
    client.get("/boards/1")
    with database.transaction() as db:
        add_proposal(db, 1, title="ข้อเสนอใหม่")
    seconds = 2.0
    assert "ข้อเสนอใหม่" not in client.get("/boards/1").get_data(as_text=True)
    seconds = 4.0
    assert "ข้อเสนอใหม่" in client.get("/boards/1").get_data(as_text=True)
