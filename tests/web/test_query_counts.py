"""Twice the data on a list page costs not one statement more."""

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from idea4gov.actions.search import fill_index
from idea4gov.domain.moderation import Post
from idea4gov.store.mail import add_mail
from idea4gov.store.models import Board, BudgetRound, LocalGovernment, OfficialAnswer
from idea4gov.store.moderation_log import add_act
from idea4gov.store.reports import add_report
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import (
    CHON_BURI,
    SAEN_SUK,
    add_board,
    add_local_government,
    add_proposal,
    add_subdistrict,
)
from tests.officials import add_comment, add_official
from tests.queries import count_queries
from tests.rounds import import_text
from tests.web import test_round_query_counts as of_rounds
from tests.web.conftest import PASSWORD_HASH, Site, both_engines

pytestmark = both_engines

ROWS = 4
WORDS = {"body": "ก", "body_html": "<p>ก</p>"}
MOST = 12
FOR_ALL = [
    "/",
    "/provinces",
    f"/provinces/{CHON_BURI}",
    f"/provinces/{CHON_BURI}?boards=closed",
    "/boards/1",
    "/boards/1?sort=newest",
    "/boards/1?sort=shuffled&seed=7",
    "/boards/1?category=environment",
    "/boards/1/results",
    "/boards/1/priorities.csv",
    "/boards/1/priorities.json",
    "/proposals/1",
    "/proposals/1/history",
    "/comments/1",
    "/search?q=a",
    "/search?q=ขยะ",
    "/search?q=ขยะ&kind=boards",
    "/search?q=เมือง&kind=places",
    "/search?q=ขยซ",
    "/provinces?q=เมือง",
    "/places/suggestions?q=เมือง",
    f"/local-governments/{SAEN_SUK}",
    "/subdistricts/200104",
    "/boards/1/similar?title=a",
    "/rounds/{round}",
    "/rounds/{round}.pb",
    "/data",
    "/data/boards",
    f"/data/report?province={CHON_BURI}",
    "/data/report.csv",
    "/data/catalog.jsonld",
    "/data.json",
    "/boards/1/feed.atom",
    "/boards/1/embed",
    "/boards/1/moderation",
    f"/provinces/{CHON_BURI}/moderation",
    f"/provinces/{CHON_BURI}/feed.atom",
    "/boards/1/card.png",
    "/sitemap.xml",
    "/sitemaps/places.xml",
    "/sitemaps/boards-1.xml",
    "/sitemaps/proposals-1.xml",
]
FOR_PEOPLE = [
    "/me",
    "/me/devices",
    "/me/privacy",
    "/me/notices",
    "/boards/1/proposals/new",
    f"/provinces/{CHON_BURI}/boards/new",
]
FOR_OFFICIALS = [
    "/me/tokens",
    "/desk",
    "/desk/reports",
    "/desk/appeals",
    "/desk/reports/1",
    "/desk/unanswered",
    "/desk/comments",
    "/desk/hidden-proposals",
    "/desk/hidden-comments",
    "/desk/boards",
    "/desk/adoptable",
    "/desk/audit",
    "/desk/mail",
    "/desk/mail?given-up=1",
]


@pytest.fixture
def official(app: Flask, database: Database) -> Site:
    """An administrator of the nation."""
    with database.transaction() as db:
        add_official(
            db,
            email="office@example.org",
            password_hash=PASSWORD_HASH,
            province=None,
            local_government=None,
            role="admin",
        )
    visitor = Site(app)
    visitor.enter("office@example.org")
    return visitor


def grow(database: Database) -> None:
    """ROWS more of all that lists show; board 1, proposal 1 and comment 1 have them, and there is a round."""
    with database.transaction() as db:
        first = not db.scalar(select(Board.id).limit(1))
        author = db.scalar(select(Board.opened_by_id).limit(1))
        board = add_board(db, author, local_government_code=SAEN_SUK) if first else 1
        proposal = add_proposal(db, board) if first else 1
        thread = add_comment(db, proposal) if first else 1
        for number in range(ROWS):
            add_board(db)
            add_board(db, local_government_code=SAEN_SUK, state="closed")
            another = add_proposal(db, board, state="hidden" if number % 2 else "published")
            db.add(
                OfficialAnswer(
                    proposal_id=another, author_id=1, body="ก", body_html="<p>ก</p>", answered_at=NOON
                )
            )
            reply = add_comment(db, proposal, parent_id=thread)
            add_report(db, Post("comment", reply, board, proposal), person_id=1, reason="ก", now=NOON)
            add_report(db, Post("proposal", proposal, board, proposal), person_id=reply, reason="ก", now=NOON)
            add_act(db, Post("board", board, board), act="dismiss", province_code="20", reason="ก", now=NOON)
            add_comment(db, proposal, state="hidden" if number % 2 else "published")
            add_mail(db, recipient="m@example.org", subject="ก", body="ก", now=NOON)
            add_local_government(db, f"20{db.query(LocalGovernment).count():02}")
        if first:
            import_text(db)
            add_subdistrict(db)
    fill_index(database)


