"""Forms that are refused for their token or their session: nothing is done, and nothing typed is lost."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import PasswordField

from idea4gov.actions.appeals import appeal_hiding
from idea4gov.actions.moderation import hide
from idea4gov.actions.reports import report_post
from idea4gov.actions.rounds.objections import object_to_round
from idea4gov.domain.permissions import Viewer
from idea4gov.store.models import Appeal, BudgetObjection, ProposalReview, ReportCase
from idea4gov.store.session import Database
from idea4gov.web.http.carried_forms import MAX_PACKED, SECRETS, CarriedForm, unpack_form
from idea4gov.web.http.forms import BaseForm
from tests.conftest import NOON, Clock
from tests.factories import SAEN_SUK, add_account, add_board, add_proposal, insert
from tests.hosted import add_hosted_round
from tests.officials import add_comment, add_official
from tests.queries import count_queries
from tests.voters import settle
from tests.web.conftest import PASSWORD, PASSWORD_HASH, Site, check_page, hidden_fields, worker_looks
from tests.web.hostile import value_of

WORDS = "น้ำท่วมหน้าบ้าน 3 วัน"
PAGE = "https://example.org/x"
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE)\b", re.I)
# endpoint -> (path, names of the fields into which people write). Numbers of rounds by their phase.
FORMS = {
    "accounts.register": ("/register", "email display_name"),
    "accounts.log_in": ("/log-in", "email"),
    "accounts.forgotten_password": ("/forgotten-password", "email"),
    "accounts.change_profile": ("/me/profile", "display_name"),
    "accounts.tokens": ("/me/tokens", "name"),
    "boards.new": ("/provinces/20/boards/new", "title body closes_on"),
    "rounds.drafts.new": (
        f"/desk/local-governments/{SAEN_SUK}/rounds/new",
        "title body budget areas-0-name_th",
    ),
    "rounds.drafts.edit": ("/desk/rounds/{draft}/edit", "title body fiscal_year voting_to"),
    "rounds.freeze.correct": ("/desk/rounds/{preview}/projects/{shown}/correct", "title location reason"),
    "rounds.milestones.report": ("/desk/rounds/{counting}/projects/{counted}/report", "percent body"),
    "rounds.objections.object_to": ("/rounds/{preview}/objections/new", "body"),
    "rounds.paper_ballots.papers": ("/desk/rounds/{voting}/papers", "serial"),
    "rounds.paper_ballots.roll": ("/desk/rounds/{voting}/roll", "email"),
    "rounds.phases.days": ("/desk/rounds/{collecting}/days", "reason voting_to"),
    "rounds.phases.extend": ("/desk/rounds/{voting}/extend", "voting_to reason"),
    "rounds.phases.suspend": ("/desk/rounds/{voting}/suspend", "reason"),
    "rounds.phases.cancel": ("/desk/rounds/{collecting}/cancel", "reason"),
    "rounds.phases.back": ("/desk/rounds/{preview}/back", "reason"),
    "rounds.residences.residence": ("/rounds/{voting}/ballot/residence", "birth_year"),
    "rounds.screening.decide": ("/desk/rounds/{reviewing}/review/{candidate}", "cost reason"),
    "desk.moderate": ("/desk/proposals/{proposal}/hide", "reason"),
    "desk.answer": ("/desk/proposals/{proposal}/answer", "body"),
    "documents.letterhead": (f"/desk/letterheads/{SAEN_SUK}", "office signer_name head_position"),
    "reports.report": ("/comments/{comment}/report", "reason"),
    "comments.post": ("/proposals/{proposal}/comments", "body"),
    "comments.edit": ("/comments/{mine}/edit", "body"),
    "proposals.new": ("/boards/{board}/proposals/new", "title body alt"),
    "proposals.edit": ("/proposals/{proposal}/edit", "title body"),
    "appeals.appeal": ("/proposals/{hidden}/appeal", "body"),
    "appeals.decide": ("/desk/appeals/{appeal}", "reason"),
    "reports.decide": ("/desk/reports/{case}", "reason"),
    "rounds.draw.draw": ("/desk/rounds/{sealed}/draw", "words occasion witnesses"),
    "rounds.objections.answer": ("/desk/rounds/{preview}/objections/{objection}", "answer"),
    "rounds.paper_ballots.paper": ("/desk/rounds/{points}/papers/7", "mark-{scored}"),
    "rounds.paper_ballots.void": ("/desk/rounds/{points}/papers/7/void", "reason"),
    "rounds.receipts.find": ("/rounds/{sealed}/find-ballot", "code"),
}


def add_candidate(db: Session, round_id: int) -> int:
    proposal_id = add_proposal(db, round_id)
    insert(db, ProposalReview(round_id=round_id, proposal_id=proposal_id, state="undecided"))
    return proposal_id


def add_answered(db: Session, board: int, proposal: int, official: Viewer, preview: int) -> dict[str, int]:
    """What waits for an answer: a report, an appeal, an objection; and a hidden proposal of `official`."""
    moderator, citizen = add_official(db), settle(db, add_account(db))
    hidden = add_proposal(db, board, official.account_id)
    other = add_proposal(db, board, citizen.account_id)
    for one in (hidden, other):
        hide(db, moderator, "proposal", one, reason="โฆษณา", page_url=PAGE, now=NOON)
    appeal_hiding(db, citizen, "proposal", other, body="ไม่ใช่โฆษณา", now=NOON)
    report_post(db, citizen, "proposal", proposal, reason="มีเบอร์โทร", now=NOON)
    object_to_round(db, citizen, preview, body="ผิดที่", project_id=None, page_url=PAGE, now=NOON)
    return {
        "hidden": hidden,
        "appeal": db.scalars(select(Appeal.id)).one(),
        "case": db.scalars(select(ReportCase.id)).one(),
        "objection": db.scalars(select(BudgetObjection.id)).one(),
    }


@pytest.fixture
def places(database: Database, clock: Clock) -> dict[str, int]:
    """Numbers of what the addresses of FORMS name; everything is the official's own."""
    with database.transaction() as db:
        rounds = {
            phase: add_hosted_round(db, phase=phase, minimum_age=15)
            for phase in ("draft", "collecting", "reviewing", "preview", "voting", "counting")
        }
        official = add_official(
            db,
            email="office@example.org",
            password_hash=PASSWORD_HASH,
            province=None,
            local_government=None,
            role="admin",
        )
        board = add_board(db, official.account_id, local_government_code=SAEN_SUK)
        proposal = add_proposal(db, board, official.account_id)
        numbers = {phase: one.id for phase, one in rounds.items()}
        sealed = add_hosted_round(db, now=NOON - timedelta(days=12)).id
        points = add_hosted_round(db, mode="cumulative")
        answered = add_answered(db, board, proposal, official, numbers["preview"])
        found = (
            numbers
            | answered
            | {
                "sealed": sealed,
                "points": points.id,
                "scored": points.projects[0],
                "shown": rounds["preview"].projects[0],
                "counted": rounds["counting"].projects[0],
                "board": board,
                "proposal": proposal,
                "comment": add_comment(db, proposal),
                "mine": add_comment(db, proposal, author_id=official.account_id),
                "candidate": add_candidate(db, numbers["reviewing"]),
            }
        )
    worker_looks(database, clock)
    return found


