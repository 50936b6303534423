from collections.abc import Iterator
from datetime import UTC, datetime
from types import ModuleType
from typing import cast

import pytest
from flask import Flask, g, session
from wtforms import StringField

from idea4gov import create_app
from idea4gov.domain.categories import CATEGORIES, Category
from idea4gov.domain.permissions import Viewer
from idea4gov.store.proposals.lists import ProposalCard
from idea4gov.store.session import Database
from idea4gov.web.http.forms import BaseForm
from idea4gov.web.render.placeholders import fill_placeholders
from tests.conftest import Clock
from tests.web.conftest import make_services

CARD = ProposalCard(
    id=34,
    board_id=12,
    number=1,
    title="ทุ่นดักขยะ <img src=x onerror=alert(1)>",
    excerpt="ติดที่ปากคลอง",
    category="environment",
    state="published",
    support_count=1_240,
    comment_count=3,
    author_name="สมชาย",
    place_code="200104",
    place_name_th="แสนสุข",
    place_name_en="Saen Suk",
    created_at=datetime(2026, 11, 20, tzinfo=UTC),
    edited_at=None,
    is_answered=False,
    is_supported=False,
)
VIEWER = Viewer(1, 1, "พิมพ์ใจ", "th", "20")


@pytest.fixture(scope="module")
def app() -> Flask:
    """An application for components alone, which read no database."""
    parts = make_services(Database("sqlite://"), Clock())
    return create_app(parts.config, parts=parts)


@pytest.fixture(autouse=True)
def request_of_a_page(app: Flask) -> Iterator[None]:
    with app.test_request_context("/boards/12?sort=newest", headers={"Cookie": "language=en"}):
        yield


@pytest.fixture
def logged_in(request_of_a_page: None) -> None:
    session["_user_id"] = "1.1"
    g.viewer = VIEWER


def component(app: Flask, name: str) -> ModuleType:
    return cast(ModuleType, app.jinja_env.get_template(f"components/{name}.html").module)


@pytest.mark.parametrize(("key", "name"), CATEGORIES.items())
def test_every_category_has_a_sign_and_its_name(app: Flask, key: str, name: Category) -> None:
    shown = component(app, "category").category(key)
    assert 'd="M' in shown
    assert name.en in shown


def test_a_hostile_title_is_shown_and_not_run(app: Flask) -> None:
    shown = component(app, "proposal_card").proposal_list([CARD])
    assert "&lt;img src=x" in shown
    assert "<img" not in shown


def test_a_visitor_is_led_through_the_log_in_to_this_very_proposal_and_gets_no_form(app: Flask) -> None:
    shown = component(app, "proposal_card").proposal_list([CARD, CARD._replace(id=7)])
    assert "next=/proposals/34/support" in shown
    assert "next=/proposals/7/support" in shown
    assert "<form" not in shown
    assert "csrf_token" not in session


def test_the_button_of_a_member_says_whether_they_support_and_does_the_opposite(
    app: Flask, logged_in: None
) -> None:
    shown = component(app, "proposal_card").proposal_list([CARD, CARD._replace(id=7, is_supported=True)])
    first, second = shown.split("</article>")[:2]
    assert 'action="/proposals/34/support"' in first
    assert 'aria-pressed="false"' in first
    assert 'action="/proposals/7/withdraw-support"' in second
    assert 'aria-pressed="true"' in second


def test_without_javascript_a_support_leads_back_to_its_card(app: Flask, logged_in: None) -> None:
    shown = fill_placeholders(component(app, "proposal_card").proposal_list([CARD]))
    assert 'value="/boards/12?sort=newest#proposal-34"' in shown
    assert 'id="proposal-34"' in shown


def test_a_closed_board_shows_its_counts_and_nothing_to_press(app: Flask, logged_in: None) -> None:
    shown = component(app, "proposal_card").proposal_list([CARD], False)
    assert "1,240" in shown
    assert "<button" not in shown
    assert "/support" not in shown


def test_an_error_stands_above_the_form_and_belongs_to_its_field_for_people_who_listen(app: Flask) -> None:
    class Draft(BaseForm):
        title = StringField("Title")

    with app.test_request_context():
        form = Draft(data={"title": "<b>"})
    form.title.errors = ["Too short"]
    shown = component(app, "form").field(form.title, hint="In one sentence")
    assert 'aria-describedby="title-hint title-error"' in shown
    assert 'aria-invalid="true"' in shown
    assert 'id="title-error"' in shown
    assert 'value="&lt;b&gt;"' in shown
    assert '<a href="#title">Title: Too short</a>' in component(app, "form").form_errors(form)


@pytest.mark.parametrize(("part", "whole", "width"), [(1, 4, "25.0"), (0, 4, "0.0"), (0, 0, "0")])
def test_a_bar_is_as_long_as_its_share(app: Flask, part: int, whole: int, width: str) -> None:
    assert f'width="{width}"' in component(app, "figures").bar(part, whole)
