"""What the first view costs: bytes as they travel, and requests; and what is left of a page on paper."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys.conftest import PHONE, Person, Served

MOST_BYTES, MOST_REQUESTS = 100_000, 12
PAGES = ["/", "/boards/2", "/proposals/9", "/boards/1/results", "/log-in"]


@pytest.fixture
def newcomer(browser: Browser, demo: Served) -> Iterator[Person]:
    """Somebody whose phone has never seen this site, before the demo."""
    person = Person(browser, demo)
    yield person
    person.leaves()


@pytest.mark.parametrize("path", PAGES)
def test_the_first_view_is_light(newcomer: Person, path: str) -> None:
    travelled: dict[str, float] = {}
    network = newcomer.context.new_cdp_session(newcomer.page)
    network.send("Network.enable")
    network.on(
        "Network.loadingFinished",
        lambda event: travelled.update({event["requestId"]: event["encodedDataLength"]}),
    )
    newcomer.page.goto(path, wait_until="networkidle")
    assert 0 < sum(travelled.values()) <= MOST_BYTES
    assert 3 < len(travelled) <= MOST_REQUESTS


@pytest.mark.parametrize("path", ["/proposals/9", "/boards/1/results"])
def test_on_paper_there_is_the_matter_in_black_on_white(newcomer: Person, path: str) -> None:
    page = newcomer.page
    newcomer.context.add_cookies([{"name": "theme", "value": "dark", "url": newcomer.served.url}])
    newcomer.goes_to(path)
    page.emulate_media(media="print")
    for what in (".site-menu", ".menu-button", ".site-footer", "main .button", "main form"):
        assert [one for one in page.locator(what).all() if one.is_visible()] == [], what
    colours = "() => [getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    assert page.evaluate(colours) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
    # As wide as a sheet of A4 between its margins.
    page.set_viewport_size({"width": 670, "height": PHONE["height"]})
    assert newcomer.sideways_scroll() <= 0
    for table in page.locator("main table").all():
        assert table.locator("thead").evaluate("one => getComputedStyle(one).display") == "table-header-group"
