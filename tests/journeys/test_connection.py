"""A poor connection: what was read is kept and says that it is a copy; what is somebody's own is not kept."""

from collections.abc import Callable
from datetime import datetime

import pytest

from idea4gov.store.session import Database
from tests.factories import add_account, add_board, add_proposal
from tests.journeys.conftest import Person, thai
from tests.web.conftest import PASSWORD_HASH

BOARD = "ขยะหาดบางแสน"
KEPT = "(async () => (await (await caches.open('pages')).keys()).map((one) => new URL(one.url).pathname))()"


@pytest.fixture
def reader(meet: Callable[..., Person], database: Database) -> Person:
    """Somebody whose browser has taken the worker in."""
    with database.transaction() as db:
        add_proposal(db, add_board(db, title=BOARD), support_count=7)
        add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
    reader = meet(service_workers="allow")
    reader.goes_to("/manual")
    reader.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    reader.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    return reader


def loses_connection(person: Person) -> None:
    person.context.set_offline(True)
    # Chromium tells the console of each request that the worker then answers.
    person.expects_no_connection = True


def test_what_was_read_is_there_without_a_connection_and_says_of_when_it_is(reader: Person) -> None:
    reader.goes_to("/boards/1")
    assert not reader.page.locator("#offline-copy").is_visible()
    reader.page.wait_for_function(f"() => {KEPT}.then((paths) => paths.includes('/boards/1'))")
    loses_connection(reader)
    reader.goes_to("/boards/1")
    note = reader.page.locator("#offline-copy")
    assert thai("Try again") in note.inner_text()
    kept_at = datetime.fromisoformat(note.locator("time").get_attribute("datetime") or "")
    assert str(kept_at.year + 543) in note.locator("time").inner_text()
    assert reader.page.locator("main .support-count").inner_text() == "7"
    assert reader.page.evaluate("getComputedStyle(document.body).fontFamily").startswith("Sarabun")
    reader.goes_to("/boards/1/results")
    reader.reads(thai("This page needs a connection"))
    reader.link(BOARD).click()
    reader.reads(BOARD)
    reader.context.set_offline(False)
    note.get_by_role("link").click()
    reader.page.locator("#offline-copy").wait_for(state="hidden")


def test_pages_of_somebody_who_is_logged_in_are_not_kept(reader: Person) -> None:
    reader.logs_in("somchai@example.org")
    for path in ("/boards/1", "/proposals/1", "/me"):
        reader.goes_to(path)
    loses_connection(reader)
    reader.goes_to("/me")
    reader.reads(thai("This page needs a connection"))
    assert "สมชาย" not in reader.page.content()
    assert "/boards/1" not in reader.page.evaluate(KEPT)
