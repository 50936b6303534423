"""Templates give the texts and addresses that Flask would give, and what they share is rendered once."""

from collections.abc import Callable, Hashable
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple, cast

import pytest
from flask import Flask, render_template_string, url_for
from jinja2 import nodes
from jinja2.runtime import Macro
from markupsafe import Markup, escape
from wtforms import StringField

from config import Config
from idea4gov import create_app
from idea4gov.outside.bounded_cache import MIB
from idea4gov.store.session import Database
from idea4gov.web.http.locale import LocaleVariant
from idea4gov.web.http.next_path import this_page
from idea4gov.web.render.environment import LocaleEnvironment
from idea4gov.web.render.fragment_cache import FragmentCache, address, part_of_page
from idea4gov.web.render.placeholders import PLACEHOLDERS
from tests.factories import add_account, add_board, add_proposal
from tests.officials import add_comment
from tests.web.conftest import PASSWORD_HASH, SETTINGS, Site


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What is rendered does not depend on the engine."""
    return sqlite_database


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
    chosen = cast(LocaleEnvironment, app.jinja_env).for_variant(LocaleVariant(language, numerals))
    assert not list(chosen.parse(source).find_all(nodes.Call)), "every call has become its answer"
    # Outside a request nobody could be asked.
    assert chosen.from_string(source).render().startswith(f"{words} <svg")


def test_what_is_not_fixed_in_a_template_is_asked_when_the_page_is_made(app: Flask) -> None:
    source = "{{ _('by %(name)s', name=who) }} {{ _(said) }} {{ icon(sign) }}"
    tree = cast(LocaleEnvironment, app.jinja_env).for_variant(LocaleVariant("th", False)).parse(source)
    assert len(list(tree.find_all(nodes.Call))) == 3


class Record(NamedTuple):
    """As the store gives them."""

    text: object
    others: tuple[object, ...] = ()


@pytest.fixture
def cache() -> FragmentCache:
    return FragmentCache(max_bytes=MIB)


def show(*values: object) -> str:
    """Stands for a macro."""
    return "".join(f"<b>{escape(value)} {value!r}</b>" for value in values)


def test_a_fragment_is_rendered_once_for_each_argument_and_prefix(app: Flask, cache: FragmentCache) -> None:
    made: list[str] = []

    def piece(text: str) -> str:
        made.append(text)
        return f"<b>{text}</b>"

    for prefix in ("", "", "/pb"):
        with app.test_request_context(environ_overrides={"SCRIPT_NAME": prefix}):
            assert cache.cache_fragment(cast(Macro, piece), "ก") == "<b>ก</b>"
            assert cache.cache_fragment(cast(Macro, piece), "ข") == "<b>ข</b>"
    assert made == ["ก", "ข", "ก", "ข"]


def test_fragments_of_a_list_are_those_of_its_rows(app: Flask, cache: FragmentCache) -> None:
    made: list[str] = []

    def piece(text: str, number: int, same: bool) -> str:
        made.append(text)
        return f"<i>{text}{number}{same}</i>"

    with app.test_request_context():
        first = cache.cache_fragment(cast(Macro, piece), "ก", 1, True)
        both = cache.cache_fragments(cast(Macro, piece), (["ก", "ข"], (1, 2)), True)
        assert both == first + Markup("<i>ข2True</i>")
        assert made == ["ก", "ข"]
        with pytest.raises(ValueError, match="shorter"):
            cache.cache_fragments(cast(Macro, piece), (["ก", "ข"], (1,)), True)


EQUAL = [(True, 1), (1, True), (0, False), (Markup("<i>"), "<i>"), ("<i>", Markup("<i>")), (Fraction(1), 1)]
WRAPS: list[Callable[[Any], Hashable]] = [
    lambda one: one,
    lambda one: (2, (one,)),
    lambda one: Record(one),
    lambda one: (Record("ก", (Record("ข"), Record(one))), None),
]


@pytest.mark.parametrize("wrap", WRAPS)
@pytest.mark.parametrize("values", EQUAL)
def test_arguments_of_other_types_are_other_fragments(
    app: Flask, cache: FragmentCache, values: tuple[object, object], wrap: Callable[[Any], Hashable]
) -> None:
    with app.test_request_context():
        for value in (*values, *values):
            assert cache.cache_fragment(cast(Macro, show), wrap(value)) == show(wrap(value))


def test_a_record_and_the_tuple_of_its_fields_are_two_fragments(app: Flask, cache: FragmentCache) -> None:
    with app.test_request_context():
        for value in (Record("ก"), ("ก", ()), Record("ก")):
            assert cache.cache_fragment(cast(Macro, show), value) == show(value)


@pytest.mark.parametrize("argument", [StringField(), 0.5, frozenset("a"), (1, object()), Record(show)])
def test_what_may_change_or_hides_what_it_holds_is_no_argument(
    app: Flask, cache: FragmentCache, argument: Any
) -> None:
    with app.test_request_context(), pytest.raises(TypeError, match="argument of a cached fragment"):
        cache.cache_fragment(cast(Macro, show), argument)


def test_the_ceiling_holds_for_fragments(app: Flask, cache: FragmentCache) -> None:
    with app.test_request_context():
        for number in range(100):
            cache.cache_fragment(cast(Macro, lambda text: text), f"{number}" + "ก" * 50_000)
    assert MIB / 2 < cache.fragments.size <= MIB


def test_the_settings_are_the_ceilings(app: Flask) -> None:
    parts = app.extensions["idea4gov"]
    settings = {**SETTINGS, "IDEA4GOV_FRAGMENT_CACHE_MIB": "1", "IDEA4GOV_PAGE_CACHE_MIB": "0"}
    small = create_app(Config.from_env(settings), parts=replace(parts, config=Config.from_env(settings)))
    fragments = small.extensions["idea4gov-fragments"]
    with small.test_request_context():
        for number in range(30):
            fragments.cache_fragment(lambda text: text, f"{number}" + "ก" * 50_000)
    assert 0 < fragments.fragments.size <= MIB
    small.test_client().get("/manual")
    assert small.extensions["idea4gov-pages"].size == 0


def test_addresses_tell_true_from_one(app: Flask) -> None:
    with app.test_request_context():
        for value in (True, 1, True):
            assert address("boards.show", board_id=3, after=value) == url_for(
                "boards.show", board_id=3, after=value
            )


def test_a_part_of_a_page_keeps_its_placeholders_open_for_the_next_reader(app: Flask) -> None:
    with app.test_request_context("/boards/1/proposals/new"):
        environment = cast(LocaleEnvironment, app.jinja_env).for_variant(LocaleVariant("th", False))
        form = environment.from_string("{{ csrf_token() }} {{ nobody }}")
        part = part_of_page(cast(str, form), nobody="<b>")
        assert part == f"{PLACEHOLDERS['csrf_token'].text} &lt;b&gt;"
        page = form.render()
    assert PLACEHOLDERS["csrf_token"].text not in page


@pytest.mark.parametrize(
    "path",
    [
        "/boards/3",
        "/boards/3?sort=newest&after=a.b",
        "/boards/3?after=%22%3E%3Cscript%3E",
        "/boards/3?a='\"<b>&amp;amp;%26%23&#39;",
        "/search?q=%E0%B8%81+%E0%B8%82&&x=1%2B1",
        "/boards/3?" + "z" * 600,
    ],
)
def test_the_way_back_is_escaped_and_quoted_where_it_stands(app: Flask, path: str) -> None:
    with app.test_request_context(path):
        source = (
            '<input value="{{ return_path() }}#a">'
            '<a href="{{ url_for("accounts.log_in", next=return_path()) }}">'
            '<a href="{{ url_for("appearance.theme", name="dark", next=return_path() ~ "#appearance") }}">'
        )
        here = this_page()
        log_in = url_for("accounts.log_in", next=here)
        theme = url_for("appearance.theme", name="dark", next=here + "#appearance")
        expected = f'<input value="{escape(here)}#a"><a href="{escape(log_in)}"><a href="{escape(theme)}">'
        environment = cast(LocaleEnvironment, app.jinja_env)
        for chosen in (environment, environment.for_variant(LocaleVariant("th", False))):
            assert chosen.from_string(source).render() == expected


def test_members_who_come_by_other_addresses_share_fragments_and_go_back_to_their_own(
    app: Flask, citizen: tuple[Site, int], database: Database
) -> None:
    site, _ = citizen
    with database.transaction() as db:
        proposal = add_proposal(db, add_board(db))
    fragments = app.extensions["idea4gov-fragments"].fragments
    site.get(f"/proposals/{proposal}?comments_after=8")
    before = len(fragments)
    for name in ("z", "utm_source", "<b>"):
        text = site.get(f"/proposals/{proposal}?{name}=1&comments_after=8").text
        assert f'name="back" value="/proposals/{proposal}?comments_after=8#comment"' in text
    assert len(fragments) == before


def test_two_members_read_one_fragment_and_neither_the_name_of_the_other(
    app: Flask, database: Database
) -> None:
    names = {"somchai@example.org": "สมชาย ทดสอบ", "malee@example.org": "มาลี ทดลอง"}
    with database.transaction() as db:
        board = add_board(db)
        proposal = add_proposal(db, board)
        add_comment(db, proposal)
        for email, name in names.items():
            add_account(db, email, display_name=name, password_hash=PASSWORD_HASH)
    fragments = app.extensions["idea4gov-fragments"].fragments
    for path in (f"/boards/{board}", f"/proposals/{proposal}"):
        fragments.clear()
        made: list[int] = []
        for email, own in names.items():
            reader = Site(app)
            reader.enter(email)
            text = reader.get(path).text
            assert [name for name in names.values() if name in text] == [own]
            made.append(len(fragments))
        assert made[0] == made[1] > 0, "the second reader was shown the fragments of the first"
