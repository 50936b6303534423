"""Coming in and going out, through the real forms."""

import json
import re
import sys
from collections.abc import Callable
from io import StringIO

import pytest

from idea4gov.domain.hurdles import FREE_GUESSES
from idea4gov.outside.logs import set_up_logging
from idea4gov.store.session import Database
from tests.conftest import Clock
from tests.factories import add_account, add_province
from tests.outbox import deliver_into
from tests.web.conftest import PASSWORD, PASSWORD_HASH, Site

Mailbox = Callable[[], str]
EMAIL = "malee@example.org"
OTHER_PASSWORD = "ภูเขาเชียงใหม่สูง"
TYPED = {
    "email": EMAIL,
    "display_name": "มาลี ศรีสุข",
    "home_province_code": "20",
    "consent": "y",
}


@pytest.fixture
def mailbox(site: Site, database: Database, outbox: list[str]) -> Mailbox:
    """Opens the mails that wait, and returns the path of the newest link."""
    with database.transaction() as db:
        add_province(db)

    def newest_link() -> str:
        parts = site.app.extensions["idea4gov"]
        deliver_into(outbox, database, parts.clock())
        links: list[str] = re.findall(rf"^{re.escape(parts.config.public_url)}(/\S+/\S+)$", outbox[-1], re.M)
        return links[0]

    return newest_link


def member(database: Database, email: str = EMAIL) -> int:
    with database.transaction() as db:
        return add_account(db, email, password_hash=PASSWORD_HASH)


def test_from_registration_to_where_one_wanted_to_go(site: Site, mailbox: Mailbox) -> None:
    answer = site.submit("/register?next=/provinces/20", TYPED, action="/register")
    assert (answer.status_code, answer.location) == (303, "/check-mail")
    assert EMAIL in site.get("/check-mail").text
    link = mailbox()
    page = site.get(link).text
    assert EMAIL in page
    assert "มาลี ศรีสุข" in page
    answer = site.submit(link, {"password": PASSWORD})
    assert (answer.status_code, answer.location) == (303, "/provinces/20")
    assert "มาลี ศรีสุข" in site.get("/me").text


def test_looking_at_the_link_does_not_use_it(site: Site, mailbox: Mailbox) -> None:
    site.submit("/register", TYPED)
    link = mailbox()
    for _ in range(3):
        page = site.get(link)
    assert page.response.headers["Cache-Control"] == "no-store"
    assert site.submit(link, {"password": PASSWORD}).status_code == 303


def test_a_weak_password_leaves_the_link_good_and_no_password_is_no_button(
    site: Site, mailbox: Mailbox
) -> None:
    site.submit("/register", TYPED)
    link = mailbox()
    for weak in ("", "thailand2569", "malee-1990"):
        answer = site.submit(link, {"password": weak})
        assert answer.status_code == 422
        assert 'id="password-error"' in answer.get_data(as_text=True)
    assert site.client.get("/me").status_code == 303
    assert site.submit(link, {"password": PASSWORD}).status_code == 303


def test_a_used_link_says_what_to_do(site: Site, mailbox: Mailbox) -> None:
    site.submit("/register", TYPED)
    link = mailbox()
    site.submit(link, {"password": PASSWORD})
    assert "/forgotten-password" in Site(site.app).get(link, status=410).text
    assert "/forgotten-password" not in site.get(link, status=410).text.partition("<main")[2]


@pytest.mark.parametrize("kind", ["confirm-email", "reset-password"])
@pytest.mark.parametrize("token", ["x", "ไทย", "a.b.c", "%00", "x" * 3000])
def test_a_forged_link_is_no_page(site: Site, kind: str, token: str) -> None:
    site.get(f"/{kind}/{token}", status=404)


def test_an_old_link_says_so(site: Site, mailbox: Mailbox, clock: Clock) -> None:
    site.submit("/forgotten-password", {"email": EMAIL})
    site.submit("/register", TYPED)
    link = mailbox()
    clock.move(days=3)
    site.get(link, status=410)


def test_a_member_and_a_stranger_see_the_same_page(site: Site, database: Database) -> None:
    member(database)
    pages = []
    for path, typed in (("/register", TYPED), ("/forgotten-password", {"email": EMAIL})):
        for email in (EMAIL, "nobody@example.org"):
            visitor = Site(site.app)
            answer = visitor.submit(path, {**typed, "email": email})
            page = visitor.get("/check-mail").text.replace(email, "?")
            pages.append(
                (answer.status_code, answer.location, re.sub(r'nonce="[^"]*"|value="[^"]*"', "", page))
            )
    assert pages[0] == pages[1] == pages[2] == pages[3]


def test_what_was_typed_comes_back(site: Site, database: Database) -> None:
    with database.transaction() as db:
        add_province(db)
    answer = site.submit("/register", {**TYPED, "consent": "", "display_name": '"><b>มาลี'})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="&#34;&gt;&lt;b&gt;มาลี"' in text
    assert '<option selected value="20">' in text


@pytest.mark.parametrize("missing", ["email", "display_name", "home_province_code", "consent"])
def test_every_field_is_needed(site: Site, database: Database, missing: str) -> None:
    with database.transaction() as db:
        add_province(db)
    answer = site.submit("/register", {name: value for name, value in TYPED.items() if name != missing})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{missing}-error"' in text


