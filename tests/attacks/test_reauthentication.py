"""Whoever stole the session of an official, and not the password, does nothing that cannot be undone."""

from dataclasses import asdict

import pytest
from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from idea4gov.domain.hurdles import FREE_GUESSES
from idea4gov.domain.rounds.draw import Draw
from idea4gov.domain.sessions import CONFIRMED_FOR
from idea4gov.store.models import LoginSession, ProposalReview
from idea4gov.store.session import Database
from idea4gov.web.http.carried_forms import OWN_PASSWORD
from tests.conftest import NOON, Clock
from tests.factories import SAEN_SUK, add_account, add_board, add_proposal, insert
from tests.officials import acts
from tests.queries import count_queries
from tests.web.conftest import PASSWORD, Site, app, check_page, database, hidden_fields, outbox, site
from tests.web.every_form import DRAWN, WITHOUT_TOKEN, WRITES, office, places

__all__ = ["app", "database", "office", "outbox", "places", "site"]

OTHER_DRAW = Draw("9 9 9 9 9", "หอประชุมเทศบาล", "ประธานชุมชน")
REASON = {"reason": "พิมพ์ผิด ขอแก้ไข"}
# endpoint -> (path, a form that is valid). Each of them asks for the password, unless it was typed lately.
ASKED = {
    "accounts.end_device": ("/me/devices/{elsewhere}/end", {}),
    "accounts.end_other_devices": ("/me/devices/end-others", {}),
    "accounts.tokens": ("/me/tokens", {"name": "ระบบของเทศบาล", "for_answers": "y", "days": "30"}),
    "mail.drop": ("/desk/mail/1/drop", {}),
    "desk.adopt": ("/desk/boards/{citizens}/adopt", {"local_government_code": SAEN_SUK}),
    "results.close": ("/boards/{board}/close", {}),
    "rounds.announcing.announce": ("/desk/rounds/{counting}/announce", {}),
    "rounds.announcing.confirm": ("/desk/rounds/{counting}/confirm", {}),
    "rounds.drafts.delete": ("/desk/rounds/{draft}/delete", {}),
    "rounds.drafts.publish": ("/desk/rounds/{draft}/publish", {}),
    "rounds.draw.draw": ("/desk/rounds/{sealed}/draw", {**asdict(DRAWN), "seen": DRAWN.seed}),
    "rounds.draw.correct": (
        "/desk/rounds/{drawn}/draw/correct",
        {**asdict(OTHER_DRAW), **REASON, "seen": OTHER_DRAW.seed},
    ),
    "rounds.draw.settle": ("/desk/rounds/{corrected}/draw/settle", {"correction": "1", "decision": "sign"}),
    "rounds.milestones.remove": ("/desk/rounds/{counting}/projects/{counted}/photos/remove", {}),
    "rounds.objections.answer": ("/desk/rounds/{preview}/objections/{objection}", {"answer": "แก้ไขแล้ว"}),
    "rounds.paper_ballots.settle": ("/desk/rounds/{points}/papers/7/settle", {"entry": "1"}),
    "rounds.paper_ballots.void": ("/desk/rounds/{points}/papers/7/void", {**REASON, "kind": "spoiled"}),
    "rounds.phases.back": ("/desk/rounds/{collecting}/back", REASON),
    "rounds.phases.cancel": ("/desk/rounds/{collecting}/cancel", REASON),
    "rounds.phases.extend": ("/desk/rounds/{voting}/extend", {**REASON, "voting_to": "2026-12-20"}),
    "rounds.paper_table.sign": ("/desk/rounds/{voting}/table/sign", {}),
    "rounds.roll_sample.sample": ("/desk/rounds/{counting}/sample", {"size": "30"}),
    "rounds.screening.sign": ("/desk/rounds/{reviewing}/review/{merged}/sign", {"revision": "1"}),
}
# Their own form has a field for the password, which nothing else replaces.
ALWAYS_ASKED = {"accounts.change_password", "accounts.erase"}
# It needs no role, and a confirmed device, as erasing does: the supports do not come back.
ON_CONFIRMED_DEVICE = {"proposals.withdraw"}
# What the others do can be undone, as the reason says.
UNDONE = {
    "it is the question itself": {"accounts.confirm_device"},
    "nobody is logged in": {
        "accounts.confirm_email", "accounts.forgotten_password", "accounts.log_in", "accounts.register",
        "accounts.reset_password", "rounds.receipts.find",
    },
    "it only takes away what the session itself may do": {
        "accounts.log_out", "accounts.revoke_token",
    },
    "what was deleted can be declared, and mails switched on, once more": {"accounts.privacy"},
    "the same form sets it back": {
        "accounts.change_language", "accounts.change_profile", "documents.letterhead", "follows.follow",
        "follows.unfollow", "notices.change_mail", "notices.read_all", "votes.support", "votes.withdraw",
        "rounds.paper_ballots.roll",
        "rounds.paper_ballots.unmark", "rounds.phases.days", "rounds.paper_table.table",
        "rounds.phases.resume", "rounds.phases.suspend", "rounds.residences.residence",
        "rounds.voting.ballot", "rounds.voting.withdraw", "voter_lists.choose",
    },
    "earlier words are kept, and it can be edited again": {
        "comments.edit", "desk.answer", "proposals.edit", "rounds.drafts.edit", "rounds.freeze.correct",
        "rounds.milestones.report",
    },
    "another one records anew, until two say the same": {"rounds.roll_sample.line"},
    "a mail that came once more can be thrown away": {"mail.resend", "mail.test"},
    "one's own line of a list, from which nobody is turned away": {"rounds.list_claims.claim"},
    "it adds something that can be withdrawn, hidden, deleted, decided anew or voided": {
        "appeals.appeal", "boards.new", "comments.post", "exports.prepare", "imports.mend", "imports.new",
        "imports.new_in_round", "imports.show", "proposals.new", "reports.report", "rounds.drafts.new",
        "rounds.objections.object_to", "rounds.paper_ballots.paper", "rounds.paper_ballots.papers",
        "rounds.screening.bring", "rounds.screening.decide", "voter_lists.home", "voter_lists.show",
    },
    "a post that is hidden can be restored, and the other way round": {
        "appeals.decide", "desk.moderate", "reports.decide",
    },
    "one's own words, which one can write again": {
        "comments.withdraw", "imports.take_back",
    },
    "the office has the sheet, and no round that is frozen can lose its list": {
        "voter_lists.delete",
    },
}  # fmt: skip


