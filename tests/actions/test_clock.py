"""What cannot be undone waits for a clock that is right: by the worker and by commands; and for the grace."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import func, select

from config import Config
from idea4gov.actions.clock import ClockWatch, compare_clock, keep_pulse, measure_skew
from idea4gov.actions.rounds.announcing import announce
from idea4gov.actions.rounds.phases import extend_voting
from idea4gov.actions.rounds.settling import settle_due
from idea4gov.cli import cli
from idea4gov.cli.worker import look_around, settle_rounds
from idea4gov.domain.clock import GRACE, MAX_SKEW, Machine
from idea4gov.domain.rounds.announcing import SealAwaited
from idea4gov.domain.rounds.phases import WrongPhase
from idea4gov.outside.failure_log import FailureLog
from idea4gov.store.clock import find_mark
from idea4gov.store.models import Account, AuditEntry, CastBallot
from idea4gov.store.rounds.hosted import get_hosted
from idea4gov.store.session import Database
from tests.actions.closing import PAGE, officials
from tests.factories import add_account
from tests.hosted import HostedRound, add_hosted_round
from tests.voters import add_voters, cast, code

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
SITE = "https://pb.example"
JUMPS = [timedelta(days=11), timedelta(minutes=5), timedelta(seconds=31), -timedelta(minutes=5)]


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC)


def ending(database: Database, ends_at: datetime) -> HostedRound:
    """A round whose voting ends then, with six ballots."""
    with database.transaction() as db:
        round_ = add_hosted_round(db, now=ends_at - timedelta(days=10) + timedelta(hours=1))
    for place, voter in enumerate(add_voters(database, 6)):
        marks = {round_.projects[0]: 1}
        cast(database, voter, round_.id, marks, receipt=code(place), now=ends_at - timedelta(hours=1))
    return round_


@pytest.fixture
def running(database: Database, now: datetime) -> HostedRound:
    """A round that is voted on for another day, on a site whose worker has just said that it lives."""
    keep_pulse(database, "worker", now=now)
    return ending(database, now + timedelta(days=1))


def state(database: Database, round_: HostedRound) -> tuple[str, int]:
    """(phase, ballots that still have their voters)"""
    with database.reading() as db:
        count = db.scalar(select(func.count()).where(CastBallot.round_id == round_.id)) or 0
        return get_hosted(db, round_.id).phase, count


def test_a_clock_that_is_days_ahead_of_the_database_is_found(database: Database, now: datetime) -> None:
    keep_pulse(database, "worker", now=now)
    assert abs(measure_skew(database, datetime.now(UTC))) < MAX_SKEW
    assert measure_skew(database, datetime.now(UTC) + timedelta(days=11)) > timedelta(days=10)


@pytest.mark.parametrize("jump", JUMPS, ids=str)
def test_a_worker_whose_clock_is_wrong_settles_nothing(
    database: Database, now: datetime, jump: timedelta, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_pulse(database, "worker", now=now)
    # By the wrong clock all of it is due, by the right one nothing is, or the other way round.
    round_ = ending(database, now + jump - GRACE - SECOND if jump > timedelta() else now - GRACE - SECOND)
    monkeypatch.setattr("idea4gov.cli.worker.now", lambda: datetime.now(UTC) + jump)
    keep_pulse(database, "worker", now=datetime.now(UTC) + jump)
    settle_rounds(database, FailureLog(), SITE)
    assert state(database, round_) == ("voting", 6)


def test_a_worker_whose_clock_is_right_seals_what_is_due(database: Database, now: datetime) -> None:
    keep_pulse(database, "worker", now=now)
    round_ = ending(database, now - GRACE - SECOND)
    settle_rounds(database, FailureLog(), SITE)
    assert state(database, round_) == ("counting", 0)


def test_a_round_that_fails_is_noted(
    database: Database, now: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("what somebody typed")

    keep_pulse(database, "worker", now=now)
    round_ = ending(database, now - GRACE - SECOND)
    monkeypatch.setattr("idea4gov.actions.rounds.settling.settle", fail)
    failures = FailureLog(str(tmp_path))
    settle_rounds(database, failures, SITE)
    assert [one[1:] for one in failures.read()] == [("job", "RuntimeError", "round", str(round_.id))]


@pytest.fixture
def settings(database: Database, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """The environment of the commands: development, on this database."""
    monkeypatch.setenv("IDEA4GOV_ENV", "development")
    monkeypatch.setenv("IDEA4GOV_SECRET_KEY", "a secret of the tests that is long enough")
    url = database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("IDEA4GOV_DATABASE_URL", url)
    return monkeypatch


def test_a_worker_whose_clock_is_wrong_deletes_nothing(
    database: Database, now: datetime, settings: pytest.MonkeyPatch
) -> None:
    keep_pulse(database, "worker", now=now)
    with database.transaction() as db:
        add_account(db, confirmed=False, now=now - timedelta(days=25))
    for ahead, left in ((timedelta(days=11), 1), (timedelta(), 1), (timedelta(), 0)):
        settings.setattr("idea4gov.cli.worker.now", lambda ahead=ahead: datetime.now(UTC) + ahead)
        if not left:
            settings.setattr("idea4gov.actions.growth.kept", lambda _: timedelta(days=20))
        look_around(database, FailureLog(), Config.from_env())
        with database.reading() as db:
            assert db.scalar(select(func.count()).select_from(Account)) == left


@pytest.mark.parametrize("command", ["settle", "seal", "count", "confirm"])
def test_no_command_seals_or_counts_by_a_wrong_clock(
    database: Database, running: HostedRound, settings: pytest.MonkeyPatch, command: str
) -> None:
    settings.setattr("idea4gov.cli.round.now", lambda: datetime.now(UTC) + timedelta(days=11))
    number = [] if command == "settle" else [str(running.id)]
    answer = CliRunner().invoke(cli, ["round", command, *number])
    assert (answer.exit_code, "Nothing was done." in answer.output) == (1, True)
    assert ("idea4gov clock accept" in answer.output) is database.is_sqlite
    assert state(database, running) == ("voting", 6)


def test_an_administrator_takes_the_clock_for_right_and_the_site_goes_on(
    database: Database, running: HostedRound, settings: pytest.MonkeyPatch
) -> None:
    moved = timedelta(days=11)
    for where in ("clock", "round"):
        settings.setattr(f"idea4gov.cli.{where}.now", lambda: datetime.now(UTC) + moved)
    shown = CliRunner().invoke(cli, ["clock"])
    ahead = re.search(r"\+([\d,]+)", shown.output)
    assert ahead is not None
    assert abs(int(ahead[1].replace(",", "")) - moved.total_seconds()) < 60
    assert shown.exit_code == 1
    accepted = CliRunner().invoke(cli, ["clock", "accept"])
    if not database.is_sqlite:
        assert (accepted.exit_code, "clock of its own" in accepted.output) == (1, True)
        return
    assert accepted.exit_code == 0, accepted.output
    assert CliRunner().invoke(cli, ["clock"]).exit_code == 0
    assert CliRunner().invoke(cli, ["round", "settle"]).exit_code == 0
    assert state(database, running)[0] == "provisional"
    with database.reading() as db:
        [noted] = db.scalars(select(AuditEntry).where(AuditEntry.act == "accept_clock"))
    assert abs(noted.data["moved_seconds"] - moved.total_seconds()) < 60


def test_the_time_after_an_outage_is_counted_on_until_somebody_can_tell(
    sqlite_database: Database, now: datetime
) -> None:
    database, week = sqlite_database, timedelta(days=7)
    before, anew = Machine("one", timedelta(hours=9), None), Machine("two", MINUTE, None)
    keep_pulse(database, "first", now=now, machine=before)
    # It began anew, and says that it is a week later; an hour after that nobody knows better.
    keep_pulse(database, "second", now=now + week, machine=anew)
    later = anew._replace(uptime=anew.uptime + 60 * MINUTE)
    keep_pulse(database, "second", now=now + week + 60 * MINUTE, machine=later)
    found = compare_clock(database, now + week + 60 * MINUTE, machine=later)
    assert (found.is_right, found.done_until) == (False, now + 60 * MINUTE)
    # Now the network tells.
    kept = later._replace(synchronized_at=now + week + 60 * MINUTE)
    keep_pulse(database, "second", now=now + week + 60 * MINUTE, machine=kept)
    with database.reading() as db:
        mark = find_mark(db)
    assert mark is not None
    assert (mark.at, mark.is_certain) == (now + week + 60 * MINUTE, True)


@pytest.mark.parametrize("large", [2, 100], ids=["in_chunks", "at_once"])
@pytest.mark.parametrize(
    ("after", "phase"),
    [(timedelta(), "voting"), (GRACE - SECOND, "voting"), (GRACE, "counting")],
    ids=str,
)
def test_the_urn_is_sealed_five_minutes_after_the_end(
    database: Database,
    now: datetime,
    after: timedelta,
    phase: str,
    large: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("idea4gov.actions.rounds.sealing.LARGE", large)
    round_ = ending(database, now)
    settle_due(database, site_url=SITE, now=now + after)
    assert state(database, round_) == (phase, 6 if phase == "voting" else 0)
    with database.reading() as db:
        # Everybody is shown at once that voting is over.
        assert get_hosted(db, round_.id).at(now + after).phase == "counting"


def test_officials_wait_for_the_seal_and_cannot_extend_what_has_ended(
    database: Database, now: datetime
) -> None:
    round_, [official, _] = ending(database, now), officials(database)
    with pytest.raises(SealAwaited):
        announce(database, official, round_.id, page_url=PAGE, now=now + GRACE - SECOND)
    with pytest.raises(WrongPhase), database.transaction() as db:
        extend_voting(
            db,
            official,
            round_.id,
            counting_at=now + timedelta(days=2),
            reason="น้ำท่วม",
            page_url=PAGE,
            now=now + SECOND,
        )
    announce(database, official, round_.id, page_url=PAGE, now=now + GRACE)
    assert state(database, round_)[0] == "provisional"


def test_the_database_is_asked_every_few_seconds_alone(
    database: Database, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [100.0]
    watch = ClockWatch(database, count=lambda: seconds[0])
    keep_pulse(database, "worker", now=now)
    assert watch.read(datetime.now(UTC)).is_right
    monkeypatch.setattr("idea4gov.actions.clock.compare_clock", None)
    seconds[0] += 4
    # Four seconds have passed by the database, and eleven days by this machine.
    found = watch.read(now + timedelta(days=11))
    assert timedelta(days=11) - MINUTE < found.skew < timedelta(days=11)
    corrected = watch.correct(now + timedelta(days=11))
    assert corrected == (now + timedelta(days=11) if database.is_sqlite else found.expected)
