"""Closing: the ballots leave their voters, the urn is sealed, counted, announced and made final."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from idea4gov.actions.rounds import announcing, settling
from idea4gov.actions.rounds.announcing import announce_result, confirm_result, count_ahead
from idea4gov.actions.rounds.check import list_ballot_problems
from idea4gov.actions.rounds.paper_ballots import (
    enter_paper_ballot,
    mark_voter,
    settle_paper_ballot,
    void_paper_ballot,
)
from idea4gov.actions.rounds.voting import get_ballot_page
from idea4gov.domain.pabulib.reading import read_document
from idea4gov.domain.rounds.announcing import ContestsOpen
from idea4gov.domain.rounds.paper_ballots import PaperBallotsOpen, RollDiffers
from idea4gov.domain.rounds.receipts import digest_code
from idea4gov.domain.rounds.voting import NotCounting, NotVoting
from idea4gov.domain.verify import Answer, verify_lines
from idea4gov.store.models import (
    AuditEntry,
    BallotLine,
    BudgetRound,
    CastBallot,
    OutgoingMail,
    UrnBallot,
    VoterRoll,
)
from idea4gov.store.rounds.sealing import find_sealed, list_seals
from idea4gov.store.rounds.voting import enter_roll, find_channel
from idea4gov.store.session import Database
from tests.actions.closing import CLOSE, PAGE, announce, close, exported, officials, round_, rows, vote
from tests.conftest import NOON
from tests.hosted import BY_EMAIL, HostedRound, add_hosted_round
from tests.tables import close_table
from tests.voters import add_voters, cast, code, slip

__all__ = ["round_"]


def test_sealing_keeps_every_ballot_and_nothing_that_leads_to_its_voter(
    database: Database, round_: HostedRound
) -> None:
    voters = vote(database, round_, 5)
    close(database, round_)
    assert [rows(database, model) for model in (CastBallot, BallotLine)] == [0, 0]
    with database.reading() as db:
        assert db.scalars(select(OutgoingMail.id).where(OutgoingMail.round_id.is_not(None))).all() == []
    assert (rows(database, UrnBallot), rows(database, VoterRoll)) == (5, 5)
    with database.reading() as db:
        kept = db.get_one(BudgetRound, round_.id)
        [seal] = list_seals(db, round_.id)
        labels = list(db.scalars(select(UrnBallot.label).order_by(UrnBallot.number)))
        lines = find_sealed(db, round_.id, digest_code(code(2)))
        assert find_channel(db, round_.id, voters[0].person_id) == "online"
    assert (kept.phase, kept.ballot_count, kept.digest) == ("counting", 5, seal.digest)
    assert (seal.roll_count, seal.ballot_count) == (5, 5)
    assert labels == sorted(digest_code(code(number)) for number in range(1, 6))
    assert lines is not None
    assert [line.project_id for line in lines] == [round_.projects[0], round_.projects[2]]


def test_after_sealing_no_nonce_is_in_the_file_nor_in_its_log(sqlite_database: Database) -> None:
    with sqlite_database.transaction() as db:
        here = add_hosted_round(db)
    vote(sqlite_database, here, 5)
    file = Path(str(sqlite_database.engine.url.database))
    nonces = [slip(code(number)).nonce for number in range(1, 6)]
    sqlite_database.dispose()
    assert [nonce.encode() in file.read_bytes() for nonce in nonces] == [True] * 5
    with sqlite_database.reading() as db:
        db.scalar(select(BudgetRound.phase))
        # Another connection is open, so that closing the last one does not empty the log by itself.
        close(sqlite_database, here)
        kept = file.read_bytes() + Path(f"{file}-wal").read_bytes()
    assert [nonce.encode() in kept for nonce in nonces] == [False] * 5


def test_after_sealing_nothing_is_cast_and_nothing_sealed_again(
    database: Database, round_: HostedRound
) -> None:
    [voter, late] = vote(database, round_, 2)
    for _ in range(2):
        close(database, round_)
    for one, now in ((voter, NOON), (late, CLOSE)):
        with pytest.raises(NotVoting):
            cast(database, one, round_.id, {round_.projects[0]: 1}, now=now)
    assert rows(database, UrnBallot) == 2
    with database.reading() as db:
        page = get_ballot_page(db, voter, round_.id, language="th", now=CLOSE)
    assert (page.cast, page.obstacle and page.obstacle.code) == (None, "not_voting")


def test_an_empty_urn_is_sealed_and_counted_too(database: Database, round_: HostedRound) -> None:
    [official, _] = officials(database)
    announce(database, official, round_)
    with database.reading() as db:
        assert db.get_one(BudgetRound, round_.id).ballot_count == 0
    assert verify_lines(exported(database, round_)).answer is Answer.MATCHES


def test_the_announced_file_verifies_with_its_winners_and_its_seed(
    database: Database, round_: HostedRound
) -> None:
    vote(database, round_, 5)
    [official, _] = officials(database)
    announce(database, official, round_)
    lines = exported(database, round_)
    verdict = verify_lines(lines)
    assert (verdict.answer, verdict.ballot_count, verdict.miscounts) == (Answer.MATCHES, 5, ())
    assert verdict.outcome is not None
    assert set(verdict.outcome.winners) == {"1", "3"}
    with database.reading() as db:
        kept = db.get_one(BudgetRound, round_.id)
        acts = list(db.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))
    assert (kept.phase, kept.digest) == ("provisional", verdict.digest)
    assert read_document(lines).head.meta["tie_seed"] == kept.tie_seed
    assert acts == ["seal_urn", "enter_phase", "draw_seed", "enter_phase"]


def test_papers_are_counted_behind_the_online_ballots(database: Database, round_: HostedRound) -> None:
    vote(database, round_, 3)
    first, second = officials(database)
    lamps, benches, _ = round_.projects
    with database.transaction() as db:
        for number in range(3):
            mark_voter(db, first, round_.id, email=None, form_key=f"key{number}", now=NOON)
        enter_paper_ballot(db, first, round_.id, 1, marks={benches: 1}, now=NOON)
    close(database, round_)
    with pytest.raises(PaperBallotsOpen, match="1 papers"):
        announce(database, first, round_)
    with database.transaction() as db:
        enter_paper_ballot(db, second, round_.id, 1, marks={benches: 1}, now=CLOSE)
        enter_paper_ballot(db, first, round_.id, 2, marks={benches: 1}, now=CLOSE)
        assert enter_paper_ballot(db, second, round_.id, 2, marks={lamps: 1}, now=CLOSE) == "differs"
        settle_paper_ballot(db, first, round_.id, 2, entry=2, now=CLOSE)
    with pytest.raises(RollDiffers, match=r"3 voters .* 2 papers"):
        announce(database, first, round_)
    with database.transaction() as db:
        void_paper_ballot(db, first, round_.id, 3, kind="missing", reason="ไม่ได้คืนบัตร", now=CLOSE)
        void_paper_ballot(db, first, round_.id, 99, kind="surplus", reason="บัตรเกินในหีบ", now=CLOSE)
    close_table(database, first, second, round_.id, now=CLOSE)
    announce(database, first, round_)
    with database.reading() as db:
        online, paper = list_seals(db, round_.id)
    assert (online.roll_count, online.ballot_count) == (3, 3)
    assert (paper.roll_count, paper.ballot_count, paper.void_count) == (3, 2, 1)
    document = read_document(exported(database, round_))
    assert [sorted(one.ballot.choices) for one in document.ballots[3:]] in ([["1"], ["2"]], [["2"], ["1"]])
    assert verify_lines(exported(database, round_)).answer is Answer.MATCHES
    with pytest.raises(NotCounting), database.transaction() as db:
        enter_paper_ballot(db, first, round_.id, 4, marks={lamps: 1}, now=CLOSE)


def test_a_result_is_final_after_the_contests_and_an_equal_recount(
    database: Database, round_: HostedRound
) -> None:
    vote(database, round_, 3)
    [official, _] = officials(database)
    announce(database, official, round_)
    with pytest.raises(ContestsOpen), database.transaction() as db:
        confirm_result(db, official, round_.id, page_url=PAGE, now=CLOSE)
    with database.transaction() as db:
        confirm_result(db, official, round_.id, page_url=PAGE, now=CLOSE + timedelta(days=20))
    with database.reading() as db:
        assert db.get_one(BudgetRound, round_.id).phase == "final"


@pytest.mark.parametrize(
    ("damage", "named"),
    [
        ("DELETE FROM voter_roll WHERE id = (SELECT min(id) FROM voter_roll)", "online voters on its roll"),
        (
            "INSERT INTO urn_ballot_line (round_id, ballot_number, position, project_id, repeat)"
            " SELECT round_id, ballot_number, 9, project_id + 1, 0 FROM urn_ballot_line WHERE position = 1",
            "are not those that were sealed",
        ),
    ],
)
def test_the_check_names_what_does_not_agree_any_more(
    database: Database, round_: HostedRound, damage: str, named: str
) -> None:
    vote(database, round_, 2)
    close(database, round_)
    with database.snapshot() as db:
        assert list(list_ballot_problems(db)) == []
    with database.transaction() as db:
        db.execute(text(damage))
    with database.snapshot() as db:
        problems = list(list_ballot_problems(db))
    assert any(named in problem for problem in problems), problems


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE urn_ballot_line SET project_id = project_id + 1 WHERE position = 1",
        "DELETE FROM urn_ballot_line",
        "UPDATE urn_ballot SET label = 'x' WHERE number = 1",
        "UPDATE urn_seal SET ballot_count = 1, roll_count = 1",
        "UPDATE voter_roll SET round_id = round_id",
    ],
)
def test_the_database_itself_refuses_to_change_a_sealed_urn(
    database: Database, owned: Database, round_: HostedRound, tampering: str
) -> None:
    vote(database, round_, 2)
    close(database, round_)
    with pytest.raises(IntegrityError, match="sealed"), owned.transaction() as db:
        db.execute(text(tampering))


def test_the_database_itself_takes_no_ballot_after_the_voting(
    database: Database, round_: HostedRound
) -> None:
    [voter] = add_voters(database, 1)
    close(database, round_)
    with database.transaction() as db:
        enter_roll(db, round_.id, voter.person_id, BY_EMAIL, now=CLOSE)
    ballot = CastBallot(
        round_id=round_.id,
        person_id=voter.person_id,
        version=1,
        receipt_digest="0" * 64,
        label="0" * 64,
        cast_at=NOON,
    )
    with pytest.raises(IntegrityError, match="sealed"), database.transaction() as db:
        db.add(ballot)


def test_ballots_that_are_not_sealed_yet_are_held_against_roll_and_limits(
    database: Database, round_: HostedRound
) -> None:
    vote(database, round_, 2)
    with database.snapshot() as db:
        assert list(list_ballot_problems(db)) == []
    with database.transaction() as db:
        db.execute(text("DELETE FROM ballot_line"))
        db.execute(text("DELETE FROM ballot WHERE id = (SELECT min(id) FROM ballot)"))
    with database.snapshot() as db:
        problems = list(list_ballot_problems(db))
    assert "2 online voters on its roll, but 1 ballots" in problems[0]
    assert "Choose at least 1" in problems[1]


def test_a_count_made_ahead_is_announced_only_while_it_stands(
    database: Database, round_: HostedRound
) -> None:
    vote(database, round_, 4)
    first, second = officials(database)
    with database.transaction() as db:
        mark_voter(db, first, round_.id, email=None, form_key="key", now=NOON)
        enter_paper_ballot(db, first, round_.id, 1, marks={round_.projects[1]: 1}, now=NOON)
    close_table(database, first, second, round_.id)
    close(database, round_)
    with database.snapshot() as db:
        assert count_ahead(db, first, round_.id, now=CLOSE) is None
    with database.transaction() as db:
        enter_paper_ballot(db, second, round_.id, 1, marks={round_.projects[1]: 1}, now=CLOSE)
    with database.snapshot() as db:
        ahead = count_ahead(db, first, round_.id, now=CLOSE)
    assert ahead is not None
    with database.transaction() as db:
        void_paper_ballot(db, first, round_.id, 1, kind="spoiled", reason="ฉีกขาด", now=CLOSE)
        announce_result(db, first, round_.id, page_url=PAGE, now=CLOSE, ahead=ahead)
    verdict = verify_lines(exported(database, round_))
    assert (verdict.answer, verdict.ballot_count) == (Answer.MATCHES, 4)
    with database.reading() as db:
        assert db.get_one(BudgetRound, round_.id).tie_seed != ahead.seed


def test_a_count_made_ahead_is_the_one_that_is_announced(database: Database, round_: HostedRound) -> None:
    vote(database, round_, 4)
    [first, _] = officials(database)
    close(database, round_)
    with database.snapshot() as db:
        ahead = count_ahead(db, first, round_.id, now=CLOSE)
    assert ahead is not None
    with database.transaction() as db:
        announce_result(db, first, round_.id, page_url=PAGE, now=CLOSE, ahead=ahead)
        assert db.get_one(BudgetRound, round_.id).tie_seed == ahead.seed
    assert verify_lines(exported(database, round_)).answer is Answer.MATCHES
    settling.settle(database, round_.id, page_url=PAGE, now=CLOSE)
    announcing.confirm(database, first, round_.id, page_url=PAGE, now=CLOSE + timedelta(days=20))
    with database.reading() as db:
        assert db.get_one(BudgetRound, round_.id).phase == "final"


def test_a_round_that_nobody_looked_at_is_closed_then_counted(
    database: Database, round_: HostedRound
) -> None:
    vote(database, round_, 4)
    found = settling.settle(database, round_.id, page_url=PAGE, now=CLOSE + timedelta(days=15))
    assert found.phase == "provisional"
    assert verify_lines(exported(database, round_)).answer is Answer.MATCHES
