"""Large urns: sealed in chunks by whoever comes, killed or not, while the database keeps every ballot."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from idea4gov.actions.rounds import announcing, sealing, settling
from idea4gov.actions.rounds.check import list_ballot_problems, list_unsealed
from idea4gov.actions.rounds.imports import list_problems
from idea4gov.actions.rounds.large_urns import seal_chunk, seal_in_chunks
from idea4gov.actions.rounds.phases import suspend_round
from idea4gov.actions.rounds.transition import begin_transition
from idea4gov.domain.clock import GRACE
from idea4gov.domain.rounds.large_urns import CountedAnew, Progress, UrnBeingSealed
from idea4gov.domain.rounds.receipts import digest_code
from idea4gov.domain.rounds.voting import NotVoting
from idea4gov.domain.verify import Answer, verify_lines
from idea4gov.store.models import BudgetRound, CastBallot, OutgoingMail, UrnBallot
from idea4gov.store.rounds import urn
from idea4gov.store.rounds.hosted import get_hosted
from idea4gov.store.rounds.sealing import list_seals
from idea4gov.store.session import Database
from tests.actions.closing import CLOSE, PAGE, close, exported, officials, round_, rows, vote
from tests.conftest import NOON
from tests.hosted import HostedRound, add_hosted_round
from tests.parallel import at_once
from tests.queries import count_queries
from tests.voters import add_voters, cast, code

__all__ = ["round_"]
SMALL = 2


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """More than two ballots are many."""
    monkeypatch.setattr(sealing, "LARGE", SMALL)


def chunk(database: Database, round_: HostedRound) -> Progress | None:
    return seal_chunk(database, round_.id, now=CLOSE, limit=SMALL)


def seal(database: Database, round_: HostedRound) -> None:
    seal_in_chunks(database, round_.id, page_url=PAGE, now=CLOSE, limit=SMALL, rest=lambda _: None)


def recorded(database: Database, round_: HostedRound) -> tuple[str, Progress | None, int | None]:
    with database.reading() as db:
        found = get_hosted(db, round_.id)
    return found.phase, found.sealing, found.ballot_count


def labels(database: Database) -> list[str]:
    with database.snapshot() as db:
        [round_id] = db.scalars(select(UrnBallot.round_id).distinct())
        return [one.voter_id for one in urn.read_urn(db, round_id)]


def problems(database: Database) -> list[str]:
    with database.snapshot() as db:
        return [*list_ballot_problems(db), *list_problems(db)]


def test_a_large_urn_is_sealed_chunk_by_chunk_in_the_order_of_its_labels(
    database: Database, round_: HostedRound
) -> None:
    vote(database, round_, 5)
    close(database, round_)
    assert recorded(database, round_) == ("voting", None, None)
    found = [chunk(database, round_) for _ in range(5)]
    assert found == [Progress(0, 5), Progress(0, 5), Progress(2, 5), Progress(4, 5), Progress(5, 5)]
    assert chunk(database, round_) is None
    assert recorded(database, round_) == ("voting", Progress(5, 5), None)
    seal(database, round_)
    assert recorded(database, round_) == ("counting", None, 5)
    assert labels(database) == sorted(digest_code(code(number)) for number in range(1, 6))
    assert problems(database) == []


def test_no_chunk_is_sealed_before_the_grace_after_the_voting_is_over(
    database: Database, round_: HostedRound
) -> None:
    vote(database, round_, 5)
    with database.reading() as db:
        ends = get_hosted(db, round_.id).counting_at
    assert ends is not None
    for moment in (ends, ends + GRACE - timedelta(seconds=1)):
        assert seal_chunk(database, round_.id, now=moment) is None
        settling.settle(database, round_.id, page_url=PAGE, now=moment)
    assert recorded(database, round_) == ("voting", None, None)
    assert seal_chunk(database, round_.id, now=ends + GRACE) is not None


def test_chunks_and_one_transaction_give_the_same_file(database: Database) -> None:
    with database.transaction() as db:
        pair = [add_hosted_round(db) for _ in range(2)]
    voters = add_voters(database, 5)
    for here in pair:
        for place, voter in enumerate(voters):
            marks = dict.fromkeys(here.projects[: 1 + place % 2], 1)
            cast(database, voter, here.id, marks, receipt=code(place))
    seal(database, pair[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "LARGE", 5)
        close(database, pair[1])
    with database.reading() as db:
        [first], [second] = (list_seals(db, here.id) for here in pair)
    assert first == second


def test_who_comes_after_a_kill_goes_on_where_the_rows_say(
    database: Database, round_: HostedRound, monkeypatch: pytest.MonkeyPatch
) -> None:
    vote(database, round_, 7)
    for _ in range(5):
        chunk(database, round_)
    kept = labels(database)
    assert len(kept) == 4

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("idea4gov.store.rounds.sealing._move_lines", die)
        with pytest.raises(KeyboardInterrupt):
            chunk(database, round_)
    assert (labels(database), rows(database, CastBallot)) == (kept, 3)
    assert problems(database) == []
    with database.snapshot() as db:
        assert list(list_unsealed(db)) == [f"the urn of round {round_.id} is being sealed: 4 of 7 ballots"]
    seal(database, round_)
    assert labels(database)[:4] == kept
    assert rows(database, UrnBallot) == 7
    assert problems(database) == []


@pytest.mark.slow
def test_workers_at_the_same_time_move_each_ballot_once_and_seal_once(
    database: Database, round_: HostedRound
) -> None:
    vote(database, round_, 9)
    at_once([lambda: seal(database, round_) for _ in range(3)])
    assert recorded(database, round_) == ("counting", None, 9)
    assert labels(database) == sorted(digest_code(code(number)) for number in range(1, 10))
    assert problems(database) == []


def test_a_chunk_takes_as_many_statements_however_many_ballots_it_moves(
    database: Database, round_: HostedRound
) -> None:
    vote(database, round_, 20)
    while (progress := seal_chunk(database, round_.id, now=CLOSE, limit=SMALL)) and not progress.sealed:
        pass
    sent = []
    for limit in (1, 15):
        with count_queries(database) as statements:
            seal_chunk(database, round_.id, now=CLOSE, limit=limit)
        sent.append(statements)
    assert sent[0] == sent[1]
    assert rows(database, UrnBallot) == SMALL + 1 + 15
    assert not any(one.startswith("SELECT ballot") for one in sent[0]), "no ballot is read into memory"


def test_receipts_that_wait_are_gone_before_the_first_ballot_moves(
    database: Database, round_: HostedRound
) -> None:
    vote(database, round_, 4)
    while rows(database, UrnBallot) == 0:
        waiting = rows(database, OutgoingMail)
        chunk(database, round_)
    assert (waiting, rows(database, OutgoingMail)) == (0, 0)


def test_nobody_casts_once_sealing_has_begun_whatever_their_clock_says(
    database: Database, round_: HostedRound
) -> None:
    [voter, *_] = vote(database, round_, 3)
    [late] = add_voters(database, 1)
    chunk(database, round_)
    for one in (voter, late):
        with pytest.raises(NotVoting):
            cast(database, one, round_.id, {round_.projects[0]: 1}, now=NOON)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE ballot SET version = 9",
        "UPDATE ballot_line SET position = 7",
        "DELETE FROM ballot_line",
        "INSERT INTO ballot_line (ballot_id, project_id, round_id, position)"
        " SELECT max(ballot.id), max(budget_project.id), max(ballot.round_id), 9 FROM ballot, budget_project",
        "INSERT INTO voter_roll (round_id, person_id, channel, door, marked_at)"
        " SELECT round_id, max(person_id) + 1, 'online', 'email', max(marked_at)"
        " FROM voter_roll GROUP BY round_id",
        "DELETE FROM voter_roll WHERE id NOT IN (SELECT max(id) FROM voter_roll)",
        "UPDATE budget_round SET sealing_count = NULL, sealed_count = NULL",
        "UPDATE budget_round SET sealed_count = 1",
        "UPDATE budget_round SET sealing_count = 4",
        "UPDATE budget_round SET cancelled_at = voting_at, cancelled_reason = 'x'",
        "UPDATE budget_round SET phase = 'counting', sealing_count = NULL, sealed_count = NULL",
    ],
)
def test_the_database_itself_keeps_an_urn_that_is_being_sealed(
    database: Database, owned: Database, round_: HostedRound, tampering: str
) -> None:
    vote(database, round_, 5)
    for _ in range(4):
        chunk(database, round_)
    with pytest.raises(IntegrityError, match=r"being sealed|unsealed"), owned.transaction() as db:
        db.execute(text(tampering))


def test_acts_of_officials_say_how_far_the_urn_is_instead_of_waiting(
    database: Database, round_: HostedRound
) -> None:
    vote(database, round_, 5)
    [official, _] = officials(database)
    for _ in range(4):
        chunk(database, round_)
    with pytest.raises(UrnBeingSealed, match="4 of 5 ballots"):
        announcing.announce(database, official, round_.id, page_url=PAGE, now=CLOSE)
    with pytest.raises(UrnBeingSealed), database.transaction() as db:
        suspend_round(db, official, round_.id, reason="น้ำท่วมหน่วยเลือกตั้ง", page_url=PAGE, now=CLOSE)
    with database.reading() as db:
        page = announcing.get_counting_page(db, official, round_.id, now=CLOSE)
    assert (page.round.phase, page.round.sealing) == ("counting", Progress(4, 5))


def test_settling_seals_and_announces_a_large_round_whose_day_has_come(
    database: Database, round_: HostedRound
) -> None:
    vote(database, round_, 5)
    found = settling.settle(database, round_.id, page_url=PAGE, now=CLOSE)
    assert (found.phase, found.ballot_count) == ("counting", 5)
    assert found.provisional_at is not None
    announced = settling.settle(database, round_.id, page_url=PAGE, now=found.provisional_at)
    assert announced.phase == "provisional"
    assert verify_lines(exported(database, round_)).answer is Answer.MATCHES
    assert problems(database) == []


def test_large_rounds_and_others_are_settled_apart(database: Database, round_: HostedRound) -> None:
    with database.transaction() as db:
        small = add_hosted_round(db)
    vote(database, round_, 5)
    for large, ids in ((False, [small.id]), (True, [round_.id]), (None, [])):
        settled = settling.settle_due(database, site_url="https://example.org", now=CLOSE, large=large)
        assert [one.due.id for one in settled if one.has_moved] == ids


def test_a_large_urn_is_never_counted_inside_the_transaction_that_announces(
    database: Database, round_: HostedRound
) -> None:
    vote(database, round_, 5)
    [official, _] = officials(database)
    seal(database, round_)
    with pytest.raises(CountedAnew), database.transaction() as db:
        announcing.announce_result(db, official, round_.id, page_url=PAGE, now=CLOSE)
    announcing.announce(database, official, round_.id, page_url=PAGE, now=CLOSE)
    assert verify_lines(exported(database, round_)).answer is Answer.MATCHES


def test_a_digest_made_ahead_of_other_words_seals_nothing(database: Database, round_: HostedRound) -> None:
    vote(database, round_, 5)
    while (progress := chunk(database, round_)) and not progress.is_whole:
        pass
    with database.transaction() as db:
        stale = sealing.online_file(db, get_hosted(db, round_.id))
        other = stale._replace(ballot_count=4), stale._replace(head=replace(stale.head, meta={}))
    for file in other:
        with (
            database.transaction() as db,
            begin_transition(db, round_.id, page_url=PAGE, now=CLOSE, file=file),
        ):
            pass
        assert recorded(database, round_)[0] == "voting"


def test_alike_rounds_of_one_municipality_are_sealed(database: Database) -> None:
    with database.transaction() as db:
        pair = [add_hosted_round(db) for _ in range(2)]
    for here in pair:
        close(database, here)
    with database.reading() as db:
        digests = [db.get_one(BudgetRound, here.id).digest for here in pair]
    assert digests[0] is not None
    assert digests[0] == digests[1]