def test_log_in_goes_back_to_the_page_and_nowhere_else(site: Site, database: Database) -> None:
    member(database)
    for asked, goes_to in (("/boards/12?sort=newest", "/boards/12?sort=newest"), ("//evil.example", "/")):
        visitor = Site(site.app)
        answer = visitor.submit(
            "/log-in", {"email": EMAIL, "password": PASSWORD, "next": asked}, action="/log-in"
        )
        assert (answer.status_code, answer.location) == (303, goes_to)


def test_who_is_logged_in_needs_no_log_in(citizen: tuple[Site, int]) -> None:
    site, _ = citizen
    for path in ("/log-in?next=/provinces", "/register?next=/provinces"):
        answer = site.client.get(path)
        assert (answer.status_code, answer.location) == (303, "/provinces")


def test_a_wrong_password_is_refused_above_the_form(site: Site, database: Database) -> None:
    member(database)
    answer = site.submit("/log-in", {"email": EMAIL, "password": OTHER_PASSWORD})
    assert answer.status_code == 422
    assert f'value="{EMAIL}"' in answer.get_data(as_text=True)


def test_too_many_attempts_say_how_long_to_wait(site: Site, database: Database) -> None:
    member(database)
    for _ in range(FREE_GUESSES):
        site.submit("/log-in", {"email": EMAIL, "password": OTHER_PASSWORD})
    answer = site.submit("/log-in", {"email": EMAIL, "password": PASSWORD})
    page = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "2")
    assert "2 วินาที" in page
    assert PASSWORD not in page


def test_an_unconfirmed_member_is_not_let_in_and_asks_for_a_new_link(
    site: Site, database: Database, mailbox: Mailbox
) -> None:
    with database.transaction() as db:
        add_account(db, EMAIL, password_hash=PASSWORD_HASH, confirmed=False)
    assert site.submit("/log-in", {"email": EMAIL, "password": PASSWORD}).status_code == 422
    assert site.submit("/forgotten-password", {"email": EMAIL}).location == "/check-mail"
    assert site.submit(mailbox(), {"password": OTHER_PASSWORD}).status_code == 303


def test_logging_out_ends_this_session_and_needs_a_form(citizen: tuple[Site, int]) -> None:
    site, _ = citizen
    assert site.client.get("/log-out").status_code == 405
    assert site.submit("/me", {}, action="/log-out").status_code == 303
    assert site.client.get("/me").location == "/log-in?next=/me"


def test_a_forgotten_password_is_replaced_and_other_sessions_end(
    citizen: tuple[Site, int], site: Site, mailbox: Mailbox
) -> None:
    elsewhere, _ = citizen
    site.submit("/forgotten-password", {"email": "somchai@example.org"})
    link = mailbox()
    weak = site.submit(link, {"password": "สั้น"})
    assert weak.status_code == 422
    assert site.submit(link, {"password": OTHER_PASSWORD}).status_code == 303
    site.get("/me")
    assert elsewhere.client.get("/me").status_code == 303
    Site(site.app).log_in("somchai@example.org", OTHER_PASSWORD)


def test_the_language_is_switched_for_this_browser(site: Site) -> None:
    answer = site.client.get("/language/en?next=/log-in")
    assert (answer.status_code, answer.location) == (303, "/log-in")
    assert '<html lang="en">' in site.get("/log-in").text
    cookie = site.client.get_cookie("language")
    assert cookie is not None
    assert (cookie.max_age, cookie.http_only, cookie.same_site) == (365 * 24 * 3600, True, "Lax")
    assert site.client.get("/language/th?next=https://evil.example").location == "/"
    assert site.client.get("/language/xx").status_code == 404


def test_nothing_of_the_person_and_no_link_is_in_the_log(
    site: Site, database: Database, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    member(database)
    stream = StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    set_up_logging(level="debug", readable=False)
    site.submit("/log-in", {"email": EMAIL, "password": OTHER_PASSWORD})
    site.submit("/forgotten-password", {"email": EMAIL})
    link = mailbox()
    site.get(link)
    set_up_logging(level="error", readable=True)
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert {"/log-in", "/forgotten-password"} < {line["route"] for line in lines}
    for secret in (EMAIL, OTHER_PASSWORD, link, link.rpartition("/")[2]):
        assert secret not in stream.getvalue()


@pytest.mark.parametrize("typed", ["\x00", "x" * 40_000, "a@b", "ก@ข.ค", "' OR 1=1 --", "\u202e@example.org"])
def test_hostile_input_in_every_field_is_answered(site: Site, database: Database, typed: str) -> None:
    with database.transaction() as db:
        add_province(db)
    fields = ("email", "password", "display_name", "home_province_code", "consent", "next")
    for path in ("/register", "/log-in", "/forgotten-password"):
        answer = site.submit(path, dict.fromkeys(fields, typed))
        assert answer.status_code in (303, 422), path


def test_all_that_is_missing_is_said_at_once(site: Site) -> None:
    text = site.submit("/register", {}).get_data(as_text=True)
    for name in ("email", "display_name", "home_province_code", "consent"):
        assert f'id="{name}-error"' in text
