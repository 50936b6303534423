"""Two machines with one database: what one changes, the other shows within the seconds of its caches."""

from dataclasses import replace
from functools import partial

from flask import Flask

from config import Config
from idea4gov import create_app
from idea4gov.outside.bounded_cache import MIB
from idea4gov.store.session import Database
from idea4gov.web.render.page_cache import install_page_cache
from tests.conftest import Clock
from tests.factories import add_board, add_proposal
from tests.officials import add_official
from tests.web.conftest import PASSWORD_HASH, SETTINGS, Site, make_services

TITLE, REASON = "ข้อเสนอที่จะถูกซ่อน", "ข้อความนี้มีข้อมูลส่วนบุคคลของผู้อื่น"
CACHE_SECONDS = 3


def other_machine(database: Database, clock: Clock, seconds: list[float]) -> Flask:
    """An application with caches of its own. seconds: what its timer says."""
    settings = {**SETTINGS, "IDEA4GOV_PAGE_CACHE_SECONDS": str(CACHE_SECONDS)}
    parts = replace(make_services(database, clock), config=Config.from_env(settings))
    app = create_app(parts.config, parts=parts)
    install_page_cache(app, seconds=CACHE_SECONDS, max_bytes=MIB, timer=partial(seconds.__getitem__, 0))
    app.testing = True
    return app


def test_what_is_hidden_on_one_machine_is_gone_from_the_other_within_seconds(
    app: Flask, database: Database, clock: Clock
) -> None:
    with database.transaction() as db:
        board = add_board(db, local_government_code="2094")
        proposal = add_proposal(db, board, title=TITLE)
        add_official(db, email="official@example.org", password_hash=PASSWORD_HASH)
    seconds = [0.0]
    visitor, official = Site(other_machine(database, clock, seconds)), Site(app)
    official.enter("official@example.org")
    pages = (f"/boards/{board}", "/provinces/20", "/search?q=ข้อเสนอที่จะถูกซ่อน", f"/boards/{board}/results")
    link = f'href="/proposals/{proposal}'
    before = [page for page in pages if link in visitor.get(page).text]
    assert TITLE in visitor.get(f"/proposals/{proposal}").text
    assert official.submit(f"/desk/proposals/{proposal}/hide", {"reason": REASON}).status_code == 303
    # A part of a page may be as old as the page itself.
    seconds[0] = 2.0 * CACHE_SECONDS
    assert len(before) >= 2
    assert [page for page in pages if link in visitor.get(page).text] == []
    assert TITLE not in visitor.client.get(f"/proposals/{proposal}").get_data(as_text=True)
