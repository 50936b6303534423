"""Every page as people see it: on a phone by day in Thai, at a desk by night in English, and in between.

A page is loaded once in each language, and axe looks at it. It is then seen in the other width, with text of
twice the size, and from the keyboard.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, ViewportSize
from sqlalchemy import select

from idea4gov.actions.appeals import appeal_hiding
from idea4gov.actions.moderation import hide
from idea4gov.actions.reports import report_post
from idea4gov.store.models import (
    Account,
    Appeal,
    Board,
    BudgetRound,
    OfficialAnswer,
    Proposal,
    ReportCase,
)
from tests.conftest import NOON
from tests.factories import SAEN_SUK, add_account, add_proposal, viewer_of
from tests.journeys import axe
from tests.journeys.conftest import DESKTOP, PHONE, Person, Served
from tests.officials import add_official
from tests.voters import settle
from tests.web.conftest import check_page

CITIZEN = "det@demo.example"
VISITOR = [
    "/",
    "/provinces",
    "/provinces?q=xyz",
    "/provinces/20",
    "/boards/{board}",
    "/boards/{closed}",
    "/proposals/{proposal}",
    "/boards/{closed}/results",
    "/boards/{board}/results",
    "/boards/{board}/moderation",
    "/rounds/{voting}",
    "/rounds/{final}",
    "/register",
    "/log-in",
    "/forgotten-password",
    "/manual",
    "/privacy",
    "/accessibility",
    "/search?q=ขยะ",
    "/search?q=ชลบุรึ",
    "/search?q=แสนสุข",
    "/local-governments/2094",
    "/data",
    "/api",
    "/offline",
    "/styleguide",
    "/nowhere",
]
OFFICIAL = [
    "/me",
    "/me/erase",
    "/boards/{board}",
    "/provinces/20/boards/new",
    "/boards/{board}/proposals/new",
    "/proposals/{proposal}",
    "/proposals/{proposal}/support",
    "/desk",
    "/desk/unanswered",
    "/desk/audit",
    "/desk/proposals/{proposal}/answer",
    "/desk/proposals/{proposal}/hide",
    "/desk/reports/{case}",
    "/desk/appeals/{appeal}",
    "/desk/boards/{board}/documents",
    "/boards/{board}/close",
]
VOTER = [
    "/rounds/{voting}/ballot",
    "/proposals/{proposal}/report",
    "/proposals/{hidden}/appeal",
    "/me/notices",
]
# What the keyboard reaches must show where it is. Provinces on the map do so by their edge.
WITHOUT_RING = """() => [...document.querySelectorAll('a[href], button, input, select, textarea, summary')]
  .filter((one) => one.checkVisibility() && !one.closest('svg') && !one.disabled && one.tabIndex >= 0)
  .filter((one) => {
    one.focus();
    return document.activeElement === one && getComputedStyle(one).outlineStyle === 'none';
  })
  .map((one) => one.outerHTML.slice(0, 120))"""
# Text that its own box cuts off, but for words for those who listen, and the first lines of longer texts.
CLIPPED = """() => [...document.querySelectorAll('main *, header *, footer *')]
  .filter((one) => one.checkVisibility() && one.innerText)
  .filter((one) => [getComputedStyle(one)].every((style) => /hidden|clip/.test(style.overflow)
    && style.clipPath === 'none' && style.webkitLineClamp === 'none'))
  .filter((one) => one.scrollHeight > one.clientHeight + 2 || one.scrollWidth > one.clientWidth + 2)
  .filter((one) => !one.closest('thead'))
  .map((one) => one.outerHTML.slice(0, 120))"""

# Compounds that a line ends inside of; narrow columns may need that.
TORN = """() => {
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT), torn = [];
  while (texts.nextNode()) {
    if (texts.currentNode.parentElement.closest('table, .proposal')) continue;
    for (const found of texts.currentNode.data.matchAll(/เจ้าหน้าที่|ท้องถิ่น|ข้อเสนอ|ความคิดเห็น/g)) {
      const range = document.createRange();
      range.setStart(texts.currentNode, found.index);
      range.setEnd(texts.currentNode, found.index + found[0].length);
      if (range.getClientRects().length > 1) torn.push(found.input);
    }
  }
  return torn;
}"""


class Look(NamedTuple):
    """How a page is opened, and how it is seen after that."""

    language: str
    viewport: ViewportSize
    scheme: str
    other_viewport: ViewportSize
    rules: Sequence[str]


# By night only the colours differ from what axe saw by day.
LOOKS = [
    Look("th", PHONE, "light", DESKTOP, axe.TAGS),
    Look("en", DESKTOP, "dark", PHONE, [axe.CONTRAST]),
]


@pytest.fixture(params=LOOKS, ids=lambda look: look.language)
def look(request: pytest.FixtureRequest) -> Look:
    chosen: Look = request.param
    return chosen


@pytest.fixture
def person(browser: Browser, demo: Served, look: Look) -> Iterator[Person]:
    """Somebody in front of the demo."""
    somebody = Person(
        browser, demo, viewport=look.viewport, color_scheme=look.scheme, reduced_motion="reduce"
    )
    somebody.context.add_cookies([{"name": "language", "value": look.language, "url": demo.url}])
    yield somebody
    somebody.leaves()


@pytest.fixture(scope="module")
def ids(demo: Served) -> dict[str, int | None]:
    """The board of Bangsaen's beach, its most supported answered proposal, a closed board, and two rounds.

    The fisherman lives in Saen Suk and appeals because a proposal of his was hidden; another was reported.
    """
    with demo.parts.database.transaction() as db:
        board = db.scalars(select(Board.id).where(Board.local_government_code == SAEN_SUK)).first()
        assert board is not None
        answered = select(OfficialAnswer.proposal_id)
        proposals = select(Proposal.id).where(Proposal.board_id == board, Proposal.id.in_(answered))
        citizen = db.scalars(select(Account.id).where(Account.email == CITIZEN)).one()
        viewer, official = settle(db, citizen), add_official(db)
        hidden = add_proposal(db, board, citizen)
        hide(db, official, "proposal", hidden, reason="โฆษณา", page_url=demo.url + "/x", now=NOON)
        appeal_hiding(db, viewer, "proposal", hidden, body="ไม่ใช่โฆษณา", now=NOON)
        proposal = db.scalars(proposals.order_by(Proposal.support_count.desc()).limit(1)).one()
        report_post(db, viewer_of(db, add_account(db)), "proposal", proposal, reason="มีเบอร์โทร", now=NOON)
        found = db.execute(select(BudgetRound.phase, BudgetRound.board_id))
        rounds = {row.phase: row.board_id for row in found}
        return {
            "board": board,
            "proposal": proposal,
            "closed": db.scalar(select(Board.id).where(Board.state == "closed")),
            "hidden": hidden,
            "appeal": db.scalar(select(Appeal.id)),
            "case": db.scalar(select(ReportCase.id)),
            **rounds,
        }


def lost(person: Person, how: str) -> Iterator[str]:
    """What does not fit its box or the screen."""
    yield from (f"clipped {how}: {one}" for one in person.page.evaluate(CLIPPED))
    if (pixels := person.sideways_scroll()) > 0:
        yield f"scrolls sideways {how}: {pixels} px"


def faults(person: Person, path: str, look: Look) -> Iterator[str]:
    """All that is wrong with a page, seen in every way."""
    page = person.page
    person.expected_status = 404 if path == "/nowhere" else 0
    answer = page.goto(path)
    assert answer is not None
    check_page(answer.text(), answer.headers["content-security-policy"])
    yield from person.violations(look.rules)
    yield from (f"a line ends inside a word: {one}" for one in page.evaluate(TORN))
    page.keyboard.press("Tab")
    yield from (f"no ring: {one}" for one in page.evaluate(WITHOUT_RING))
    yield from lost(person, "at once")
    page.set_viewport_size(look.other_viewport)
    yield from lost(person, "in the other width")
    page.set_viewport_size(look.viewport)
    # A phone with twice the size of text has half the room.
    page.evaluate("() => document.documentElement.style.setProperty('font-size', '200%')")
    yield from lost(person, "at 200 %")


def walk(person: Person, paths: list[str], ids: dict[str, int | None], look: Look) -> str:
    """Go to every page and look at it; what is wrong, in lines."""
    there = (path.format(**ids) for path in paths)
    return "\n".join(f"{path}: {fault}" for path in there for fault in faults(person, path, look))


def test_visitors_pages(person: Person, look: Look, ids: dict[str, int | None]) -> None:
    assert walk(person, VISITOR, ids, look) == ""


def test_officials_pages(person: Person, look: Look, ids: dict[str, int | None]) -> None:
    person.logs_in("saensuk@demo.example")
    assert walk(person, OFFICIAL, ids, look) == ""


def test_voters_pages(person: Person, look: Look, ids: dict[str, int | None]) -> None:
    person.logs_in(CITIZEN)
    assert walk(person, VOTER, ids, look) == ""


def test_pages_without_scripts(browser: Browser, demo: Served, ids: dict[str, int | None]) -> None:
    person = Person(browser, demo, javascript=False)
    for path in VISITOR:
        person.expected_status = 404 if path == "/nowhere" else 0
        person.goes_to(path.format(**ids))
    person.leaves()
