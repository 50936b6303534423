"""What time brings to rounds: settled by workers, each round by itself, each phase and each letter once."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from idea4gov.actions.rounds import settling
from idea4gov.actions.rounds.announcing import announce
from idea4gov.actions.rounds.claims import Claims
from idea4gov.actions.rounds.settling import Settled, record_late, settle_due
from idea4gov.domain.rounds.phases import LATE, WrongPhase
from idea4gov.store.models import (
    Account,
    AuditEntry,
    BudgetProject,
    BudgetResult,
    Notice,
    OutgoingMail,
    RoundEvent,
    UrnSeal,
)
from idea4gov.store.rounds import hosted, voting
from idea4gov.store.rounds.phases import DueRound, list_due
from idea4gov.store.session import Database
from tests.actions.conduct import Conduct, either
from tests.conftest import NOON
from tests.factories import add_subdistrict
from tests.hosted import BY_EMAIL, add_hosted_round
from tests.parallel import at_once
from tests.voters import add_voters, cast

__all__ = ["either"]

SITE = "https://pb.example"
WORKERS = 3


def settle(database: Database, now: datetime) -> list[Settled]:
    return settle_due(database, site_url=SITE, now=now)


def phases(settled: list[Settled]) -> list[tuple[int, str | None]]:
    return [(one.due.id, one.round.phase if one.round else None) for one in settled]


def kinds(database: Database, column: InstrumentedAttribute[str]) -> Counter[str]:
    with database.reading() as db:
        return Counter(db.scalars(select(column)))


def test_workers_that_settle_at_once_enter_each_phase_and_tell_of_it_once(either: Conduct) -> None:
    database = either.database

    def workers_look(day: float) -> None:
        now = NOON + timedelta(days=day)
        at_once([lambda: settle(database, now)] * WORKERS)

    with database.transaction() as db:
        add_subdistrict(db)
        db.execute(update(Account).where(Account.id == either.citizen.account_id).values(notice_key="k" * 22))
    either.publish()
    proposals = either.post(), either.post("ไฟส่องทางริมหาด")
    workers_look(10.5)
    for proposal_id in proposals:
        either.decide(proposal_id, now=NOON + timedelta(days=11))
        either.sign(proposal_id, now=NOON + timedelta(days=11))
    for day in (15.5, 20.5):
        workers_look(day)
    with database.reading() as db:
        first = db.scalars(select(BudgetProject.id).order_by(BudgetProject.id).limit(1)).one()
    for voter in add_voters(database, 3):
        cast(database, voter, either.round_id, {first: 1}, now=NOON + timedelta(days=21))
    for day in (25.5, 27):
        workers_look(day)
    entered = ("reviewing", "preview", "voting", "counting", "provisional")
    with database.reading() as db:
        events = db.scalars(select(RoundEvent.phase).where(RoundEvent.kind == "phase"))
        assert Counter(events) == Counter(("collecting", *entered))
        counted = [db.scalar(select(func.count()).select_from(one)) for one in (UrnSeal, BudgetResult)]
    assert counted == [1, 1]
    told = Counter(f"round_{phase}" for phase in entered)
    assert kinds(database, Notice.kind) == told
    # One letter each, beside the three receipts, which sealing destroyed.
    assert sum(kinds(database, OutgoingMail.subject).values()) == len(entered)
    acts = kinds(database, AuditEntry.act)
    assert (acts["seal_urn"], acts["draw_seed"], acts["enter_phase"]) == (1, 1, 1 + len(entered))


def test_a_round_that_fails_is_logged_and_stops_no_other(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with database.transaction() as db:
        broken, whole, next_one = (
            add_hosted_round(db, phase=one).id for one in ("voting", "voting", "preview")
        )
    [voter] = add_voters(database, 1)
    with database.transaction() as db:
        # A voter on the roll without a ballot: the urn cannot be what the roll says.
        voting.enter_roll(db, broken, voter.person_id, BY_EMAIL, now=NOON)
    now = NOON + timedelta(days=10)
    assert phases(settle(database, now)) == [(broken, None), (whole, "counting"), (next_one, "voting")]
    assert caplog.messages == [f"round_not_settled id={broken} UrnDiffers"]
    assert [one.id for one in due(database, now)] == [broken]


def due(database: Database, now: datetime) -> list[DueRound]:
    with database.reading() as db:
        return list_due(db, now=now)


def test_rounds_that_cannot_go_on_keep_no_later_one_waiting(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("idea4gov.store.rounds.phases.DUE_PAGE", 1)
    with database.transaction() as db:
        stuck = [add_hosted_round(db, phase="reviewing").id for _ in range(2)]
        late = add_hosted_round(db, phase="preview").id
    found = settle(database, NOON + timedelta(days=10))
    assert phases(found) == [*((one, "reviewing") for one in stuck), (late, "voting")]
    assert [one.has_moved for one in found] == [False, False, True]


def test_a_phase_is_recorded_in_the_workers_place_when_the_worker_is_late(database: Database) -> None:
    with database.transaction() as db:
        round_id = add_hosted_round(db, phase="preview").id
        begins = hosted.get_hosted(db, round_id).voting_at
    assert begins is not None
    for now, phase in ((begins + LATE - timedelta(seconds=1), "preview"), (begins + LATE, "voting")):
        record_late(database, site_url=SITE, now=now)
        with database.reading() as db:
            assert hosted.get_hosted(db, round_id).phase == phase


@pytest.mark.parametrize("phase", ["voting", "counting"])
def test_what_seals_or_announces_is_left_to_the_worker(database: Database, phase: str) -> None:
    with database.transaction() as db:
        round_id = add_hosted_round(db, phase=phase).id
    record_late(database, site_url=SITE, now=NOON + timedelta(days=30))
    with database.reading() as db:
        assert hosted.get_hosted(db, round_id).phase == phase


def test_a_large_round_keeps_no_small_one_waiting(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as db:
        large, small, none, early = (
            add_hosted_round(db, phase=one).id for one in ("voting", "voting", "counting", "preview")
        )
    voters = add_voters(database, 3)
    with database.transaction() as db:
        for voter in voters:
            voting.enter_roll(db, large, voter.person_id, BY_EMAIL, now=NOON)
        voting.enter_roll(db, small, voters[0].person_id, BY_EMAIL, now=NOON)
    order: list[int] = []
    monkeypatch.setattr(settling, "settle", lambda _database, round_id, **_options: order.append(round_id))
    settle(database, NOON + timedelta(days=30))
    assert order == [early, none, small, large]


def test_a_call_leaves_out_what_another_one_settles_and_does_the_rest(database: Database) -> None:
    with database.transaction() as db:
        slow, next_one = (add_hosted_round(db, phase="preview").id for _ in range(2))
    claims, now = Claims(), NOON + timedelta(days=10)
    with claims.claim(slow) as is_ours:
        assert is_ours
        found = settle_due(database, site_url=SITE, now=now, claims=claims)
    assert phases(found) == [(next_one, "voting")]
    assert phases(settle_due(database, site_url=SITE, now=now, claims=claims)) == [(slow, "voting")]


@pytest.mark.parametrize("looks", [0, 1, 2], ids=["not_sealed", "sealed", "announced"])
def test_an_administrator_counts_on_the_day_whatever_the_worker_has_done(
    database: Database, looks: int
) -> None:
    with database.transaction() as db:
        round_id = add_hosted_round(db).id
        announced_at = hosted.get_hosted(db, round_id).provisional_at
    assert announced_at is not None
    for moment in (announced_at - timedelta(days=1), announced_at)[:looks]:
        settle(database, moment)
    if looks == 2:
        with pytest.raises(WrongPhase):
            announce(database, None, round_id, page_url=SITE, now=announced_at)
    else:
        announce(database, None, round_id, page_url=SITE, now=announced_at)
    with database.reading() as db:
        assert hosted.get_hosted(db, round_id).phase == "provisional"
