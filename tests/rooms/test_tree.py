"""One noun has one place in each room, and the web room runs in one direction."""

from pathlib import Path

import pytest

from tests.rooms.source import PACKAGE, files, imports

# A page imports no page of a noun that stands before its own.
NOUNS = ("opendata", "boards", "rounds", "site", "desk", "proposals", "accounts", "places")
# What stands in one room only, and why. Every other module of actions and pages has a namesake below them.
ALONE = {
    "actions": {
        "check": "proves a whole installation: every noun",
        "rounds.check": "the same, of the rounds",
        "rounds.claims": "which rounds this process settles at the moment",
        "rounds.settling": "brings rounds to the phase of their dates: domain.rounds.phases",
        "rounds.errata": "corrects what rounds.freeze froze",
        "rounds.transition": "the frame of every act on a round",
        "accounts.administration": "acts on accounts by administrators",
        "accounts.log_in": "an act on accounts",
        "accounts.owner_mails": "mails of domain.account_changes",
        "accounts.profile": "an act on accounts",
        "accounts.registration": "an act on accounts",
        "data": "streams and daily files of domain.opendata",
        "mail_delivery": "hands the mails of the outbox to outside.mail",
        "restores": "the other half of backups",
        "demo": "the story of the demo, whose words stand in idea4gov/demo",
        "demo_ballots": "a part of demo",
        "demo_rounds": "a part of demo",
    },
    "web/pages": {
        "accounts.asked_supports": "a support pressed before the log-in, given after it",
        "accounts.entry": "log in, log out, register: pages of accounts",
        "accounts.me": "my page",
        "desk.posts": "what the pages about a post share",
        "opendata.data": "pages of domain.opendata",
        "opendata.embeds": "cards on other sites: a format of the web",
        "opendata.feeds": "Atom: a format of the web",
        "opendata.qr_codes": "codes of addresses, drawn by outside.qr_codes",
        "opendata.report": "pages of domain.figures",
        "opendata.robots": "the map of the site for search engines",
        "proposals.proposal_steps": "the timeline of a proposal, put together for its page",
        "site.metrics": "what web.http.metrics measures: a format of programs",
        "rounds.drafts_of_ballots": "what a form of voting carries, sealed",
        "rounds.show": "the page of a round, whatever its phase",
        "site.security_contact": "a text of RFC 9116",
        "site.said": "what fields of web.http.typed_fields say back",
        "site.health": "asks the process, not the domain",
        "site.prose": "texts of the site",
        "site.styleguide": "shows components",
        "site.unsubscribe": "the end of mails, by a link",
        "site.webapp": "manifest and service worker of the browser",
    },
}


def web_parts(name: str) -> list[str]:
    """idea4gov.web.pages.rounds.show -> ["pages", "rounds", "show"]; [] for what is not of the web."""
    parts = name.split(".")
    return parts[2:] if parts[:2] == ["idea4gov", "web"] else []


def namesakes() -> set[str]:
    """The names of all modules and packages of domain and store."""
    found = [path for room in ("domain", "store") for path in files(room)]
    return {path.stem for path in found} | {path.parent.name for path in found}


def is_plumbing(path: Path) -> bool:
    """Whether a module of a page's package serves the pages beside it: forms, and the blueprint itself."""
    return path.stem in ("__init__", "blueprint", "forms") or path.stem.endswith("_forms")


@pytest.mark.parametrize("room", ALONE)
def test_a_module_has_a_namesake_in_the_rooms_below(room: str) -> None:
    known = namesakes()
    alone = {
        ".".join(path.relative_to(PACKAGE / room).with_suffix("").parts)
        for path in files(room)
        if not is_plumbing(path) and path.stem not in known
    }
    assert alone == set(ALONE[room])


def test_every_page_belongs_to_a_noun() -> None:
    assert {path.name for path in (PACKAGE / "web/pages").iterdir() if path.is_dir()} - {
        "__pycache__"
    } == set(NOUNS)


@pytest.mark.parametrize(("part", "forbidden"), [("http", {"render", "pages"}), ("render", {"pages"})])
def test_plumbing_does_not_know_the_pages(part: str, forbidden: set[str]) -> None:
    wrong = [
        f"{path.name} imports {name}"
        for path in files(f"web/{part}")
        for name in imports(path)
        if set(web_parts(name)[:1]) & forbidden
    ]
    assert wrong == []


@pytest.mark.parametrize("noun", NOUNS)
def test_a_page_imports_no_page_of_a_noun_before_its_own(noun: str) -> None:
    wrong = [
        f"{path.name} imports {name}"
        for path in files(f"web/pages/{noun}")
        for name in imports(path)
        if web_parts(name)[:1] == ["pages"]
        and len(web_parts(name)) > 1
        and NOUNS.index(web_parts(name)[1]) < NOUNS.index(noun)
    ]
    assert wrong == []