# Forms with nothing to write: a button, choices, or a password, which no page carries.
BUTTONS = {
    "accounts.change_language",
    "accounts.change_password",
    "accounts.confirm_email",
    "accounts.erase",
    "accounts.log_out",
    "accounts.reset_password",
    "accounts.revoke_token",
    "comments.withdraw",
    "desk.adopt",
    "exports.prepare",
    "follows.follow",
    "imports.mend",
    "imports.take_back",
    "follows.unfollow",
    "notices.change_mail",
    "notices.read_all",
    "proposals.withdraw",
    "results.close",
    "rounds.announcing.announce",
    "rounds.announcing.confirm",
    "rounds.drafts.delete",
    "rounds.drafts.publish",
    "rounds.milestones.remove",
    "rounds.paper_ballots.settle",
    "rounds.paper_ballots.unmark",
    "rounds.phases.resume",
    "rounds.screening.bring",
    "rounds.screening.sign",
    "rounds.voting.withdraw",
    "votes.support",
    "votes.withdraw",
}
# With files, or choices of columns: nothing is written into them.
SHEETS = {"imports.new", "imports.new_in_round", "imports.show"}
# The ballot is tried in test_voting; the others show the form of rounds.draw.draw, later.
ALIKE = {"rounds.draw.correct", "rounds.draw.settle", "rounds.voting.ballot"}
WITHOUT_TOKEN = {"api.post_milestone", "unsubscribe.end"}


def test_the_tables_name_every_form(app: Flask) -> None:
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert posts == {*FORMS, *BUTTONS, *SHEETS, *ALIKE, *WITHOUT_TOKEN}


@pytest.fixture
def office(app: Flask, places: dict[str, int]) -> Site:
    assert places
    site = Site(app)
    site.enter("office@example.org")
    return site


def test_every_form_with_a_stale_token_comes_back_filled_and_writes_nothing(
    office: Site, site: Site, places: dict[str, int], database: Database
) -> None:
    site.get("/log-in")
    office.get("/me")
    faults = []
    for endpoint, (path, names) in FORMS.items():
        visitor = site if endpoint in ("accounts.register", "accounts.log_in") else office
        action = path.format(**places)
        typed = {name: f"{WORDS} {name}" for name in names.format(**places).split()}
        with count_queries(database) as sent:
            answer = visitor.client.post(action, data={**typed, "csrf_token": "stale"})
        page = answer.get_data(as_text=True)
        try:
            assert answer.status_code == 400, answer.status_code
            check_page(page, answer.headers["Content-Security-Policy"])
            assert [one for one in sent if WRITES.match(one)] == []
            assert {name: value_of(page, name) for name in typed} == typed
            assert "ยังไม่ได้ส่ง" in page
            assert hidden_fields(page, action)["csrf_token"]
        except AssertionError as fault:
            faults.append(f"{endpoint}: {str(fault)[:300]}")
    assert not faults, "\n".join(faults)


