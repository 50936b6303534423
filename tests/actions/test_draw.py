"""The public draw: entered once when the ballots are in, and from then on nothing of it changes."""

from datetime import datetime
from functools import partial
from hashlib import sha256

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from idea4gov.actions.rounds.check import list_ballot_problems
from idea4gov.actions.rounds.draw import correct_draw, enter_draw, refuse_correction, sign_correction
from idea4gov.actions.rounds.paper_ballots import enter_paper_ballot, mark_voter
from idea4gov.actions.rounds.phases import settle_phase
from idea4gov.domain.pabulib.reading import read_document
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.draw import (
    AlreadyDrawn,
    CorrectionOpen,
    CorrectionStands,
    Draw,
    NoCorrection,
    NotDrawn,
    OwnCorrection,
    SameDraw,
)
from idea4gov.domain.rounds.paper_ballots import PaperBallotsOpen
from idea4gov.domain.rounds.phases import WrongPhase
from idea4gov.domain.rounds.voting import DrawEntered
from idea4gov.domain.verify import Answer, verify_lines
from idea4gov.store.migrate import downgrade, upgrade
from idea4gov.store.models import (
    AuditEntry,
    BudgetRound,
)
from idea4gov.store.rounds.draw import find_draw, find_open
from idea4gov.store.rounds.timeline import list_events
from idea4gov.store.session import Database
from tests.actions.closing import CLOSE, PAGE, announce, close, exported, officials, round_, vote
from tests.conftest import NOON
from tests.hosted import HostedRound
from tests.officials import add_official
from tests.parallel import at_once
from tests.tables import close_table

__all__ = ["round_"]

BOWL = Draw("4 1 7 0 9", "หอประชุมเทศบาล ๕ ธันวาคม ๒๕๖๙", "ประธานชุมชนหน้าหาด")


def enter(database: Database, official: Viewer, round_: HostedRound, *, now: datetime = CLOSE) -> None:
    with database.transaction() as db:
        enter_draw(db, official, round_.id, BOWL, page_url=PAGE, now=now)


