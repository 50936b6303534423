"""Every page as it looks: axe finds nothing, nothing scrolls sideways, on phone and desk, by day and night.

With IDEA4GOV_SCREENSHOTS set to a folder, a picture of each page is kept there.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser
from sqlalchemy import select

from idea4gov.store.models import Board, OfficialAnswer, Proposal
from tests.factories import SAEN_SUK
from tests.journeys.conftest import DESKTOP, PHONE, Person, Served

OPTIONS = {
    "resultTypes": ["violations"],
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
VISITOR = {
    "home": "/",
    "provinces": "/provinces",
    "provinces-not-found": "/provinces?q=xyz",
    "province": "/provinces/20",
    "board": "/boards/{board}",
    "board-closed": "/boards/{closed}",
    "proposal": "/proposals/{proposal}",
    "results": "/boards/{closed}/results",
    "results-open": "/boards/{board}/results",
    "register": "/register",
    "log-in": "/log-in",
    "forgotten-password": "/forgotten-password",
    "manual": "/manual",
    "privacy": "/privacy",
    "accessibility": "/accessibility",
}
OFFICIAL = {
    "me": "/me",
    "board-logged-in": "/boards/{board}",
    "new-board": "/provinces/20/boards/new",
    "new-proposal": "/boards/{board}/proposals/new",
    "proposal-logged-in": "/proposals/{proposal}",
    "desk": "/desk",
    "desk-unanswered": "/desk/unanswered",
    "desk-audit": "/desk/audit",
    "answer": "/desk/proposals/{proposal}/answer",
    "hide": "/desk/proposals/{proposal}/hide",
    "close": "/boards/{board}/close",
    "support": "/proposals/{proposal}/support",
}
LOOKS = {
    "360-light": {"viewport": PHONE, "color_scheme": "light"},
    "360-dark": {"viewport": PHONE, "color_scheme": "dark"},
    "1280-light": {"viewport": DESKTOP, "color_scheme": "light"},
    "1280-dark": {"viewport": DESKTOP, "color_scheme": "dark"},
}


@pytest.fixture(params=LOOKS)
def look(request: pytest.FixtureRequest, browser: Browser, demo: Served) -> Iterator[tuple[str, Person]]:
    """Somebody in front of the demo, and the name of how they look at it."""
    somebody = Person(browser, demo, **LOOKS[request.param])
    # axe is run by hand, past the content policy of the page.
    yield request.param, somebody
    somebody.leaves()


def keep_picture(person: Person, name: str) -> None:
    if folder := os.environ.get("IDEA4GOV_SCREENSHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        person.page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def violations(person: Person) -> list[str]:
    """What axe has to say about the page."""
    found = Axe().run(person.page, options=OPTIONS).response["violations"]
    return [
        f"{person.page.url} {one['id']}: {node['target']} {node['failureSummary']}"
        for one in found
        for node in one["nodes"]
    ]


@pytest.fixture(scope="module")
def ids(demo: Served) -> dict[str, int | None]:
    """The board of Bangsaen's beach, its most supported answered proposal, and a closed board."""
    with demo.parts.database.reading() as db:
        board = db.scalar(select(Board.id).where(Board.local_government_code == SAEN_SUK))
        answered = select(OfficialAnswer.proposal_id)
        proposals = select(Proposal.id).where(Proposal.board_id == board, Proposal.id.in_(answered))
        return {
            "board": board,
            "proposal": db.scalar(proposals.order_by(Proposal.support_count.desc())),
            "closed": db.scalar(select(Board.id).where(Board.state == "closed")),
        }


def walk(person: Person, pages: dict[str, str], ids: dict[str, int | None], look: str) -> list[str]:
    """Go to every page and look at it."""
    found = []
    for name, path in pages.items():
        person.goes_to(path.format(**ids))
        keep_picture(person, f"{name}-{look}")
        found += violations(person)
    return found


def test_visitors_pages(look: tuple[str, Person], ids: dict[str, int | None]) -> None:
    name, person = look
    assert walk(person, VISITOR, ids, name) == []


def test_officials_pages(look: tuple[str, Person], ids: dict[str, int | None]) -> None:
    name, person = look
    person.logs_in("saensuk@demo.example")
    assert walk(person, OFFICIAL, ids, name) == []


def test_english_pages_on_a_phone(browser: Browser, demo: Served, ids: dict[str, int | None]) -> None:
    person = Person(browser, demo)
    person.context.add_cookies([{"name": "language", "value": "en", "url": demo.url}])
    assert walk(person, VISITOR, ids, "360-english") == []
    person.leaves()


def test_text_at_twice_its_size_still_fits(
    browser: Browser, demo: Served, ids: dict[str, int | None]
) -> None:
    person = Person(browser, demo)
    # A phone with twice the size of text has half the room.
    person.page.add_init_script("document.documentElement?.style.setProperty('font-size', '200%')")
    for path in ("/", "/boards/{board}", "/proposals/{proposal}", "/register"):
        person.goes_to(path.format(**ids))
    person.leaves()
