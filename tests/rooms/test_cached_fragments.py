"""A cached fragment is shown to everybody, so its macro must not ask who reads it, where, or when."""

import ast

import pytest
from flask import Flask

from tests.rooms.fragments import Place, Templates
from tests.rooms.source import files, tree
from tests.web.conftest import build_once

CARD = "components/proposal_card.html"
LEAKS = [
    (CARD, "{{ card.title }}", "{{ current_viewer().display_name }}", "current_viewer"),
    (CARD, "{{ card.title }}", "{{ request.args.z }}", "request"),
    (CARD, "{{ card.title }}", "{{ this_page() }}", "this_page"),
    (CARD, "{{ card.title }}", "{{ theme() }}", "theme"),
    (CARD, "{{ card.title }}", "{{ session.name }}", "session"),
    (CARD, "{{ card.title }}", "{{ g.viewer.display_name }}", "g"),
    (CARD, "{{ card.title }}", "{% set name = current_viewer().display_name %}{{ name }}", "current_viewer"),
    (CARD, "{{ card.title }}", "{% set theme = theme() %}{{ theme }}", "theme"),
    (CARD, "{{ card.title }}", "{{ get_flashed_messages() }}", "session"),
    (CARD, "{{ when }}", "{{ card.created_at | ago }}", "now"),
    (CARD, "{{ when }}", '{{ [card.created_at] | map("ago") | join }}', "now"),
    (CARD, "{{ when }}", '{% include "layouts/base.html" %}', "request"),
    (CARD, "{{ when }}", '{% import "components/icon.html" as icons %}', "import"),
    # one macro further, and in a variable of another template
    ("components/category.html", "{{ icon(", "{{ current_viewer().display_name }}{{ icon(", "current_viewer"),
    ("components/support_button.html", 'icon("support")', "request.path", "request"),
]


@pytest.fixture(scope="module")
def app() -> Flask:
    return build_once()


def test_no_cached_macro_reaches_its_reader_the_request_the_theme_or_the_clock(app: Flask) -> None:
    templates = Templates(app)
    cached = templates.cached_macros()
    assert {Place(CARD, "proposal_card"), Place("components/site_footer.html", "site_footer")} <= cached
    assert {place: leaks for place in cached if (leaks := templates.leaks_of(place))} == {}


@pytest.mark.parametrize(("template", "old", "new", "leak"), LEAKS)
def test_one_that_does_is_found(app: Flask, template: str, old: str, new: str, leak: str) -> None:
    source = Templates(app).source(template)
    assert old in source
    leaks = Templates(app, {template: source.replace(old, new, 1)}).leaks_of(Place(CARD, "proposal_card"))
    assert [each for each in leaks if leak in each.partition(": ")[2]], leaks


def test_parts_that_are_cached_for_everybody_do_not_ask_who_reads_them(app: Flask) -> None:
    parts = {
        str(node.args[0].value)
        for path in files("web")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "part_of_page"
        and isinstance(node.args[0], ast.Constant)
    }
    assert parts == {"pages/places/_home.html"}
    for name in parts:
        # A part lives as long as a visitor's page: "3 minutes ago" may be some seconds late.
        leaks = {leak for leak in Templates(app).leaks_of_part(name) if not leak.endswith("by now")}
        assert leaks == set()
