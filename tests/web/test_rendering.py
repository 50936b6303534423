"""Texts and addresses of templates are those that Flask and Flask-Babel would give."""

from typing import cast

import pytest
from flask import Flask, render_template_string, url_for
from jinja2 import nodes
from jinja2.runtime import Macro

from idea4gov.web.render.environment import FoldingEnvironment, Voice
from idea4gov.web.render.fragment_cache import address, kept, part_of_page
from idea4gov.web.render.placeholders import SLOTS


def test_values_in_a_text_are_escaped(app: Flask) -> None:
    with app.test_request_context():
        assert render_template_string("{{ _('by %(name)s', name='<b>') }}") == "by &lt;b&gt;"


@pytest.mark.parametrize(("language", "word"), [("th", "เข้าสู่ระบบ"), ("en", "Log in")])
def test_a_text_is_in_the_language_of_its_request(app: Flask, language: str, word: str) -> None:
    with app.test_request_context(headers={"Cookie": f"language={language}"}):
        assert render_template_string("{{ _('Log in') }}") == word


def test_an_address_is_built_anew_under_another_prefix(app: Flask) -> None:
    for prefix in ("", "/pb", ""):
        with app.test_request_context(environ_overrides={"SCRIPT_NAME": prefix}):
            built = address("boards.show", board_id=3, sort="newest", category=None)
            assert built == url_for("boards.show", board_id=3, sort="newest")
            assert built.startswith(f"{prefix}/boards/3")


def test_long_values_are_quoted_like_short_ones(app: Flask) -> None:
    with app.test_request_context():
        for way in ("/boards/3?sort=newest", f"/provinces?q={'ก' * 60}"):
            assert address("accounts.log_in", next=way) == url_for("accounts.log_in", next=way)


@pytest.mark.parametrize(
    ("language", "numerals", "words"),
    [("en", False, "Log in en False"), ("th", False, "เข้าสู่ระบบ th False"), ("th", True, "เข้าสู่ระบบ th True")],
)
def test_fixed_words_of_a_template_are_those_of_its_voice(
    app: Flask, language: str, numerals: bool, words: str
) -> None:
    source = "{{ _('Log in') }} {{ language() }} {{ thai_numerals() }} {{ icon('tick') }}"
    chosen = cast(FoldingEnvironment, app.jinja_env).of_voice(Voice(language, numerals))
    assert not list(chosen.parse(source).find_all(nodes.Call)), "every call has become its answer"
    # Outside a request nobody could be asked.
    assert chosen.from_string(source).render().startswith(f"{words} <svg")


def test_what_is_not_fixed_in_a_template_is_asked_when_the_page_is_made(app: Flask) -> None:
    source = "{{ _('by %(name)s', name=who) }} {{ _(said) }} {{ icon(sign) }}"
    tree = cast(FoldingEnvironment, app.jinja_env).of_voice(Voice("th", False)).parse(source)
    assert len(list(tree.find_all(nodes.Call))) == 3


def test_a_kept_piece_is_made_once_for_each_argument_and_prefix(app: Flask) -> None:
    made: list[str] = []

    def piece(text: str) -> str:
        made.append(text)
        return f"<b>{text}</b>"

    for prefix in ("", "", "/pb"):
        with app.test_request_context(environ_overrides={"SCRIPT_NAME": prefix}):
            assert kept(cast(Macro, piece), "ก") == "<b>ก</b>"
            assert kept(cast(Macro, piece), "ข") == "<b>ข</b>"
    assert made == ["ก", "ข", "ก", "ข"]


def test_a_part_of_a_page_keeps_its_slots_open_for_the_next_reader(app: Flask) -> None:
    with app.test_request_context("/boards/1/proposals/new"):
        environment = cast(FoldingEnvironment, app.jinja_env).of_voice(Voice("th", False))
        form = environment.from_string("{{ csrf_token() }} {{ nobody }}")
        part = part_of_page(cast(str, form), nobody="<b>")
        assert part == f"{SLOTS['csrf_token'].text} &lt;b&gt;"
        page = form.render()
    assert SLOTS["csrf_token"].text not in page
