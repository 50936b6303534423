"""What differs from reader to reader stands in a page as a slot until the page is made.

So the pieces around it can be kept for everybody (see rendering.kept). In a template a slot is called like a
function: `csrf_token()`. Nobody can write one into a text of their own, for nobody knows what it looks like.
"""

import secrets
from collections.abc import Callable
from typing import NamedTuple

from idea4gov.web.http.csrf import csrf_token
from idea4gov.web.http.login import require_viewer
from idea4gov.web.http.security import csp_nonce


class Slot(NamedTuple):
    """text: what stands in its place. fill: gives what comes there in the end; nothing to be escaped."""

    text: str
    fill: Callable[[], str]


def _slot(fill: Callable[[], str]) -> Slot:
    return Slot(f"slot-{secrets.token_urlsafe(24)}", fill)


SLOTS = {
    "csrf_token": _slot(csrf_token),
    "csp_nonce": _slot(csp_nonce),
    # of a form that must not be taken twice
    "fresh_key": _slot(lambda: secrets.token_urlsafe(12)),
    "reader_id": _slot(lambda: str(require_viewer().account_id)),
}


def fill_slots(page: str) -> str:
    """The page for its reader; a page without a token begins no session."""
    for slot in SLOTS.values():
        if slot.text in page:
            page = page.replace(slot.text, slot.fill())
    return page
