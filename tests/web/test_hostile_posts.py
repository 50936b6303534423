"""Hostile strings in every text field of every form: no failure, no markup, and the words come back."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

import pytest
from markupsafe import escape

from idea4gov.domain import boards, comments, proposals
from idea4gov.domain.answers import clean_answer
from idea4gov.domain.markup import citizen_html, official_html
from idea4gov.domain.moderation import clean_reason
from idea4gov.domain.passwords import OFFICIAL_PASSWORD_MIN_LENGTH, check_password
from idea4gov.domain.text import FORBIDDEN_CHARACTERS, UNREADABLE, clean_name, clean_text
from idea4gov.outside.common_words import common_words
from tests.conftest import Clock
from tests.services.hostile_strings import HostileStrings, packed
from tests.web.conftest import PASSWORD, Site, hidden_fields
from tests.web.hostile import (
    HARMLESS,
    Reader,
    official,
    passes,
    read_all_pages,
    value_of,
)

__all__ = ["official"]
SHARE = 24
# A form that is refused shows whatever it was sent, so many strings are sent at once.
PACKED = 1_000
# What the shortest field of one line holds.
LINE = 120


class Form(NamedTuple):
    """A form on page `path` that posts to `action`, sent with hostile `fields` and with `rest`.

    rest makes sure that it is refused, so that it is shown again.
    """

    path: str
    fields: tuple[str, ...]
    rest: dict[str, str]
    action: str = ""
    max_length: int = 0


PROPOSAL = {"title": HARMLESS, "body": HARMLESS, "category": "other", "place": ""}
REFUSED = {
    "register": Form("/register", ("email", "display_name", "next"), {"home_province_code": "x"}),
    "log in": Form("/log-in", ("email", "next"), {"password": "x"}),
    "forgotten password": Form("/forgotten-password", ("email",), {}),
    "profile": Form("/me/profile", ("display_name",), {"home_province_code": "x"}),
    "board": Form("/provinces/20/boards/new", ("title", "body", "form_key"), {"closes_on": "31/02/2570"}),
    "closing day": Form("/provinces/20/boards/new", ("closes_on",), {"title": "", "body": HARMLESS}),
    "proposal": Form("/boards/1/proposals/new", ("title", "body", "form_key"), {"category": "x"}),
    "edit of a proposal": Form("/proposals/1/edit", ("title", "body"), {"category": "x"}),
    "reply": Form("/proposals/1", ("body", "form_key"), {"parent_id": "2"}, "/proposals/1/comments"),
    "comment": Form("/proposals/1", ("form_key", "page"), {"body": ""}, "/proposals/1/comments"),
    "official answer": Form("/desk/proposals/1/answer", ("body",), {"revision": "7"}),
}
LOGGED_OUT = ("register", "log in", "forgotten password")


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_form_shows_what_was_typed_and_nothing_acts(
    name: str, official: Site, site: Site, hostile_strings: HostileStrings, clock: Clock
) -> None:
    form, visitor = REFUSED[name], site if name in LOGGED_OUT else official
    action = form.action or form.path
    hidden = hidden_fields(visitor.get(form.path).text, action)
    reader = Reader()
    mine = list(REFUSED).index(name)
    for text in [HARMLESS, *strings_for(mine, hostile_strings)]:
        clock.move(hours=1)
        answer = visitor.client.post(action, data={**hidden, **form.rest, **dict.fromkeys(form.fields, text)})
        if name == "forgotten password" and answer.status_code == 303:
            continue
        assert answer.status_code in (422, 409), (text, answer.status_code)
        page = reader.read(answer)
        for field in form.fields:
            assert value_of(page, field).replace("\r\n", "\n") == shown_again(text), (field, text)


def strings_for(form: int, strings: HostileStrings) -> Iterator[str]:
    """A share of the naughty strings one by one, another for each form; then all of them, packed."""
    yield from strings.naughty[form :: len(REFUSED)]
    yield from packed([*strings.naughty, *strings.xss[form::SHARE]], PACKED)


def shown_again(text: str) -> str:
    """As typed, but that no page can hold controls and half characters."""
    return FORBIDDEN_CHARACTERS.sub(UNREADABLE, text)


class Door(NamedTuple):
    """A form that publishes. words: the names of its field of one line (or "") and its field of many lines.

    rule: refuses what it must, given what was typed into both. limit: what the second field holds.
    shown: the HTML that the second one becomes on the page where the words then stand.
    """

    path: str
    words: tuple[str, str]
    rest: dict[str, str]
    rule: Callable[[str, str], object]
    limit: int
    shown: Callable[[str], str] = citizen_html
    action: str = ""


PUBLISHED = {
    "board": Door("/provinces/20/boards/new", ("title", "body"), {}, boards.draft, boards.BODY_MAX_LENGTH),
    "proposal": Door(
        "/boards/1/proposals/new",
        ("title", "body"),
        {"category": "other"},
        lambda title, body: proposals.draft(title, body, "other"),
        proposals.BODY_MAX_LENGTH,
    ),
    "comment": Door(
        "/proposals/1",
        ("", "body"),
        {},
        lambda _, body: comments.draft(body),
        comments.BODY_MAX_LENGTH,
        action="/proposals/1/comments",
    ),
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_words_are_shown_as_typed_and_nothing_acts(
    name: str, official: Site, hostile_strings: HostileStrings, clock: Clock
) -> None:
    door, mine = PUBLISHED[name], list(PUBLISHED).index(name)
    action = door.action or door.path
    hidden = hidden_fields(official.get(door.path).text, action)
    reader = Reader()
    for line, block in words_for(door, hostile_strings, mine):
        clock.move(hours=1)
        typed = dict(zip(door.words, (line, block), strict=True))
        answer = official.client.post(action, data={**hidden, **door.rest, **typed})
        is_kept = passes(door.rule, line, block)
        assert answer.status_code == (303 if is_kept else 422), (line, block)
        if is_kept:
            answer = official.client.get(page_of(answer.location))
        words = door.shown(clean(block)) if is_kept else ""
        page = reader.read(answer, is_kept, words_html=words)
        if is_kept and door.words[0]:
            assert f"<h1>{escape(clean(line).replace(chr(10), ' '))}</h1>" in page


def words_for(door: Door, strings: HostileStrings, share: int) -> Iterator[tuple[str, str]]:
    """Each naughty string in both fields; a share of all vectors, packed, in the field of many lines.

    Of two doors with a line each lets half of the strings in one by one, and the others packed.
    """
    if not door.words[0]:
        rule = partial(door.rule, "")
        yield from (("", text) for text in [HARMLESS, *lines_for(rule, door.limit, strings.naughty)])
    else:
        alone, others = strings.naughty[share::2], strings.naughty[1 - share :: 2]
        packs = lines_for(lambda text: door.rule(text, text), LINE, others)
        yield from ((text, text) for text in [HARMLESS, *alone, *packs])
    for pack in packed(strings.xss[share :: len(PUBLISHED)], door.limit):
        yield pack.partition("\n")[0][:LINE], pack


def lines_for(rule: Callable[[str], object], limit: int, texts: list[str]) -> Iterator[str]:
    """What the rule refuses, one by one; what it accepts, packed, for a field of many lines."""
    yield from (text for text in texts if not passes(rule, text))
    yield from packed([text for text in texts if passes(rule, text)], limit)


def clean(text: str) -> str:
    """What is kept of a text that was accepted."""
    return clean_text(text, max_length=10_000)


def page_of(location: str) -> str:
    """The page that shows what was just posted, alone: a comment has one of its own."""
    _, is_comment, number = location.partition("#comment-")
    return f"/comments/{number}" if is_comment else location


def test_names_are_shown_as_typed(official: Site, hostile_strings: HostileStrings) -> None:
    hidden = hidden_fields(official.get("/me/profile").text, "/me/profile")
    reader = Reader()
    for text in [HARMLESS, *hostile_strings.naughty, *hostile_strings.xss[::100]]:
        fields = {"display_name": text, "home_province_code": "20"}
        answer = official.client.post("/me/profile", data={**hidden, **fields})
        is_kept = passes(clean_name, text)
        assert answer.status_code == (303 if is_kept else 422), text
        if is_kept:
            answer = official.client.get("/me")
            assert f'<span class="site-name">{escape(clean_name(text))}</span></a>' in answer.get_data(
                as_text=True
            )
        reader.read(answer)


def test_reasons_are_shown_as_typed(official: Site, hostile_strings: HostileStrings) -> None:
    act, other = "/desk/proposals/1/hide", "/desk/proposals/1/restore"
    hidden = hidden_fields(official.get(act).text, act)
    reader = Reader()
    vectors = packed(hostile_strings.xss[::SHARE], 500)
    for text in [HARMLESS, *lines_for(clean_reason, 500, hostile_strings.naughty), *vectors]:
        answer = official.client.post(act, data={**hidden, "reason": text})
        is_kept = passes(clean_reason, text)
        assert answer.status_code == (303 if is_kept else 422), text
        kind = f"{act} {is_kept}"
        if is_kept:
            answer = official.client.get("/proposals/1")
            act, other = other, act
        page = reader.read(answer, kind)
        if is_kept and act.endswith("restore"):
            assert str(escape(clean(text))) in page
    read_all_pages(official, "/desk/audit")


def test_official_answers_are_shown_safely(
    official: Site, hostile_strings: HostileStrings, clock: Clock
) -> None:
    path, revision, standing = "/desk/proposals/1/answer", 0, ""
    hidden = hidden_fields(official.get(path).text, path)
    reader = Reader()
    vectors = packed(hostile_strings.xss[::3], 5_000)
    for text in [HARMLESS, *lines_for(clean_answer, 5_000, hostile_strings.naughty), *vectors]:
        answer = official.client.post(path, data={**hidden, "body": text, "revision": str(revision)})
        is_kept = passes(clean_answer, text)
        assert answer.status_code == (303 if is_kept else 422), text
        if is_kept:
            # Saving the same words again is no new wording.
            revision, standing = revision + (clean(text) != standing), clean(text)
            answer = official.client.get("/proposals/1")
        reader.read(answer, is_kept, words_html=official_html(clean(text)) if is_kept else "")


def test_passwords_are_taken_to_the_letter_and_never_shown(
    official: Site, hostile_strings: HostileStrings, clock: Clock
) -> None:
    current = PASSWORD
    hidden = hidden_fields(official.get("/me/password").text, "/me/password")
    reader = Reader()
    check = partial(check_password, words=common_words(), least=OFFICIAL_PASSWORD_MIN_LENGTH)
    for text in hostile_strings.naughty:
        clock.move(hours=1)
        sent = {**hidden, "current": current, "password": text}
        answer = official.client.post("/me/password", data=sent)
        is_kept = passes(check, text)
        assert answer.status_code == (303 if is_kept else 422), text
        if is_kept:
            current = text
            # The new password began a session of an official, which would end between two of these hours.
            official.enter("somchai@example.org")
            hidden = hidden_fields(official.get("/me/password").text, "/me/password")
            continue
        page = reader.read(answer)
        assert value_of(page, "password") == value_of(page, "current") == ""