def costs(site: Site, database: Database, paths: list[str]) -> dict[str, int]:
    """How many statements each page takes."""
    counted = {}
    with database.reading() as db:
        round_id = db.scalar(select(BudgetRound.board_id))
    # The first page of a round in a minute also looks whether the worker is late.
    site.client.get(f"/rounds/{round_id}")
    # The first search after a while reads the names of all places.
    site.client.get("/places/suggestions?q=เมือง")
    # A picture is made when it is first asked for.
    site.client.get("/boards/1/card.png")
    for path in paths:
        with count_queries(database) as sent:
            answer = site.client.get(path.format(round=round_id))
            answer.get_data()
        assert answer.status_code == 200, path
        counted[path] = len(sent)
    return counted


@pytest.mark.parametrize("who", ["visitor", "citizen", "official"])
@pytest.mark.slow
def test_twice_the_data_costs_no_more_statements(
    who: str, site: Site, member: Callable[[str], Site], official: Site, database: Database
) -> None:
    grow(database)
    visitor = {
        "visitor": lambda: site,
        "citizen": lambda: member("m@example.org"),
        "official": lambda: official,
    }
    someone = visitor[who]()
    paths = FOR_ALL + (FOR_PEOPLE if who != "visitor" else []) + (FOR_OFFICIALS if who == "official" else [])
    before = costs(someone, database, paths)
    grow(database)
    grow(database)
    assert costs(someone, database, paths) == before
    assert {path: count for path, count in before.items() if count > MOST} == {}


def test_every_list_page_is_counted_here(app: Flask) -> None:
    """A new GET page without a form belongs into one of the lists above, or among those that list nothing."""
    lists_nothing = {
        "accounts.confirm_email", "accounts.reset_password", "accounts.check_mail",
        "accounts.forgotten_password", "accounts.language", "accounts.log_in", "accounts.register",
        "accounts.change_profile",
        "accounts.change_language", "accounts.change_password", "comments.edit", "comments.withdraw",
        "proposals.edit", "proposals.withdraw", "votes.support", "results.close", "desk.adopt", "desk.answer",
        "desk.moderate",
        "health.alive", "health.ready", "metrics.show", "system.show", "api_pages.show",
        "said.show", "prose.manual", "prose.privacy", "prose.accessibility", "styleguide.show",
        "processing.show", "processing.as_csv",
        "accounts.own_data", "accounts.erase", "accounts.confirm_device",
        "qr_codes.board", "qr_codes.proposal", "qr_codes.round_",
        "photos.full", "photos.thumbnail", "photos.waiting", "appearance.theme", "data.newest", "data.of_day",
        "rounds.verify_tool",
        "webapp.manifest", "webapp.service_worker", "webapp.offline",
        "robots.robots", "security_contact.show",
        "embeds.oembed", "desk.report", "share_images.site", "share_images.province",
        "share_images.proposal",
        "follows.follow", "notices.open_one", "unsubscribe.ask",
        "appeals.appeal", "appeals.decide", "reports.report",
    }  # fmt: skip
    adapter = app.url_map.bind("localhost")
    counted = {
        adapter.match(path.format(round=1).partition("?")[0])[0]
        for path in FOR_ALL + FOR_PEOPLE + FOR_OFFICIALS + of_rounds.FOR_ALL + of_rounds.FOR_OFFICIALS
    }
    lists_nothing |= of_rounds.LISTS_NOTHING
    # tests/api/test_reads.py counts those of the API.
    pages = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith("api.")
    }
    assert sorted(pages - counted - lists_nothing) == []
    assert sorted((counted | lists_nothing) - pages) == []
