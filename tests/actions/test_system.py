"""The figures of an installation, on both engines: what they tell, and that they cost the same always."""

from datetime import timedelta
from pathlib import Path

from idea4gov.actions.backups import record_backup
from idea4gov.actions.system import read_figures
from idea4gov.domain.system import Disk, list_faults
from idea4gov.store.clock import beat, database_now
from idea4gov.store.mail import add_mail
from idea4gov.store.session import Database
from tests.conftest import Clock
from tests.queries import count_queries


def test_figures_of_an_installation(database: Database, clock: Clock, tmp_path: Path) -> None:
    ago = timedelta(seconds=61)
    with database.transaction() as db:
        beat(db, "worker", now=(database_now(db) or clock() + ago) - ago)
    clock.now += ago
    with count_queries(database) as empty:
        found = read_figures(database, {"exports": str(tmp_path / "not" / "made")}, clock=clock)
    assert found.pulse is not None
    assert 61 <= found.pulse.total_seconds() < 600
    assert (found.mails_waiting, found.rounds_due) == (0, 0)
    assert found.schema == found.newest_schema
    assert "exports" in [disk.folder for disk in found.disks]
    with database.transaction() as db:
        for number in range(30):
            add_mail(db, recipient=f"{number}@example.org", subject="s", body="b", now=clock())
    with count_queries(database) as full:
        assert read_figures(database, {}, clock=clock).mails_waiting == 30
    assert len(full) == len(empty)


def test_what_somebody_has_to_look_at(database: Database, clock: Clock) -> None:
    figures = read_figures(database, {}, clock=clock)
    faults = list_faults(figures, has_relay=False)
    assert {part for part in ("worker", "relay", "mails", "rounds", "schema", "jobs") if faults[part]} == {
        "worker",
        "relay",
    }


def test_a_backup_is_late_after_26_hours_and_a_rehearsal_after_35_days(
    database: Database, clock: Clock
) -> None:
    began = clock()
    assert late(database, clock) == {"backup", "rehearsal"}
    assert record_backup(database, taken_at=began - timedelta(hours=1), rehearsed_at=began)
    assert late(database, clock) == set()
    clock.now = began + timedelta(hours=25, minutes=1)
    assert late(database, clock) == {"backup"}
    assert record_backup(database, taken_at=clock())
    # An older one that is tried makes the newest no older.
    record_backup(database, taken_at=began, rehearsed_at=began)
    assert late(database, clock) == set()
    clock.now = began + timedelta(days=35, seconds=1)
    assert late(database, clock) == {"backup", "rehearsal"}


def test_a_backup_of_a_clock_that_was_ahead_proves_nothing(database: Database, clock: Clock) -> None:
    record_backup(database, taken_at=clock() + timedelta(days=11))
    assert "backup" in late(database, clock)
    record_backup(database, taken_at=clock())
    assert "backup" not in late(database, clock)


def late(database: Database, clock: Clock) -> set[str]:
    faults = list_faults(read_figures(database, {}, clock=clock), has_relay=True)
    return {part for part in ("backup", "rehearsal") if faults[part]}


def test_a_disk_is_short_below_a_tenth_or_a_gibibyte() -> None:
    gib = 1024**3
    shorts = {
        (free, size): Disk("d", free * gib, size * gib).is_short
        for free, size in ((5, 40), (3, 40), (0, 2), (1, 2))
    }
    assert shorts == {(5, 40): False, (3, 40): True, (0, 2): True, (1, 2): False}
