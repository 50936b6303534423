"""The OpenAPI document tells the truth: every address is in it, and answers are as it says."""

import re

import pytest
import schemathesis
from flask import Flask
from hypothesis import Phase, given, seed, settings
from schemathesis import Case, GenerationMode

from tests.api.conftest import Published
from tests.web.conftest import Site

EXAMPLES = 5
ANY_PART = re.compile(r"<[^>]+>|\{[^}]+\}")


@pytest.fixture(params=["sqlite"])
def database(request: pytest.FixtureRequest) -> object:
    """One engine is enough here: tests/api/test_reads.py asks both."""
    return request.getfixturevalue(f"{request.param}_database")


def addresses(rules: object) -> set[str]:
    return {ANY_PART.sub("{}", str(rule)) for rule in rules}  # type: ignore[attr-defined]


def test_every_route_of_the_api_is_in_the_document(app: Flask, site: Site) -> None:
    paths = site.client.get("/api/v1/openapi.json").get_json()["paths"]
    routes = [rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")]
    assert addresses(f"/api/v1{path}" for path in paths) == addresses(routes)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_answers_are_as_the_document_says(app: Flask, published: Published, mode: GenerationMode) -> None:
    document = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    for result in document.get_all_operations():
        operation = result.ok()

        @seed(1)
        @settings(max_examples=EXAMPLES, deadline=None, phases=[Phase.generate], database=None)
        @given(case=operation.as_strategy(generation_mode=mode))
        def check(case: Case) -> None:
            case.call_and_validate()

        check()
