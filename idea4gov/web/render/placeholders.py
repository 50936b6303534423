"""Placeholders: they stand in a page for values that differ from reader to reader, until the page is sent.

This allows the fragments around them to be cached for all readers (see fragment_cache.py). In a template, a
placeholder looks like a call: `csrf_token()`. Nobody can write one into a text, because placeholders begin
with random characters that are drawn when the process starts.
"""

import secrets
from collections.abc import Callable
from string import ascii_lowercase
from typing import NamedTuple
from urllib.parse import quote_plus

from markupsafe import escape

from idea4gov.web.http.csrf import csrf_token
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.next_path import this_page
from idea4gov.web.http.security import csp_nonce

# Characters that url_for does not quote in the value of a query argument.
UNQUOTED = "!$'()*,/:;?@"
_BEGINNING = secrets.token_urlsafe(16)


class Placeholder(NamedTuple):
    """A placeholder. text: what stands in the page. value: returns the HTML that replaces it."""

    text: str
    value: Callable[[], str]


def _return_path() -> str:
    return escape(this_page())


def _quoted_return_path() -> str:
    return escape(quote_plus(this_page(), safe=UNQUOTED))


_VALUES: dict[str, Callable[[], str]] = {
    "csrf_token": csrf_token,
    "csp_nonce": csp_nonce,
    # identifies a form, so that sending it twice acts once
    "fresh_key": lambda: secrets.token_urlsafe(12),
    "reader_id": lambda: str(require_viewer().account_id),
    # the path of the page itself, to return to
    "return_path": _return_path,
    # the same in the query of another address; templates do not call it, url_for puts it there
    "quoted_return_path": _quoted_return_path,
}
PLACEHOLDERS = {
    name: Placeholder(_BEGINNING + letter, value)
    for letter, (name, value) in zip(ascii_lowercase, _VALUES.items(), strict=False)
}
_BY_LETTER = {placeholder.text[-1]: placeholder.value for placeholder in PLACEHOLDERS.values()}


def fill_placeholders(page: str) -> str:
    """The page with all placeholders replaced by the values for its reader.

    A value is computed once, and only if the page needs it: a page without a token begins no session.
    """
    first, *pieces = page.split(_BEGINNING)
    values: dict[str, str] = {}
    filled = [first]
    for piece in pieces:
        letter = piece[0]
        if letter not in values:
            values[letter] = _BY_LETTER[letter]()
        filled += values[letter], piece[1:]
    return "".join(filled)


def quote_placeholders(address: str) -> str:
    """An address from url_for with `return_path` in its query replaced by `quoted_return_path`."""
    return address.replace(PLACEHOLDERS["return_path"].text, PLACEHOLDERS["quoted_return_path"].text)
