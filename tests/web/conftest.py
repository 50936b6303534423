"""An application on a database of its own, and a visitor who reads every page critically."""

import atexit
import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import count
from tempfile import TemporaryDirectory

import pytest
from flask import Flask
from flask.testing import EnvironBuilder, FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from config import Config
from idea4gov import create_app
from idea4gov.actions.kept_keys import pseudonyms
from idea4gov.actions.made_files import open_files
from idea4gov.actions.rounds.settling import settle_due
from idea4gov.outside.country_map import CountryMap
from idea4gov.outside.passwords import Passwords
from idea4gov.outside.rendition_folder import RenditionFolder
from idea4gov.outside.signing import Signer
from idea4gov.outside.static_files import Assets
from idea4gov.store.models import KnownDevice, LoginSession
from idea4gov.store.session import Database
from idea4gov.web.application import STATIC, limit_networks
from idea4gov.web.http.login import KEY_COOKIE
from idea4gov.web.http.services import Services
from idea4gov.web.render.placeholders import PLACEHOLDERS
from tests.conftest import ENGINES, Clock
from tests.factories import add_account
from tests.services.entering import AGES, enter
from tests.services.strict_html import parse_page

PASSWORD = "ทะเลบางแสนสวยงาม"
CHEAP = Passwords(memory_kib=8, rounds=1)
PASSWORD_HASH = CHEAP.hash(PASSWORD)

FOLDERS = count(1)
# A nonce, and the value of a hidden token.
EPHEMERAL = re.compile(r'(?<= nonce=")[^"]*|(?<= type="hidden" name="csrf_token" value=")[^"]*')
SETTINGS = {
    "IDEA4GOV_ENV": "development",
    "IDEA4GOV_SECRET_KEY": "a secret of the tests that is long enough",
    "IDEA4GOV_PAGE_CACHE_SECONDS": "0",
    "IDEA4GOV_LOG_LEVEL": "error",
    "IDEA4GOV_VISITOR_REQUESTS_PER_MINUTE": "0",
}


def make_services(database: Database, clock: Clock) -> Services:
    """Services as in development, with cheap passwords and a clock that stands."""
    folder = f"{rendition_folder()}/{next(FOLDERS)}"
    own = {"IDEA4GOV_EXPORT_DIR": f"{folder}/exports", "IDEA4GOV_DATA_DIR": f"{folder}/data"}
    config, assets = Config.from_env(SETTINGS | own), load_assets()
    signer = Signer(config.all_secrets)
    return Services(
        config=config,
        database=database,
        assets=assets,
        passwords=CHEAP,
        signer=signer,
        pseudonym=pseudonyms(database, signer),
        renditions=RenditionFolder(f"{folder}/renditions", lags=False),
        files=open_files(database, config.files_place),
        clock=clock,
        makes_renditions=True,
        country_map=load_map(),
    )


@cache
def rendition_folder() -> str:
    """A folder for the files of all tests of a process; each has one of its own in it."""
    folder = TemporaryDirectory(prefix="idea4gov-renditions-")
    atexit.register(folder.cleanup)
    return folder.name


@cache
def load_assets() -> Assets:
    return Assets.load(STATIC)


@cache
def load_map() -> CountryMap:
    return CountryMap.load(STATIC, load_assets())


@cache
def build_once() -> Flask:
    """An application that tests lend to each other: building one and its templates takes half a second."""
    parts = make_services(Database("sqlite://"), Clock())
    return create_app(parts.config, parts=parts)


both_engines = pytest.mark.parametrize("database", ENGINES, indirect=True)
"""For tests whose page depends on the engine: what they ask of it, no test of a deeper room asks."""


@pytest.fixture
def database(request: pytest.FixtureRequest) -> Database:
    """A migrated, empty database: SQLite, but for tests marked with both_engines."""
    chosen: Database = request.getfixturevalue(f"{getattr(request, 'param', 'sqlite')}_database")
    return chosen


@pytest.fixture
def outbox() -> list[str]:
    """The mails that were sent, whole."""
    return []


@contextmanager
def lent_app(parts: Services) -> Iterator[Flask]:
    """The application around these services while the block lasts, with nothing in it of other tests."""
    app = build_once()
    config, extensions = dict(app.config), dict(app.extensions)
    app.extensions["idea4gov"] = parts
    limit_networks(app, parts)
    app.testing = True
    try:
        yield app
    finally:
        app.config.clear()
        app.config.update(config)
        app.extensions = extensions


@pytest.fixture
def app(database: Database, clock: Clock) -> Iterator[Flask]:
    """The application, on a database of the test's own."""
    with lent_app(make_services(database, clock)) as app:
        yield app


def worker_looks(database: Database, clock: Clock) -> None:
    """What the worker does every minute for budget rounds."""
    settled = settle_due(database, site_url="https://example.org", now=clock())
    assert all(one.round is not None for one in settled)


@dataclass
class Page:
    """An answer that was checked as a page."""

    response: TestResponse
    text: str

    @property
    def status(self) -> int:
        return self.response.status_code


