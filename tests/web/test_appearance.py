"""Light, dark or as the device says: chosen without a script, kept in this browser, back where one was."""

import re

import pytest
from sqlalchemy import update

from idea4gov.store.models import Account
from idea4gov.store.session import Database
from idea4gov.web.http.appearance import PAPER
from tests.factories import add_board, add_proposal
from tests.officials import add_official
from tests.web.conftest import PASSWORD_HASH, Site
from tests.web.test_colours import DARK, LIGHT


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """What pages look like does not depend on the engine."""
    with sqlite_database.transaction() as db:
        add_board(db)
    return sqlite_database


def chosen(text: str) -> str | None:
    found = re.search(r'<html[^>]* data-theme="(\w+)"', text)
    return found and found[1]


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_chosen_theme_stays_until_another_is_chosen(site: Site, name: str) -> None:
    assert chosen(site.get("/").text) is None
    answer = site.client.get(f"/theme/{name}?next=/boards/1%23appearance")
    assert (answer.status_code, answer.location) == (303, "/boards/1#appearance")
    text = site.get("/boards/1").text
    assert chosen(text) == name
    assert re.findall(r'name="theme-color" content="([^"]+)">', text) == [PAPER[name]]
    site.client.get("/theme/auto")
    text = site.get("/boards/1").text
    assert chosen(text) is None
    assert len(re.findall(r'name="theme-color"[^>]+prefers-color-scheme', text)) == 2


def test_a_theme_that_nobody_offers_is_not_one(site: Site) -> None:
    site.client.set_cookie("theme", 'x" onload="')
    assert chosen(site.get("/").text) is None
    site.get("/theme/blue", status=404)


def test_the_switches_lead_back_to_what_was_read(site: Site) -> None:
    text = site.get("/boards/1?sort=newest").text
    assert "/language/en?next=/boards/1?sort%3Dnewest" in text
    assert "/theme/dark?next=/boards/1?sort%3Dnewest%23appearance" in text


def test_a_form_that_was_refused_is_shown_again_by_the_switches(site: Site) -> None:
    answer = site.submit("/log-in", {"email": "nobody", "password": "x"})
    assert answer.status_code == 422
    assert "/language/en?next=/log-in" in answer.get_data(as_text=True)


def test_bars_of_browsers_have_the_colour_of_the_paper() -> None:
    assert {"light": f"#{LIGHT['paper']}", "dark": f"#{DARK['paper']}"} == PAPER


@pytest.fixture
def reader_of_thai_numerals(site: Site, database: Database) -> Site:
    """An official whose account asks for ๐-๙; nothing that was written here holds a digit."""
    with database.transaction() as db:
        official = add_official(db, email="office@example.org", password_hash=PASSWORD_HASH)
        add_proposal(db, 1, title="ถังขยะแยกประเภท", support_count=1_240)
        db.execute(update(Account).where(Account.id == official.account_id).values(thai_numerals=True))
    site.enter("office@example.org")
    return site


@pytest.mark.parametrize(
    "path", ["/", "/provinces", "/provinces/20", "/boards/1", "/proposals/1", "/boards/1/results", "/desk"]
)
def test_who_asks_for_thai_numerals_reads_no_others(reader_of_thai_numerals: Site, path: str) -> None:
    text = reader_of_thai_numerals.get(path).text
    assert 'data-numerals="thai"' in text
    main = text[text.index("<main") : text.index("</main>")]
    words = re.sub(r"<svg.*?</svg>|<[^>]+>|https?://\S+|CC BY 4.0", " ", main, flags=re.S)
    assert re.findall(r"[^<>]{0,30}[0-9][^<>]{0,30}", words) == []
    assert re.search("[๐-๙]", words)


def test_thai_numerals_are_for_thai_pages(reader_of_thai_numerals: Site) -> None:
    reader_of_thai_numerals.client.set_cookie("language", "en")
    text = reader_of_thai_numerals.get("/boards/1").text
    assert "data-numerals" not in text
    assert "1,240" in text
    assert not re.search("[๐-๙]", text)