@pytest.fixture
def stolen(office: Site, places: dict[str, int], database: Database) -> Site:
    """The session of an official who typed the password ten minutes ago, and has another one elsewhere."""
    Site(office.app).enter("office@example.org")
    places["elsewhere"] = 2
    with database.transaction() as db:
        db.execute(update(LoginSession).values(confirmed_at=NOON - CONFIRMED_FOR))
        other = add_account(db)
        places["citizens"] = add_board(db, other, local_government_code=SAEN_SUK)
        places["target"] = add_proposal(db, places["reviewing"])
        places["merged"] = add_proposal(db, places["reviewing"])
        insert(
            db, ProposalReview(round_id=places["reviewing"], proposal_id=places["target"], state="undecided")
        )
        insert(
            db,
            ProposalReview(
                round_id=places["reviewing"],
                proposal_id=places["merged"],
                state="merged",
                merged_into_id=places["target"],
                reviewer_id=other,
                reviewed_at=NOON,
                revision=1,
            ),
        )
    return office


def send(visitor: Site, endpoint: str, places: dict[str, int], **more: str) -> TestResponse:
    path, fields = ASKED[endpoint]
    token = hidden_fields(visitor.get("/me/devices").text, "/log-out")["csrf_token"]
    return visitor.client.post(path.format(**places), data={**fields, **more, "csrf_token": token})


def asks(answer: TestResponse) -> bool:
    """Whether the answer is the page that asks for the password."""
    return f'name="{OWN_PASSWORD}"' in answer.get_data(as_text=True)