class Site:
    """A visitor: fetches pages, checks each, fills forms as a browser does."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()
        self.app = app

    def get(self, path: str, *, status: int = 200) -> Page:
        """Fetch a page and check that it is valid HTML, titled, without duplicate ids and inline code."""
        response = self.client.get(path)
        assert response.status_code == status, (
            path,
            response.status_code,
            response.get_data(as_text=True)[:2000],
        )
        text = response.get_data(as_text=True)
        # No browser shows the page of a redirect, and it is not ours.
        if response.mimetype == "text/html" and status // 100 != 3:
            check_page(text, response.headers.get("Content-Security-Policy", ""))
        return Page(response, text)

    def submit(self, path: str, data: dict[str, str], *, action: str | None = None) -> TestResponse:
        """Fetch `path`, add its form's hidden fields to `data`, post to `action` (or `path`)."""
        fields = hidden_fields(self.get(path).text, action or path)
        return self.client.post(action or path, data={**fields, **data})

    def send_files(self, path: str, data: dict[str, object]) -> TestResponse:
        """Post `data` with files in it: lists of (stream, name)."""
        builder = EnvironBuilder(app=self.app, path=path, method="POST", data=data)
        environ = builder.get_environ()
        # A large body lies in a temporary file, which nobody else closes.
        with closing(builder), closing(environ["wsgi.input"]):
            return self.client.open(environ)

    def enter(self, email: str) -> None:
        """Be logged in, on a confirmed device, in a session that no clock of a test ends.

        Its password was just typed.
        """
        parts: Services = self.app.extensions["idea4gov"]
        with parts.database.transaction() as db:
            key = enter(db, email, now=parts.clock())
            db.execute(update(LoginSession).values(confirmed_at=parts.clock() + AGES))
        self.client.set_cookie(KEY_COOKIE, key)

    def log_in(self, email: str, password: str = PASSWORD, *, confirms: bool = True) -> None:
        """Log in through the real form. confirms: whether the device is confirmed then."""
        answer = self.submit("/log-in", {"email": email, "password": password})
        assert answer.status_code == 303, answer.get_data(as_text=True)[:2000]
        if confirms:
            confirm_devices(self.app.extensions["idea4gov"])


def confirm_devices(parts: Services) -> None:
    """Let every device that is known count as one on which its owner typed the code of a mail."""
    with parts.database.transaction() as db:
        db.execute(update(KnownDevice).values(confirmed_at=parts.clock()))


@pytest.fixture
def site(app: Flask) -> Site:
    """A visitor who is not logged in."""
    return Site(app)


@pytest.fixture
def citizen(app: Flask, database: Database) -> tuple[Site, int]:
    """A visitor logged in as a citizen of Chon Buri, and the number of their account."""
    with database.transaction() as db:
        account_id = add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
    visitor = Site(app)
    visitor.enter("somchai@example.org")
    return visitor, account_id


@pytest.fixture
def member(app: Flask, database: Database) -> Callable[[str], Site]:
    """Makes and logs in a citizen with the e-mail given."""

    def make(email: str) -> Site:
        with database.transaction() as db:
            add_account(db, email, password_hash=PASSWORD_HASH)
        visitor = Site(app)
        visitor.enter(email)
        return visitor

    return make


def check_page(text: str, policy: str) -> None:
    """Fail on invalid HTML, no title, not one h1, twin ids, inline code, a foreign nonce or a placeholder."""
    assert not any(each.text in text for each in PLACEHOLDERS.values()), "an open placeholder"
    nonces = set(re.findall(r'\snonce="([^"]*)"', text))
    assert all(f"'nonce-{nonce}'" in policy for nonce in nonces), "a nonce that the policy does not know"
    check_once(EPHEMERAL.sub("", text))


@lru_cache(maxsize=512)
def check_once(text: str) -> None:
    """As check_page; a page that comes again, but for what is fresh each time, is parsed once."""
    elements = list(parse_page(text).iter_elements())
    assert re.search(r"<title>[^<]*\S[^<]*</title>", text), "no title"
    assert len(re.findall(r"<h1[\s>]", text)) == 1, "a page has one h1"
    names = {name for element in elements for name in element.attrs}
    ids = Counter(element.attr("id") for element in elements if element.attr("id") is not None)
    assert set(ids.values()) <= {1}, [name for name, times in ids.items() if times > 1]
    assert not [name for name in names if name.startswith("on")], "an inline handler"
    assert "style" not in names, "an inline style"
    assert all("nonce=" in tag for tag in re.findall(r"<script[^>]*>", text)), "a script without a nonce"


def hidden_fields(text: str, action: str) -> dict[str, str]:
    """The hidden fields of the form that posts to `action`, or to the page itself."""
    for form in re.findall(r"<form[^>]*>.*?</form>", text, re.S):
        head = form[: form.index(">")]
        target = re.search(r'action="([^"?]*)', head)
        if 'method="post"' not in head.lower() or (target and target.group(1) != action.partition("?")[0]):
            continue
        found = re.findall(r"<input[^>]*>", form)
        pairs = [
            (re.search(r'name="([^"]*)"', tag), re.search(r'value="([^"]*)"', tag))
            for tag in found
            if 'type="hidden"' in tag
        ]
        return {name.group(1): value.group(1) if value else "" for name, value in pairs if name}
    raise AssertionError(f"no form on the page posts to {action}")
