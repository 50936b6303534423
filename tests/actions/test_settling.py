"""What time brings to rounds: settled by workers, each round by itself, each phase and each letter once."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import InstrumentedAttribute

from idea4gov.actions.rounds.announcing import Settled, record_late, settle_due
from idea4gov.domain.rounds.phases import LATE
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
from tests.hosted import add_hosted_round
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
        voting.enter_roll(db, broken, voter.person_id, now=NOON)
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
