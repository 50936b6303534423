"""Every error is a page that says what happened and what to do next, and that needs no database."""

import pytest
from flask import Flask, abort

from idea4gov import create_app
from idea4gov.store.session import Database
from idea4gov.web.http.errors import SAYS
from idea4gov.web.http.guards import public
from tests.conftest import Clock
from tests.web.conftest import Site, make_services

NEXT_STEPS = {
    400: "Open the page again",
    409: "See how it is now",
    413: "Back to the form",
    429: "Try again",
    500: "Try again",
    503: "Try again",
}


@pytest.fixture(scope="module")
def app() -> Flask:
    """An application whose database is not there, with a page for each error."""
    parts = make_services(Database("sqlite://"), Clock())
    app = create_app(parts.config, parts=parts)

    @app.route("/fails/<id:status>", methods=["GET", "POST"])
    @public
    def fails(status: int) -> str:
        abort(status)

    return app


@pytest.mark.parametrize("status", sorted(SAYS))
@pytest.mark.parametrize("language", ["th", "en"])
def test_every_error_says_what_to_do_next_without_a_database(site: Site, status: int, language: str) -> None:
    site.client.set_cookie("language", language)
    with site.client.session_transaction() as session:
        # Somebody is logged in, as far as the cookie says.
        session["_user_id"] = "1.1" if status >= 500 else None
    text = site.get(f"/fails/{status}", status=status).text
    assert f'<html lang="{language}">' in text
    main = text[text.index("<main") : text.index("</main>")]
    assert 'href="/"' in main
    if language == "en":
        assert SAYS[status] in main
        assert NEXT_STEPS.get(status, "To the home page") in main
        assert (f'href="/fails/{status}">' in main) == (status in NEXT_STEPS)


def test_a_failure_of_ours_has_a_number(site: Site) -> None:
    page = site.get("/fails/500", status=500)
    assert page.response.headers["X-Request-Id"] in page.text


def test_what_is_not_there_can_be_looked_for(site: Site) -> None:
    assert 'action="/provinces"' in site.get("/nowhere", status=404).text