def test_a_public_draw_settles_the_ties_and_stands_in_the_file(
    database: Database, round_: HostedRound
) -> None:
    vote(database, round_, 4)
    [official, _] = officials(database)
    with pytest.raises(WrongPhase):
        enter(database, official, round_, now=NOON)
    enter(database, official, round_)
    with pytest.raises(AlreadyDrawn):
        enter(database, official, round_)
    announce(database, official, round_)
    lines = exported(database, round_)
    meta, seed = read_document(lines).head.meta, sha256(b"4 1 7 0 9").hexdigest()
    assert (meta["tie_draw"], meta["tie_seed"]) == ("4 1 7 0 9", seed)
    verdict = verify_lines(lines)
    assert (verdict.answer, verdict.is_drawn) == (Answer.MATCHES, True)
    forged = verify_lines([line.replace("4 1 7 0 9", "4 1 7 0 8") for line in lines])
    assert (forged.answer, forged.is_drawn, forged.sealed) == (Answer.DIFFERS, False, verdict.sealed)
    with database.reading() as db:
        acts = list(db.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
        kinds = [event.kind for event in list_events(db, round_.id)]
    assert acts == ["seal_urn", "enter_phase", "enter_draw", "count_with_draw", "enter_phase"]
    assert kinds[:2] == ["phase", "draw"]


def test_the_lots_are_drawn_when_every_paper_is_settled_and_then_none_changes(
    database: Database, round_: HostedRound
) -> None:
    first, second = officials(database)
    marks = {round_.projects[1]: 1}
    with database.transaction() as db:
        mark_voter(db, first, round_.id, email=None, form_key="key", now=NOON)
        enter_paper_ballot(db, first, round_.id, 1, marks=marks, now=NOON)
    with pytest.raises(PaperBallotsOpen):
        enter(database, first, round_)
    with database.transaction() as db:
        settle_phase(db, round_.id, page_url=PAGE, now=CLOSE)
        enter_paper_ballot(db, second, round_.id, 1, marks=marks, now=CLOSE)
    close_table(database, first, second, round_.id, now=CLOSE)
    enter(database, second, round_)
    with pytest.raises(DrawEntered), database.transaction() as db:
        enter_paper_ballot(db, first, round_.id, 2, marks=marks, now=CLOSE)
    for forbidden in (
        "UPDATE public_draw SET words = '0 0 0 0'",
        "DELETE FROM public_draw",
        "UPDATE paper_ballot SET serial = 2",
        "DELETE FROM voter_roll",
        "UPDATE budget_round SET tie_seed = NULL",
    ):
        with pytest.raises(IntegrityError), database.transaction() as db:
            db.execute(text(forbidden))
    announce(database, first, round_)
    assert verify_lines(exported(database, round_)).answer is Answer.MATCHES


def test_of_two_draws_entered_at_once_one_holds(database: Database, round_: HostedRound) -> None:
    first, second = officials(database)
    close(database, round_)

    def entered(official: Viewer, words: str) -> str | None:
        draw = Draw(words, "หอประชุมเทศบาล", "ประธานชุมชน")
        try:
            with database.transaction() as db:
                enter_draw(db, official, round_.id, draw, page_url=PAGE, now=CLOSE)
        except AlreadyDrawn:
            return None
        return draw.seed

    jobs = [partial(entered, (first, second)[turn % 2], f"1 2 3 {turn}") for turn in range(6)]
    [held] = filter(None, at_once(jobs))
    with database.reading() as db:
        found = find_draw(db, round_.id)
        assert found is not None
        assert found.seed == held == db.get_one(BudgetRound, round_.id).tie_seed


RIGHT = Draw("4 1 7 0 8", BOWL.occasion, BOWL.witnesses)
SLIP = "อ่านลูกบอลลูกสุดท้ายผิด รายงานการจับเขียนว่า 8"


def correct(database: Database, official: Viewer, round_: HostedRound, draw: Draw = RIGHT) -> int:
    with database.transaction() as db:
        correct_draw(db, official, round_.id, draw, reason=SLIP, page_url=PAGE, now=CLOSE)
        found = find_open(db, round_.id)
        assert found is not None
        return found.id


def sign(database: Database, official: Viewer, round_: HostedRound, number: int) -> None:
    with database.transaction() as db:
        sign_correction(db, official, round_.id, number, page_url=PAGE, now=CLOSE)


def test_a_slip_is_corrected_once_by_two_who_did_not_enter_it_and_both_stay_to_be_seen(
    database: Database, round_: HostedRound
) -> None:
    vote(database, round_, 4)
    first, second = officials(database)
    close(database, round_)
    with pytest.raises(NotDrawn):
        correct(database, first, round_)
    enter(database, first, round_)
    with pytest.raises(SameDraw):
        correct(database, first, round_, BOWL)
    refused = correct(database, second, round_)
    with pytest.raises(CorrectionStands):
        correct(database, first, round_)
    with pytest.raises(CorrectionOpen):
        announce(database, first, round_)
    for signer in (first, second):
        with pytest.raises(OwnCorrection):
            sign(database, signer, round_, refused)
    with database.transaction() as db:
        refuse_correction(db, second, round_.id, refused, answer="ดูผิดเอง", page_url=PAGE, now=CLOSE)
    number = correct(database, first, round_)
    with pytest.raises(NoCorrection):
        sign(database, second, round_, refused)
    sign(database, second, round_, number)
    with pytest.raises(CorrectionStands):
        correct(database, first, round_, Draw("0 0 0 0", "ที่อื่น", "ไม่มี"))
    announce(database, first, round_)
    with pytest.raises(WrongPhase):
        correct(database, first, round_)
    lines = exported(database, round_)
    meta = read_document(lines).head.meta
    assert (meta["tie_draw"], meta["tie_draw_before"]) == ("4 1 7 0 8", "4 1 7 0 9")
    assert verify_lines(lines).answer is Answer.MATCHES
    with database.snapshot() as db:
        draw = find_draw(db, round_.id)
        events = {event.kind: event.data for event in list_events(db, round_.id)}
        assert not list(list_ballot_problems(db))
    assert draw is not None
    assert draw.before is not None
    assert (draw.words, draw.before.words, draw.reason) == ("4 1 7 0 8", "4 1 7 0 9", SLIP)
    assert events["draw_corrected"]["before"] == "4 1 7 0 9"
    assert {"draw_correction", "draw_kept"} <= set(events)


def test_the_database_lets_nobody_draw_again(database: Database, round_: HostedRound) -> None:
    first, second = officials(database)
    close(database, round_)
    enter(database, first, round_)
    number = correct(database, second, round_)
    signed = f"UPDATE draw_correction SET state = 'signed', settled_at = '{CLOSE:%F %T}', settled_by_id = "
    sneaked = ("f" * 64, "0 0 0 0")
    refused = [
        f"UPDATE budget_round SET tie_seed = '{RIGHT.seed}'",
        f"{signed}{first.account_id}",
        f"{signed}{second.account_id}",
        "UPDATE draw_correction SET words = '0 0 0 0'",
        "DELETE FROM draw_correction",
    ]
    with database.transaction() as db:
        third = add_official(db)
    for forbidden in refused:
        with pytest.raises(IntegrityError), database.transaction() as db:
            db.execute(text(forbidden))
    sign(database, third, round_, number)
    again = (
        "INSERT INTO draw_correction (round_id, drawn_by_id, words, seed, occasion, witnesses, reason, "
        "entered_by_id, entered_at, state) SELECT round_id, drawn_by_id, '{1}', '{0}', occasion, witnesses, "
        "reason, entered_by_id, entered_at, 'open' FROM draw_correction".format(*sneaked)
    )
    for forbidden in (again, f"UPDATE budget_round SET tie_seed = '{sneaked[0]}'", "DELETE FROM public_draw"):
        with pytest.raises(IntegrityError), database.transaction() as db:
            db.execute(text(forbidden))
    announce(database, first, round_)
    for forbidden in (again, f"UPDATE budget_round SET tie_seed = '{BOWL.seed}'"):
        with pytest.raises(IntegrityError), database.transaction() as db:
            db.execute(text(forbidden))


@pytest.mark.slow
def test_going_back_keeps_the_draw_that_holds(owned: Database, round_: HostedRound) -> None:
    first, second = officials(owned)
    close(owned, round_)
    enter(owned, first, round_)
    sign(owned, second, round_, correct(owned, first, round_))
    downgrade(owned, "0032")
    with owned.reading() as db:
        assert db.execute(text("SELECT words, seed FROM public_draw")).one() == (RIGHT.words, RIGHT.seed)
    upgrade(owned)
    announce(owned, first, round_)
    assert verify_lines(exported(owned, round_)).answer is Answer.MATCHES
