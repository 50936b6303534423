"""Hostile strings where no field shows them: in addresses, in choices that were never offered, in lists."""

from urllib.parse import quote

import pytest

from idea4gov.actions.boards import open_board
from idea4gov.actions.proposals import post_proposal
from idea4gov.domain import boards, proposals
from idea4gov.domain.numbers import whole_number
from idea4gov.store.session import Database
from tests.conftest import Clock
from tests.factories import SAEN_SUK, viewer_of
from tests.services.hostile_strings import HostileStrings
from tests.web.conftest import Site, hidden_fields
from tests.web.hostile import HARMLESS, Reader, official, passes, read_all_pages

__all__ = ["official"]

EVERY, HALF, SOME = 1, 2, 5
"""Of the strings: each; every second one, where only a number is read; every fifth."""
ADDRESSES = [
    ("/provinces?q={}", EVERY),
    ("/provinces/20?before={0}&boards={0}", HALF),
    ("/boards/1?sort={0}&category={0}&after={0}&seed={0}", EVERY),
    ("/boards/1?sort=shuffled&after={0}&seed={0}", HALF),
    ("/boards/1/results?after={}", HALF),
    ("/proposals/1?comments_after={}", HALF),
    ("/comments/1?after={}", HALF),
    ("/desk/audit?before={}", HALF),
    ("/log-in?next={}", EVERY),
    ("/language/th?next={}", EVERY),
    ("/register?next={}", SOME),
    ("/desk/unanswered?before={}", SOME),
    ("/boards/{}", SOME),
    ("/proposals/1/{}", SOME),
    ("/provinces/{}", SOME),
    ("/confirm-email/{}", SOME),
    ("/reset-password/{}", SOME),
    ("/static/{}", SOME),
]


@pytest.mark.parametrize(("template", "step"), ADDRESSES)
def test_addresses_do_no_harm(
    template: str, step: int, official: Site, site: Site, hostile_strings: HostileStrings
) -> None:
    visitor = site if "next" in template else official
    reader = Reader()
    for text in hostile_strings.naughty[::step]:
        answer = visitor.client.get(template.format(quote(text, safe="/")))
        assert answer.status_code in (200, 301, 302, 303, 308, 404), (text, answer.status_code)
        if answer.status_code in (301, 302, 303, 308):
            assert stays_here(answer.location), (text, answer.location)
        elif answer.mimetype == "text/html":
            reader.read(answer, answer.status_code)


def stays_here(location: str) -> bool:
    """Whether a browser stays on this site when it follows."""
    return location.startswith("/") and not location.startswith(("//", "/\\")) and location.isprintable()


CHOICES = [
    (
        "/register",
        "home_province_code",
        {"email": "a@example.org", "consent": "y", "display_name": HARMLESS},
    ),
    ("/me/profile", "home_province_code", {"display_name": HARMLESS}),
    ("/me/language", "language", {}),
    ("/provinces/20/boards/new", "local_government_code", {"title": HARMLESS, "body": HARMLESS}),
    ("/boards/1/proposals/new", "category", {"title": HARMLESS, "body": HARMLESS}),
    ("/boards/1/proposals/new", "place", {"title": HARMLESS, "body": HARMLESS, "category": "other"}),
    ("/proposals/1/edit", "revision", {"title": HARMLESS, "body": HARMLESS, "category": "other"}),
    ("/proposals/1/edit", "category", {"title": HARMLESS, "body": HARMLESS}),
    ("/proposals/1/comments", "parent_id", {"body": HARMLESS}),
    ("/desk/boards/1/adopt", "local_government_code", {}),
]


@pytest.mark.parametrize(("path", "field", "rest"), CHOICES)
def test_a_choice_that_was_never_offered_is_refused(
    path: str,
    field: str,
    rest: dict[str, str],
    official: Site,
    site: Site,
    hostile_strings: HostileStrings,
    clock: Clock,
) -> None:
    visitor = site if path == "/register" else official
    token = hidden_fields(
        visitor.get("/log-in" if visitor is site else "/me").text,
        "/log-in" if visitor is site else "/me/profile",
    )
    reader = Reader()
    for text in [text for text in hostile_strings.naughty[::4] if whole_number(text) != 1]:
        clock.move(hours=1)
        answer = visitor.client.post(path, data={**token, **rest, field: text})
        assert answer.status_code in (404, 409, 422), (text, answer.status_code)
        reader.read(answer, answer.status_code)


def test_lists_of_hostile_words_are_valid_pages(
    official: Site, database: Database, hostile_strings: HostileStrings, clock: Clock
) -> None:
    with database.transaction() as db:
        author = viewer_of(db, 1)
        for text in hostile_strings.naughty:
            clock.move(hours=1)
            if passes(boards.draft, text, text):
                open_board(
                    db,
                    author,
                    province_code="20",
                    local_government_code=SAEN_SUK,
                    title=text,
                    body=text,
                    closes_on="",
                    form_key=None,
                    now=clock(),
                )
            if passes(proposals.draft, text, text, "other"):
                post_proposal(
                    db,
                    author,
                    board_id=1,
                    title=text,
                    body=text,
                    category="other",
                    place="",
                    form_key=None,
                    now=clock(),
                )
    for path in (
        "/",
        "/provinces/20",
        "/boards/1?sort=newest",
        "/boards/1/results",
        "/desk",
        "/desk/unanswered",
        "/desk/boards",
    ):
        read_all_pages(official, path)