def test_no_button_without_its_token_does_anything(
    app: Flask, office: Site, places: dict[str, int], database: Database
) -> None:
    office.get("/me")
    with app.test_request_context():
        paths = [
            rule.build(dict.fromkeys(rule.arguments, 1))
            for rule in app.url_map.iter_rules()
            if rule.endpoint in BUTTONS and "posts" not in rule.arguments
        ]
    for built in paths:
        assert built
        path = built[1]
        with count_queries(database) as sent:
            answer = office.client.post(path, data={"csrf_token": "stale"})
        assert answer.status_code in (400, 403, 404), path
        assert [one for one in sent if WRITES.match(one)] == []
    office.get("/me")


def test_a_button_is_offered_once_more_and_then_works(office: Site, places: dict[str, int]) -> None:
    path = f"/proposals/{places['proposal']}/support"
    page = office.client.post(path, data={"csrf_token": "stale", "back": "/me"}).get_data(as_text=True)
    again = office.client.post(path, data=hidden_fields(page, path))
    assert (again.status_code, again.location) == (303, "/me")


def test_a_form_of_another_site_is_not_shown_again(office: Site, site: Site, places: dict[str, int]) -> None:
    path, typed = f"/boards/{places['board']}/proposals/new", {"title": WORDS}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Origin": "null"}):
        answer = office.client.post(path, data=typed, headers=headers)
        assert answer.status_code == 400
        assert 'method="post"' not in answer.get_data(as_text=True).split("<main")[1]
        assert WORDS not in answer.get_data(as_text=True)
        logged_out = site.client.post(path, data=typed, headers=headers)
        assert (logged_out.status_code, logged_out.location) == (303, f"/log-in?next={path}")


def test_our_scripts_get_a_fresh_token(office: Site, places: dict[str, int]) -> None:
    path = f"/proposals/{places['proposal']}/support"
    office.get("/me")
    answer = office.client.post(path, data={"csrf_token": "stale"}, headers={"Accept": "application/json"})
    assert answer.json
    assert (answer.status_code, answer.json["code"]) == (400, "stale_form")
    again = office.client.post(
        path, data={"csrf_token": answer.json["csrf_token"]}, headers={"Accept": "application/json"}
    )
    assert again.json
    assert again.json["supported"]


def test_after_the_session_ended_the_form_waits_behind_the_log_in(
    app: Flask, places: dict[str, int], database: Database
) -> None:
    site, path = Site(app), f"/desk/proposals/{places['proposal']}/answer"
    answer = site.client.post(path, data={"body": WORDS, "revision": "0", "csrf_token": "stale"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 403
    check_page(page, answer.headers["Content-Security-Policy"])
    fields = {**hidden_fields(page, "/log-in"), "email": "office@example.org"}
    wrong = site.client.post("/log-in", data={**fields, "password": "ผิด"}).get_data(as_text=True)
    fields = {**hidden_fields(wrong, "/log-in"), "email": "office@example.org"}
    entered = site.client.post("/log-in", data={**fields, "password": PASSWORD}).get_data(as_text=True)
    back = site.client.post(path, data=hidden_fields(entered, path)).get_data(as_text=True)
    assert value_of(back, "body") == WORDS
    assert site.submit(path, {"body": WORDS}).status_code == 303


def test_a_browser_without_cookies_is_told_so(site: Site) -> None:
    fields = hidden_fields(site.get("/log-in").text, "/log-in")
    site.client.delete_cookie("session")
    answer = site.client.post("/log-in", data={**fields, "email": "somchai@example.org", "password": "x"})
    assert "คุกกี้" in answer.get_data(as_text=True)
    assert value_of(answer.get_data(as_text=True), "email") == "somchai@example.org"


def test_what_was_written_stands_on_the_page_of_an_error(office: Site, places: dict[str, int]) -> None:
    path = f"/proposals/{places['proposal']}/comments"
    fields = hidden_fields(office.get(f"/proposals/{places['proposal']}").text, path)
    answer = office.client.post(path, data={**fields, "parent_id": "99999", "body": WORDS})
    assert answer.status_code == 404
    assert WORDS in answer.get_data(as_text=True)


def test_every_password_is_a_secret() -> None:
    named = {
        name
        for form in BaseForm.__subclasses__()
        for name, field in vars(form).items()
        if getattr(field, "field_class", None) is PasswordField
    }
    assert named == SECRETS


@pytest.mark.parametrize(
    "text", ["", "x", "ก" * 9, "e30=", "A" * (MAX_PACKED + 4), CarriedForm("//evil.example", ()).pack()]
)
def test_what_we_did_not_pack_is_no_form(text: str) -> None:
    assert unpack_form(text) is None


def test_a_small_text_that_unpacks_to_very_much_is_refused() -> None:
    assert unpack_form(CarriedForm("/me", (("body", "ก" * 900_000),)).pack()) is None


def test_a_packed_form_comes_back_as_it_was() -> None:
    carried = CarriedForm("/boards/1?after=2", (("title", WORDS), ("title", ""), ("body", "ก\r\n😀")))
    assert unpack_form(carried.pack()) == carried
