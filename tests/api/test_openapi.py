"""The OpenAPI document tells the truth: every address is in it, and answers are as it says."""

import re
from typing import Any

import pytest
import schemathesis
from flask import Flask
from hypothesis import Phase, given, seed, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckFunction
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from idea4gov.actions.tokens import make_token
from idea4gov.domain.tokens import SCOPES
from idea4gov.outside.signing import Signer
from idea4gov.store.session import Database
from tests.actions.doors import SITE
from tests.api.conftest import Published
from tests.conftest import NOON
from tests.officials import add_official
from tests.web.conftest import SETTINGS, Site

pytestmark = pytest.mark.slow

EXAMPLES = 5
ANY_PART = re.compile(r"<[^>]+>|\{[^}]+\}")


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest) -> Database:
    """One engine is enough here: tests/api/test_reads.py asks both."""
    found: Database = request.getfixturevalue(f"{request.param}_database")
    return found


@pytest.fixture
def token(database: Database) -> str:
    """A token of an official of the nation, for everything."""
    signer = Signer([SETTINGS["IDEA4GOV_SECRET_KEY"]])
    with database.transaction() as db:
        official = add_official(db, province=None, local_government=None)
        return make_token(db, official, signer, name="ระบบ", scopes=SCOPES, days="30", site=SITE, now=NOON)


def addresses(rules: object) -> set[str]:
    return {ANY_PART.sub("{}", str(rule)) for rule in rules}  # type: ignore[attr-defined]


def test_every_route_of_the_api_is_in_the_document(app: Flask, site: Site) -> None:
    paths = site.client.get("/api/v1/openapi.json").get_json()["paths"]
    routes = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    assert addresses(f"/api/v1{path}" for path in paths) == addresses(routes)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_answers_are_as_the_document_says(
    app: Flask, published: Published, token: str, mode: GenerationMode
) -> None:
    headers = {"Authorization": f"Bearer {token}", "Accept-Encoding": "identity"}
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for result in document.get_all_operations():
        assert isinstance(result, Ok)
        operation = result.ok()

        @seed(1)
        @settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.generate], database=None)
        @given(case=operation.as_strategy(generation_mode=mode))
        def check(case: Case[Any]) -> None:
            # What a text may hold, no schema can say.
            excluded: list[CheckFunction] = [positive_data_acceptance] if case.method != "GET" else []
            case.call_and_validate(headers=headers, excluded_checks=excluded)

        check()
