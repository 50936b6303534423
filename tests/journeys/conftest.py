"""A served application and people with browsers: every page they see is watched for errors."""

import re
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest
from babel.support import Translations
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, ViewportSize
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wsgi import ClosingIterator

from idea4gov import create_app
from idea4gov.actions.demo import load_demo
from idea4gov.actions.places import load_country
from idea4gov.demo import load_content
from idea4gov.outside.thai_places import country as country_of_thailand
from idea4gov.store.session import Database
from idea4gov.web.http.locale import TRANSLATIONS
from idea4gov.web.http.services import Services
from tests.conftest import NOON, Clock
from tests.journeys import axe
from tests.outbox import deliver_into
from tests.services.sqlite import SQLiteLender
from tests.web.conftest import PASSWORD, PASSWORD_HASH, confirm_devices, lent_app, make_services

PHONE: ViewportSize = {"width": 360, "height": 740}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PATIENCE_MS = 15_000
_THAI = Translations.load(TRANSLATIONS, ["th"])


def thai(text: str) -> str:
    """What a sentence of ours is in Thai."""
    return str(_THAI.gettext(text))


@dataclass
class Served:
    """The running application, its address, and the post that it sends."""

    url: str
    parts: Services
    outbox: list[str]

    def read_mail(self) -> str:
        """Deliver what is due; the last mail, whole."""
        deliver_into(self.outbox, self.parts.database, self.parts.clock())
        return self.outbox[-1]

    def link_in_mail(self, kind: str) -> str:
        """The path of the link in the last mail: kind is "confirm-email" or "reset-password"."""
        found = re.search(rf"https?://[^/\s]+(/{kind}/\S+)", self.read_mail())
        assert found
        return found[1]


class QuietHandler(WSGIRequestHandler):
    """Hundreds of lines about requests would hide the failure of a journey."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Say nothing."""


def whole_answers(app: Flask) -> WSGIApplication:
    """The application, whose files are closed also where a browser leaves before it has them."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> list[bytes]:
        with closing(ClosingIterator(app(environ, start_response))) as pieces:
            return [b"".join(pieces)]

    return answer


@contextmanager
def serve(app: Flask, outbox: list[str]) -> Iterator[Served]:
    """Serve an application on a port of its own while the block lasts."""
    server = make_server("127.0.0.1", 0, whole_answers(app), threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Served(f"http://127.0.0.1:{server.server_port}", app.extensions["idea4gov"], outbox)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="session")
def country(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> SQLiteLender:
    """Lends SQLite databases with every province, district and subdistrict."""
    folder = tmp_path_factory.mktemp("country")
    path = Path(shutil.copy(sqlite_template, folder / "template.sqlite3"))
    database = Database(f"sqlite:///{path}")
    with database.transaction() as db:
        load_country(db, country_of_thailand())
    database.dispose()
    return SQLiteLender(path, folder)


@pytest.fixture
def database(country: SQLiteLender) -> Iterator[Database]:
    """A country without people."""
    with country() as database:
        yield database


@pytest.fixture
def served(database: Database, clock: Clock) -> Iterator[Served]:
    """The application on a port of its own, with every province loaded."""
    outbox: list[str] = []
    with lent_app(make_services(database, clock)) as app, serve(app, outbox) as served:
        yield served


@pytest.fixture(scope="session")
def story(country: SQLiteLender, tmp_path_factory: pytest.TempPathFactory) -> SQLiteLender:
    """Lends SQLite databases with the demo's story."""
    folder = tmp_path_factory.mktemp("story")
    with country() as database:
        with database.transaction() as db:
            load_demo(db, load_content(), password_hash=PASSWORD_HASH, now=NOON)
        database.dispose()
        path = Path(shutil.copy(str(database.engine.url.database), folder / "template.sqlite3"))
    return SQLiteLender(path, folder)


@pytest.fixture(scope="module")
def demo(story: SQLiteLender) -> Iterator[Served]:
    """The application with the demo's story, for looking only."""
    outbox: list[str] = []
    with story() as database:
        parts = make_services(database, Clock())
        app = create_app(parts.config, parts=parts)
        app.testing = True
        with serve(app, outbox) as served:
            yield served


