"""Every form of the site, with a world in which its page can be opened by one official."""

import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from idea4gov.actions.appeals import appeal_hiding
from idea4gov.actions.moderation import hide
from idea4gov.actions.reports import report_post
from idea4gov.actions.rounds.draw import correct_draw, enter_draw
from idea4gov.actions.rounds.objections import object_to_round
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.draw import Draw
from idea4gov.store.models import Appeal, BudgetObjection, ProposalReview, ReportCase
from idea4gov.store.session import Database
from tests.conftest import NOON, Clock
from tests.factories import SAEN_SUK, add_account, add_board, add_proposal, insert
from tests.hosted import add_hosted_round
from tests.officials import add_comment, add_official
from tests.voters import settle
from tests.web.conftest import PASSWORD_HASH, Site, worker_looks

WORDS = "น้ำท่วมหน้าบ้าน 3 วัน"
PAGE = "https://example.org/x"
DRAWN = Draw("4 1 7 0 9", "หอประชุมเทศบาล", "ประธานชุมชน")
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
    "rounds.paper_table.table": ("/desk/rounds/{voting}/table", "papers"),
    "rounds.roll_sample.sample": ("/desk/rounds/{counting}/sample", "size"),
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
    "rounds.draw.correct": ("/desk/rounds/{drawn}/draw/correct", "words occasion witnesses reason"),
    "rounds.draw.settle": ("/desk/rounds/{corrected}/draw/settle", "reason"),
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


def add_drawn(database: Database, clock: Clock) -> dict[str, int]:
    """A round whose public draw may be corrected, and one whose correction waits to be signed."""
    with database.transaction() as db:
        official = add_official(db)
        ids = [add_hosted_round(db, more=more, now=NOON - timedelta(days=12)).id for more in (1, 2)]
    worker_looks(database, clock)
    with database.transaction() as db:
        for one in ids:
            enter_draw(db, official, one, DRAWN, page_url=PAGE, now=NOON)
        wrong = Draw("4 1 7 0 8", DRAWN.occasion, DRAWN.witnesses)
        correct_draw(db, official, ids[1], wrong, reason="พิมพ์ผิด", page_url=PAGE, now=NOON)
    return {"drawn": ids[0], "corrected": ids[1]}


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
    return found | add_drawn(database, clock)


# Forms with nothing to write: a button, choices, or a password, which no page carries.
BUTTONS = {
    "accounts.change_language",
    "accounts.change_password",
    "accounts.confirm_device",
    "accounts.confirm_email",
    "accounts.end_device",
    "accounts.end_other_devices",
    "accounts.erase",
    "accounts.log_out",
    "accounts.privacy",
    "accounts.reset_password",
    "accounts.revoke_token",
    "comments.withdraw",
    "desk.adopt",
    "exports.prepare",
    "follows.follow",
    "imports.mend",
    "imports.take_back",
    "follows.unfollow",
    "mail.drop",
    "mail.resend",
    "mail.test",
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
    "rounds.paper_table.sign",
    "rounds.roll_sample.line",
    "rounds.phases.resume",
    "rounds.screening.bring",
    "rounds.screening.sign",
    "rounds.voting.withdraw",
    "votes.support",
    "voter_lists.delete",
    "voter_lists.show",
    "votes.withdraw",
}
# With files, or choices of columns: nothing is written into them.
SHEETS = {"imports.new", "imports.new_in_round", "imports.show", "voter_lists.choose", "voter_lists.home"}
# It is tried in test_voting.
BALLOT = {"rounds.voting.ballot", "rounds.list_claims.claim"}
WITHOUT_TOKEN = {"api.post_milestone", "unsubscribe.end"}


@pytest.fixture
def office(app: Flask, places: dict[str, int]) -> Site:
    assert places
    site = Site(app)
    site.enter("office@example.org")
    return site
