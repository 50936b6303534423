"""Every view that is cached for visitors: it reads what it declares, and holds nothing of one visitor."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Flask, flash, make_response, render_template_string, request, session
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import ImmutableMultiDict

from config import Config
from idea4gov import create_app
from idea4gov.store.session import Database
from idea4gov.web.http.guards import public
from idea4gov.web.http.request_decoding import ReadableRequest
from idea4gov.web.render.page_cache import cached_for_visitors
from tests.api.conftest import Published, published
from tests.conftest import Clock
from tests.factories import SAEN_SUK
from tests.hosted import add_hosted_round
from tests.web.conftest import SETTINGS, Site, make_services

pytestmark = pytest.mark.slow

__all__ = ["published"]


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """The cache stands before the database."""
    return sqlite_database


@pytest.fixture
def app(database: Database, clock: Clock, outbox: list[str]) -> Flask:
    """The application with a cache that lasts longer than any test."""
    settings = {**SETTINGS, "IDEA4GOV_PAGE_CACHE_SECONDS": "3600"}
    parts = replace(make_services(database, clock), config=Config.from_env(settings))
    return create_app(parts.config, parts=parts)


@pytest.fixture
def addresses(app: Flask, database: Database, published: Published) -> dict[str, list[str]]:
    """{endpoint of a cached view: [its address, the same with every argument that it reads, ...]}."""
    with database.transaction() as db:
        held = add_hosted_round(db, phase="voting").id
    values = {
        "board_id": published.open_board,
        "proposal_id": published.proposal,
        "comment_id": published.comment,
        "round_id": held,
        "code": "20",
        "name": "proposals",
    }
    found = {}
    for rule in app.url_map.iter_rules():
        names = getattr(app.view_functions[rule.endpoint], "cached_args", None)
        if names is not None:
            known = values | CODES.get(rule.endpoint, {})
            _, path = rule.build({name: known[name] for name in rule.arguments}) or ("", "")
            query = urlencode({name: VALUES.get(name, "1") for name in names})
            found[rule.endpoint] = [path, f"{path}?{query}"] if query else [path]
    found["rounds.show"].append(f"/rounds/{published.round_id}")
    return found


# Values with which a view goes on to read its other arguments; "1" for the rest.
CODES = {"places.local_government": {"code": SAEN_SUK}}
VALUES = {"q": "ขยะ", "province": "20", "year": "2569", "local_government": "2094"}


class Recorded(ImmutableMultiDict[str, str]):
    """Query arguments that tell which of them were asked for."""

    asked: set[str] = set()

    def get(self, key: str, *rest: Any, **options: Any) -> Any:
        self.asked.add(key)
        return super().get(key, *rest, **options)

    def getlist(self, key: str, *rest: Any, **options: Any) -> Any:
        self.asked.add(key)
        return super().getlist(key, *rest, **options)

    def __getitem__(self, key: str) -> Any:
        self.asked.add(key)
        return super().__getitem__(key)

    def __contains__(self, key: object) -> bool:
        self.asked.add(str(key))
        return super().__contains__(key)

    def __iter__(self) -> Iterator[str]:
        self.asked.add("every argument")
        return super().__iter__()

    def items(self, *rest: Any, **options: Any) -> Any:
        self.asked.add("every argument")
        return super().items(*rest, **options)


def test_every_cached_view_reads_the_arguments_that_it_declares_and_no_others(
    app: Flask, addresses: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert len(addresses) >= 18
    monkeypatch.setattr(ReadableRequest, "parameter_storage_class", Recorded)
    read, declared = {}, {}
    for endpoint, paths in addresses.items():
        Recorded.asked.clear()
        for path in paths:
            assert app.test_client().get(path).status_code in (200, 302, 303), path
        read[endpoint] = set(Recorded.asked)
        declared[endpoint] = set(getattr(app.view_functions[endpoint], "cached_args"))  # noqa: B009
    assert read == declared


def test_no_cached_view_holds_a_token_or_sets_a_cookie(app: Flask, addresses: dict[str, list[str]]) -> None:
    pages = app.extensions["idea4gov-pages"]
    for endpoint, (path, *_) in addresses.items():
        before = len(pages)
        answers = [Site(app).get(path) for _ in range(2)]
        assert len(pages) > before, f"{endpoint} is not cached"
        for answer in answers:
            assert "csrf_token" not in answer.text, endpoint
            assert "Set-Cookie" not in answer.response.headers, endpoint


def add_view(app: Flask, view: Any, **options: Any) -> None:
    """A view of the test's own at /trial."""
    app.add_url_rule("/trial", "trial", public(cached_for_visitors(**options)(view)))


def with_token() -> str:
    return render_template_string("{{ csrf_token() }}")


def with_message() -> str:
    flash("สวัสดี")
    return render_template_string("{{ get_flashed_messages()[0] }}")


def with_own_cookie() -> ResponseReturnValue:
    response = make_response("hello")
    response.set_cookie("language", "en")
    return response


def with_session() -> str:
    session["name"] = "สมชาย"
    return str(session.pop("name"))


@pytest.mark.parametrize("view", [with_token, with_message, with_own_cookie, with_session])
def test_a_page_that_touched_the_session_or_set_a_cookie_is_not_cached(app: Flask, view: Any) -> None:
    add_view(app, view)
    texts = []
    for visitor in (app.test_client(), app.test_client()):
        answer = visitor.get("/trial")
        assert answer.status_code == 200
        texts.append(answer.text)
    assert len(app.extensions["idea4gov-pages"]) == 0
    assert view is not with_token or texts[0] != texts[1]


def test_a_cached_view_sees_no_argument_that_it_did_not_declare(app: Flask) -> None:
    def view() -> str:
        seen = [request.full_path, request.url, request.query_string.decode()]
        seen += [*request.args.values(), str(request.args.get("z"))]
        return " ".join(seen)

    add_view(app, view, args=("a", "b"))
    visitor, member = app.test_client(), app.test_client()
    member.set_cookie("session", "of somebody")
    for client in (visitor, member):
        for query in ("b=2&a=1&z=other&b=other&a=other", "z=other&%61=1&+b=other&b=2"):
            text = client.get(f"/trial?{query}").text
            assert "other" not in text
            assert "2" in text
    assert visitor.get("/trial?z=3").text.split()[0] == "/trial?"
