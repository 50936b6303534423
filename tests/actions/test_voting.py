"""Casting a whole ballot: it counts once, can be replaced and withdrawn, and is refused with a reason."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from idea4gov.actions.rounds.voting import declare_residence, get_ballot_page, withdraw_ballot
from idea4gov.domain.ballots.checking import Line, OverBudget
from idea4gov.domain.ballots.eligibility import Residence
from idea4gov.domain.errors import DomainError, NotFound
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.receipts import digest_code
from idea4gov.domain.rounds.voting import (
    NotVoting,
    ReceiptTaken,
    ResidenceInUse,
    StaleBallot,
    VotedOnPaper,
)
from idea4gov.store.models import (
    BallotLine,
    BudgetRound,
    CastBallot,
    OutgoingMail,
    VoterRoll,
)
from idea4gov.store.rounds.voting import Cast, enter_roll, find_ballot, find_channel
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import add_account, viewer_of
from tests.hosted import AT_COUNTER, HostedRound, add_hosted_round
from tests.rounds import import_text
from tests.voters import HOME, add_voters, cast, code


@pytest.fixture
def round_(database: Database) -> HostedRound:
    with database.transaction() as db:
        return add_hosted_round(db)


@pytest.fixture
def voter(database: Database, round_: HostedRound) -> Viewer:
    assert round_
    return add_voters(database, 1)[0]


def kept(database: Database, voter: Viewer, round_: HostedRound) -> Cast | None:
    with database.reading() as db:
        return find_ballot(db, round_.id, voter.person_id)


def test_a_ballot_is_kept_whole_with_a_line_of_the_roll_and_a_mail(
    database: Database, round_: HostedRound, voter: Viewer
) -> None:
    lamps, _, bus = round_.projects
    assert cast(database, voter, round_.id, {bus: 1, lamps: 1}, receipt=code(7)) == 1
    found = kept(database, voter, round_)
    assert found is not None
    assert found[1:3] == (1, digest_code(code(7)))
    assert found[4:] == (NOON, (Line(lamps, 1), Line(bus, 2)))
    with database.reading() as db:
        assert find_channel(db, round_.id, voter.person_id) == "online"
        mail = db.scalars(select(OutgoingMail)).one()
    assert mail.round_id == round_.id
    assert not any(text in mail.body for text in ("ไฟส่องทางริมหาด", "รถรับส่งผู้สูงอายุ", code(7)))


def test_the_ballot_saved_last_counts(database: Database, round_: HostedRound, voter: Viewer) -> None:
    lamps, benches, bus = round_.projects
    cast(database, voter, round_.id, {lamps: 1})
    assert cast(database, voter, round_.id, {benches: 1, bus: 1}, version=1) == 2
    found = kept(database, voter, round_)
    assert found is not None
    assert [line.project_id for line in found.lines] == [benches, bus]


def test_a_double_click_casts_once_and_keeps_its_receipt(
    database: Database, round_: HostedRound, voter: Viewer
) -> None:
    marks = {round_.projects[0]: 1}
    answers = [cast(database, voter, round_.id, marks, receipt=code(1)) for _ in range(2)]
    assert answers == [1, 1]
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(OutgoingMail)) == 1


def test_another_tab_that_was_faster_is_shown_with_its_marks(
    database: Database, round_: HostedRound, voter: Viewer
) -> None:
    lamps, benches, _ = round_.projects
    cast(database, voter, round_.id, {lamps: 1})
    with pytest.raises(StaleBallot) as refused:
        cast(database, voter, round_.id, {benches: 1}, receipt=code(2))
    assert refused.value.data == {"version": 1, "marks": {lamps: 1}}
    found = kept(database, voter, round_)
    assert found is not None
    assert found.lines == (Line(lamps, 1),)


def test_a_receipt_code_of_another_ballot_is_refused(database: Database, round_: HostedRound) -> None:
    first, second = add_voters(database, 2)
    marks = {round_.projects[0]: 1}
    cast(database, first, round_.id, marks, receipt=code(1))
    with pytest.raises(ReceiptTaken):
        cast(database, second, round_.id, marks, receipt=code(1))
    assert kept(database, second, round_) is None


def test_a_ballot_can_be_withdrawn_and_cast_again(
    database: Database, round_: HostedRound, voter: Viewer
) -> None:
    cast(database, voter, round_.id, {round_.projects[0]: 1})
    for _ in range(2):
        with database.transaction() as db:
            withdraw_ballot(db, voter, round_.id, version=1, now=NOON)
    with database.reading() as db:
        assert find_channel(db, round_.id, voter.person_id) is None
        assert db.scalar(select(func.count()).select_from(BallotLine)) == 0
    assert cast(database, voter, round_.id, {round_.projects[1]: 1}) == 1


def test_a_stale_page_does_not_withdraw_a_newer_ballot(
    database: Database, round_: HostedRound, voter: Viewer
) -> None:
    cast(database, voter, round_.id, {round_.projects[0]: 1})
    cast(database, voter, round_.id, {round_.projects[1]: 1}, version=1)
    with pytest.raises(StaleBallot), database.transaction() as db:
        withdraw_ballot(db, voter, round_.id, version=1, now=NOON)


@pytest.mark.parametrize(
    ("hours", "taken"), [(-1.01, False), (-1, True), (10 * 24 - 1.01, True), (10 * 24 - 1, False)]
)
def test_ballots_are_taken_from_the_first_to_the_last_moment_of_voting(
    database: Database, round_: HostedRound, voter: Viewer, hours: float, taken: bool
) -> None:
    now = NOON + timedelta(hours=hours)
    if taken:
        assert cast(database, voter, round_.id, {round_.projects[0]: 1}, now=now) == 1
    else:
        with pytest.raises(NotVoting):
            cast(database, voter, round_.id, {round_.projects[0]: 1}, now=now)


def test_a_round_that_begins_voting_unnoticed_takes_ballots(database: Database) -> None:
    with database.transaction() as db:
        round_ = add_hosted_round(db, phase="preview")
    [voter] = add_voters(database, 1)
    later = NOON + timedelta(days=10)
    assert cast(database, voter, round_.id, {round_.projects[0]: 1}, now=later) == 1


@pytest.mark.parametrize("column", ["suspended", "cancelled"])
def test_a_suspended_or_cancelled_round_takes_no_ballot(
    database: Database, round_: HostedRound, voter: Viewer, column: str
) -> None:
    with database.transaction() as db:
        db.execute(update(BudgetRound).values({f"{column}_at": NOON, f"{column}_reason": "น้ำท่วม"}))
    with pytest.raises(NotVoting):
        cast(database, voter, round_.id, {round_.projects[0]: 1})


def test_a_ballot_over_a_limit_changes_nothing(database: Database) -> None:
    with database.transaction() as db:
        round_ = add_hosted_round(db, mode="knapsack", max_projects=None, min_projects=None)
    [voter] = add_voters(database, 1)
    with pytest.raises(OverBudget, match="100,000"):
        cast(database, voter, round_.id, dict.fromkeys(round_.projects, 1))
    with database.reading() as db:
        assert db.scalar(select(func.count()).select_from(VoterRoll)) == 0


@pytest.mark.parametrize(
    ("residence", "error"),
    [
        (None, "residence_not_declared"),
        (Residence("20", None, None, None), "residence_not_declared"),
        (Residence("20", "2094", "200104", 2012), "too_young"),
    ],
)
def test_who_may_not_vote_is_told_why(database: Database, residence: Residence | None, error: str) -> None:
    with database.transaction() as db:
        round_ = add_hosted_round(db, minimum_age=15)
    [voter] = add_voters(database, 1)
    if residence is None:
        voter = Viewer(voter.account_id, _nobody(database), voter.display_name, "th", "20")
    else:
        with database.transaction() as db:
            declare_residence(db, voter, residence, now=NOON)
    with pytest.raises(DomainError) as refused:
        cast(database, voter, round_.id, {round_.projects[0]: 1})
    assert refused.value.code == error
    with database.reading() as db:
        page = get_ballot_page(db, voter, round_.id, language="th", now=NOON)
    assert page.obstacle is not None
    assert page.obstacle.code == error


def _nobody(database: Database) -> int:
    with database.transaction() as db:
        return viewer_of(db, add_account(db)).person_id


def test_whoever_is_on_the_roll_on_paper_cannot_vote_online(
    database: Database, round_: HostedRound, voter: Viewer
) -> None:
    with database.transaction() as db:
        assert (
            enter_roll(db, round_.id, voter.person_id, AT_COUNTER, marked_by_id=voter.account_id, now=NOON)
            == "paper"
        )
    with pytest.raises(VotedOnPaper):
        cast(database, voter, round_.id, {round_.projects[0]: 1})


def test_the_database_refuses_a_ballot_of_a_voter_on_paper(
    database: Database, round_: HostedRound, voter: Viewer
) -> None:
    with database.transaction() as db:
        enter_roll(db, round_.id, voter.person_id, AT_COUNTER, marked_by_id=voter.account_id, now=NOON)
    ballot = CastBallot(
        round_id=round_.id,
        person_id=voter.person_id,
        version=1,
        receipt_digest="0" * 64,
        label="0" * 64,
        cast_at=NOON,
    )
    with pytest.raises(IntegrityError), database.transaction() as db:
        db.add(ballot)


def test_a_residence_stays_while_one_votes_with_it(
    database: Database, round_: HostedRound, voter: Viewer
) -> None:
    cast(database, voter, round_.id, {round_.projects[0]: 1})
    elsewhere = Residence("20", None, None, 1990)
    with pytest.raises(ResidenceInUse), database.transaction() as db:
        declare_residence(db, voter, elsewhere, now=NOON)
    with database.transaction() as db:
        declare_residence(db, voter, HOME, now=NOON)
        withdraw_ballot(db, voter, round_.id, version=1, now=NOON)
        declare_residence(db, voter, elsewhere, now=NOON)


def test_an_imported_round_and_a_draft_have_no_ballot_paper(database: Database) -> None:
    with database.transaction() as db:
        rounds = [import_text(db).round_id, add_hosted_round(db, phase="reviewing").id]
    [voter] = add_voters(database, 1)
    for round_id in rounds:
        with pytest.raises(NotFound), database.reading() as db:
            get_ballot_page(db, voter, round_id, language="th", now=NOON)
        with pytest.raises(NotFound):
            cast(database, voter, round_id, {1: 1})