class Person:
    """Somebody with a browser.

    faults: console errors, failed requests and requests to other hosts; not answers of `expected_status`.
    seen: where axe has looked at contrasts.
    """

    def __init__(self, browser: Browser, served: Served, *, javascript: bool = True, **options: Any) -> None:
        self.context = browser.new_context(
            locale="th-TH",
            timezone_id="Asia/Bangkok",
            java_script_enabled=javascript,
            base_url=served.url,
            **{"viewport": PHONE, "service_workers": "block", **options},
        )
        self.context.set_default_timeout(PATIENCE_MS)
        self.served = served
        self.has_javascript = javascript
        self.faults: list[str] = []
        self.seen: set[str] = set()
        self.expected_status = 0
        self.expects_no_connection = False
        self.page: Page = self.context.new_page()
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", self._note_request)
        self.page.on("response", self._note_response)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not any(
            said in message.text for said in self.expected_words()
        ):
            self.faults.append(f"console: {message.text}")

    def expected_words(self) -> Iterator[str]:
        """What browsers tell the console of things that a journey means to happen."""
        # Only the journey of a lost connection lets the worker in.
        yield "Service Worker registration blocked"
        if self.expected_status:
            yield f"status of {self.expected_status}"
        if self.expects_no_connection:
            yield "ERR_INTERNET_DISCONNECTED"

    def _note_request(self, request: Request) -> None:
        if not request.url.startswith((self.served.url, "data:")):
            self.faults.append(f"another host: {request.url}")

    def _note_response(self, response: Response) -> None:
        if response.status >= 400 and response.status != self.expected_status:
            self.faults.append(f"{response.status}: {response.url}")

    def goes_to(self, path: str) -> None:
        """Type an address."""
        self.page.goto(path)
        self.looks()

    def looks(self) -> None:
        """Check what every page owes: it fits the screen, and has one heading."""
        self.page.locator("h1").wait_for()
        if self.has_javascript:
            assert self.sideways_scroll() <= 0, (self.page.url, self.sideways_scroll())

    def sideways_scroll(self) -> int:
        """By how many pixels the page is wider than the screen."""
        width = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return int(self.page.evaluate(width))

    def violations(self, rules: Sequence[str] = axe.TAGS) -> list[str]:
        """What axe has to say about the page. rules: names or tags of axe."""
        return list(axe.violations(self.page, rules, self.seen))

    def link(self, text: str) -> Locator:
        """The first link of the content whose name holds `text`."""
        return self.page.locator("main").get_by_role("link", name=text).first

    def follows(self, text: str) -> None:
        """Follow a link of the content."""
        self.link(text).click()
        self.looks()

    def presses(self, label: str) -> None:
        """Press a button of the content, by its English name."""
        self.page.locator("main").get_by_role("button", name=thai(label), exact=True).first.click()
        self.looks()

    def fills(self, **fields: str) -> None:
        """Write into fields by their names."""
        for name, text in fields.items():
            self.page.locator(f'main [name="{name}"]:visible').first.fill(text)

    def chooses_province(self, name: str) -> None:
        """Choose it in the form at hand: from the list, or with scripts by beginning to type."""
        field = self.page.locator("main #home_province_code")
        if not self.has_javascript:
            field.select_option(label=name)
            return
        field.fill(name[:4])
        self.page.get_by_role("option", name=name).click()

    def logs_in(self, email: str, password: str = PASSWORD) -> None:
        """Go to the log-in and come in, in whatever language, on a device that is confirmed from then on."""
        self.goes_to("/log-in")
        self.fills(email=email, password=password)
        self.page.locator("main form button[type=submit]").click()
        self.page.wait_for_url(lambda url: "/log-in" not in url)
        confirm_devices(self.served.parts)
        self.looks()

    def combobox(self, label: str) -> Locator:
        """The field with this label that offers what is typed; until its script has loaded it is a list."""
        return self.page.locator("input").and_(self.page.get_by_role("combobox", name=thai(label)))

    def reads(self, text: str) -> None:
        """Wait until the content shows `text`."""
        self.page.locator("main").get_by_text(text).filter(visible=True).first.wait_for()

    def is_told(self, text: str) -> None:
        """Wait for a notice, by its English words."""
        self.page.locator(".flashes").get_by_text(thai(text)).wait_for()

    def leaves(self) -> None:
        """Close the browser; fail on any fault that it noticed."""
        self.context.close()
        assert self.faults == []


@pytest.fixture
def meet(browser: Browser, served: Served) -> Iterator[Callable[..., Person]]:
    """Makes people; the test fails on any fault that one of their browsers noticed."""
    people: list[Person] = []

    def make(**options: Any) -> Person:
        people.append(Person(browser, served, **options))
        return people[-1]

    yield make
    for person in people:
        person.leaves()


@pytest.fixture
def person(meet: Callable[..., Person]) -> Person:
    """Somebody with a phone."""
    return meet()


@pytest.fixture
def official(meet: Callable[..., Person]) -> Person:
    """Somebody at a desk in the town hall."""
    return meet(viewport=DESKTOP)