def test_every_form_is_asked_for_the_password_or_can_be_undone(app: Flask) -> None:
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    undone = [endpoint for group in UNDONE.values() for endpoint in group]
    assert len(set(undone)) == len(undone)
    assert posts - WITHOUT_TOKEN == {*ASKED, *ALWAYS_ASKED, *ON_CONFIRMED_DEVICE, *undone}


def test_nothing_that_cannot_be_undone_is_done_without_the_password(
    stolen: Site, places: dict[str, int], database: Database
) -> None:
    before = acts(database)
    faults = []
    for endpoint, (path, fields) in ASKED.items():
        with count_queries(database) as sent:
            answer = send(stolen, endpoint, places)
        page = answer.get_data(as_text=True)
        try:
            assert answer.status_code == 403, answer.status_code
            assert asks(answer)
            assert [one for one in sent if WRITES.match(one)] == []
            check_page(page, answer.headers["Content-Security-Policy"])
            again = hidden_fields(page, path.format(**places))
            assert {name: again[name] for name in fields} == fields
        except AssertionError as fault:
            faults.append(f"{endpoint}: {str(fault)[:300]}")
    assert not faults, "\n".join(faults)
    assert acts(database) == before


@pytest.mark.parametrize(
    "endpoint",
    [
        "accounts.tokens",
        "results.close",
        "rounds.drafts.publish",
        "rounds.draw.draw",
        "rounds.screening.sign",
    ],
)
def test_with_the_password_the_same_form_is_done_at_once(
    stolen: Site, places: dict[str, int], database: Database, endpoint: str
) -> None:
    before = acts(database)
    path = ASKED[endpoint][0].format(**places)
    fields = hidden_fields(send(stolen, endpoint, places).get_data(as_text=True), path)
    wrong = stolen.client.post(path, data={**fields, OWN_PASSWORD: "ผิดแน่นอน"})
    assert (wrong.status_code, asks(wrong)) == (422, True)
    assert acts(database) == before
    fields = hidden_fields(wrong.get_data(as_text=True), path)
    right = stolen.client.post(path, data={**fields, OWN_PASSWORD: PASSWORD})
    assert right.status_code in (200, 303), right.get_data(as_text=True)[:2000]
    assert len(acts(database)) > len(before)


def test_wrong_passwords_count_like_those_of_a_log_in(stolen: Site, places: dict[str, int]) -> None:
    for _ in range(FREE_GUESSES):
        assert send(stolen, "results.close", places, own_password="ผิดแน่นอน").status_code == 422
    refused = send(stolen, "results.close", places, own_password=PASSWORD)
    assert (refused.status_code, asks(refused)) == (429, True)


def test_an_empty_password_is_no_attempt(stolen: Site, places: dict[str, int]) -> None:
    for _ in range(11):
        assert send(stolen, "results.close", places, own_password="").status_code == 422
    assert send(stolen, "results.close", places, own_password=PASSWORD).status_code == 303


def test_the_password_lasts_ten_minutes_and_locks_out_who_stole_the_key(
    app: Flask, stolen: Site, places: dict[str, int], clock: Clock
) -> None:
    thief, cookie = Site(app), stolen.client.get_cookie("session")
    assert cookie is not None
    thief.client.set_cookie("session", cookie.value)
    assert thief.client.get("/desk").status_code == 200
    assert send(stolen, "results.close", places, own_password=PASSWORD).status_code == 303
    assert thief.client.get("/desk").status_code == 303
    clock.move(minutes=9)
    assert not asks(send(stolen, "accounts.tokens", places))
    clock.move(minutes=1)
    assert asks(send(stolen, "accounts.tokens", places))


def test_another_site_cannot_send_a_password(stolen: Site, places: dict[str, int]) -> None:
    path = ASKED["results.close"][0].format(**places)
    stolen.get("/me")
    answer = stolen.client.post(path, data={OWN_PASSWORD: PASSWORD, "csrf_token": "stale"})
    assert answer.status_code == 400
    assert asks(send(stolen, "results.close", places))
