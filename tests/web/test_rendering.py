"""Texts and addresses of templates are those that Flask and Flask-Babel would give."""

import pytest
from flask import Flask, render_template_string, url_for

from idea4gov.web.rendering import address


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
