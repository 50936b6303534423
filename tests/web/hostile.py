"""Whom hostile strings meet, and a reader who looks for anything of them that has become markup."""

import html
import re
from collections import Counter
from collections.abc import Callable

import pytest
from werkzeug.test import TestResponse

from idea4gov.domain.errors import DomainError
from idea4gov.store.session import Database
from tests.factories import SAEN_SUK, add_board, add_proposal, grant
from tests.officials import add_comment
from tests.services.strict_html import parse_page
from tests.web.conftest import Site, check_page

HARMLESS = "ความเห็นธรรมดา"
SIGNS = "<>\"'"
_TAGS = (
    "html head meta title link script body header footer main nav section article div p span a ul ol li dl "
    "dt dd h1 h2 h3 h4 h5 h6 hr strong em s br time code pre blockquote svg path rect table caption thead "
    "tbody tr th td form fieldset legend label input textarea select optgroup option datalist button details "
    "summary img use aside figure figcaption"
)
OF_PAGES = frozenset(_TAGS.split())
# As many of these as on a harmless page of the same template.
ACTING = ("script", "link", "meta", "img")
OWN_ADDRESS = re.compile(r"/(?!/)|#|\?|https?://|mailto:|data:,")


@pytest.fixture
def official(citizen: tuple[Site, int], database: Database) -> Site:
    """The moderator of Saen Suk, with a board and a proposal of their own, a comment and a hidden one (2)."""
    site, account_id = citizen
    with database.transaction() as db:
        grant(db, account_id)
        board = add_board(db, account_id, local_government_code=SAEN_SUK)
        proposal = add_proposal(db, board, account_id)
        add_comment(db, proposal)
        add_comment(db, proposal, state="hidden")
    return site


class Reader:
    """Reads pages. Parsing one takes a hundred times as long as making it, so each shape is parsed once.

    Two pages of one template have the same number of <, >, " and ' unless words became markup.
    """

    def __init__(self) -> None:
        self._acting: dict[object, dict[str, int]] = {}
        self._shapes: set[tuple[object, ...]] = set()

    def read(self, answer: TestResponse, kind: object = "", *, words_html: str = "") -> str:
        """Fail on an invalid page, and on an element or an address that only the words can have brought.

        kind: the first page of a kind must show harmless words. words_html: what the words became by
        domain/markup.py; the page must hold exactly that. Returns the page.
        """
        page = answer.get_data(as_text=True)
        assert words_html in page, words_html
        shape = (kind, *(page.replace(words_html, "").count(sign) for sign in SIGNS))
        if shape in self._shapes:
            return page
        check_page(page, answer.headers["Content-Security-Policy"])
        elements = list(parse_page(page).iter_elements())
        names = Counter(element.tag for element in elements)
        assert set(names) <= OF_PAGES, set(names) - OF_PAGES
        acting = {name: names[name] for name in ACTING}
        assert acting == self._acting.setdefault(kind, acting)
        for element in elements:
            for name in ("href", "src", "action"):
                address = element.attr(name)
                assert address is None or OWN_ADDRESS.match(address), (name, address)
        self._shapes.add(shape)
        return page


def value_of(page: str, name: str) -> str:
    """What the field of this name holds when it is shown again, as a browser would read it."""
    area = re.search(rf'<textarea[^>]* name="{name}"[^>]*>\r?\n(.*?)</textarea>', page, re.S)
    if area:
        return html.unescape(area[1])
    field = re.search(rf'<input[^>]* name="{name}"[^>]*>', page)
    assert field, f"no field {name}"
    value = re.search(r' value="([^"]*)"', field[0])
    return html.unescape(value[1]) if value else ""


def passes(rule: Callable[..., object], *words: str) -> bool:
    """Whether the rule of the domain accepts the words."""
    try:
        rule(*words)
    except DomainError:
        return False
    return True


def read_all_pages(site: Site, path: str) -> None:
    """Read a list to its end."""
    reader = Reader()
    while path:
        page = reader.read(site.client.get(path))
        more = re.search(r'<nav class="pager".*?href="([^"]*(?:after|before)=[^"]*)"', page, re.S)
        path = html.unescape(more[1]) if more else ""
