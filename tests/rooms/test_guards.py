"""Every route says who may call it, and what changes something is a POST with CSRF."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from idea4gov import create_app
from idea4gov.domain.permissions import PERMISSIONS
from idea4gov.web.http.guards import PUBLIC, guard_of
from tests.web.conftest import Site

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
# What a visitor without an account may post.
PUBLIC_WRITES = {
    "accounts.register",
    "accounts.log_in",
    "accounts.log_out",
    "accounts.forgotten_password",
    "accounts.reset_password",
    "accounts.confirm_email",
    "rounds.receipts.find",
    "unsubscribe.end",
}


def test_every_route_has_a_guard_that_the_table_knows(app: Flask) -> None:
    guards = {endpoint: guard_of(view) for endpoint, view in app.view_functions.items()}
    unknown = {
        endpoint: guard for endpoint, guard in guards.items() if guard != PUBLIC and guard not in PERMISSIONS
    }
    assert unknown == {}


def test_only_the_log_in_and_its_like_can_be_posted_without_an_account(app: Flask) -> None:
    public = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.methods & WRITES and guard_of(app.view_functions[rule.endpoint]) == PUBLIC  # type: ignore[operator]
    }
    assert public <= PUBLIC_WRITES


def test_addresses_are_kebab_case_and_their_numbers_typed(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        fixed = "".join(part for part in rule.rule.split("<")[0:1])
        assert fixed == fixed.lower(), rule.rule
        assert "_" not in fixed, rule.rule
        assert "<int:" not in rule.rule, (
            f"{rule.rule}: an unbounded number overflows the database; use <id:...>"
        )


def test_a_route_without_a_guard_answers_404(app: Flask) -> None:
    parts = app.extensions["idea4gov"]
    app = create_app(parts.config, parts=parts)
    app.add_url_rule("/forgotten-guard", view_func=lambda: "secret", endpoint="forgotten")
    assert app.test_client().get("/forgotten-guard").status_code == 404


def some_value(rule: Rule, name: str) -> object:
    """What may stand for an argument of an address: the first of the words that it names, else 1."""
    words = re.search(rf"<any\(([^,)]+)[^>]*\):{name}>", rule.rule)
    return words.group(1).strip("'") if words else 1


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_every_write_without_a_csrf_token_is_refused(
    app: Flask, citizen: tuple[Site, int], method: str
) -> None:
    site, _ = citizen
    for rule in app.url_map.iter_rules():
        if method.upper() not in (rule.methods or set()):
            continue
        path = rule.build({name: some_value(rule, name) for name in rule.arguments})
        if path is None:
            continue
        answer = getattr(site.client, method)(path[1], data={})
        # The API believes no cookie at all, so it asks for no token against forged posts either.
        refusals = (401,) if rule.endpoint.startswith("api.") else (400, 404)
        # Who is logged in is led away from these.
        refusals = (303,) if rule.endpoint in ("accounts.register", "accounts.log_in") else refusals
        assert answer.status_code in refusals, (rule.rule, answer.status_code)
