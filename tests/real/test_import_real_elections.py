"""Every real election at hand: imported, counted in the database, exported, and still the same."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from idea4gov.actions.rounds.imports import (
    Imported,
    export_lines,
    get_published,
    import_round,
    tally_round,
)
from idea4gov.domain.pabulib.rows import decoded_lines
from idea4gov.domain.verify import Verdict
from idea4gov.store.rounds.finished import list_rounds
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.factories import SAEN_SUK, add_local_government
from tests.real.verdicts import verdict_of

WROCLAW = "Poland_Wroclaw_2023_local.pb"
WITH_REPEATS = "Poland_Czestochowa_2020.pb"
FEW = [WITH_REPEATS, "Poland_Krakow_2019_Grzegorzki.pb", "Netherlands_Assen_2024.pb"]
# The peak of the process itself: what the operating system says of a child includes its parent's memory.
IMPORT_AND_TELL_PEAK = """
from pathlib import Path
from idea4gov.cli.pb import pb
pb(standalone_mode=False)
print(next(line for line in Path("/proc/self/status").read_text().splitlines() if "VmHWM" in line))
"""


@pytest.fixture(scope="module")
def one_database(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """One SQLite database for all files."""
    path = tmp_path_factory.mktemp("elections") / "idea4gov.sqlite3"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.dispose()


def bring(database: Database, path: Path) -> tuple[Imported, Verdict]:
    verdict = verdict_of(path)
    with path.open("rb") as stream, database.transaction() as db:
        add_local_government(db)
        lines = decoded_lines(stream)
        done = import_round(db, lines, verdict, local_government_code=SAEN_SUK, now=NOON)
    return done, verdict


def check_whole(database: Database, round_id: int, verdict: Verdict) -> None:
    """The export has the digest of the file that was read, and the database counts as the file does."""
    with database.snapshot() as db:
        text = "".join(export_lines(db, get_published(db, round_id)))
        assert hashlib.sha256(text.encode()).hexdigest() == verdict.digest
        if verdict.outcome:
            assert tally_round(db, round_id).outcome == verdict.outcome


def test_every_election_survives_import_and_export(real_data: Path, one_database: Database) -> None:
    paths = sorted((real_data / "pabulib").glob("*.pb"))
    assert len(paths) == 55
    for path in paths:
        # The largest is imported below, by the command.
        if path.name == WROCLAW:
            continue
        done, verdict = bring(one_database, path)
        assert done.is_new, path.name
        check_whole(one_database, done.round_id, verdict)


@pytest.mark.parametrize("name", FEW)
def test_elections_survive_on_postgresql_too(real_data: Path, postgres_database: Database, name: str) -> None:
    done, verdict = bring(postgres_database, real_data / "pabulib" / name)
    check_whole(postgres_database, done.round_id, verdict)


def test_the_largest_election_survives_too_and_little_of_it_is_held_in_memory(
    real_data: Path, sqlite_database: Database
) -> None:
    with sqlite_database.transaction() as db:
        add_local_government(db)
    path = real_data / "pabulib" / WROCLAW
    settings = {
        "IDEA4GOV_ENV": "development",
        "IDEA4GOV_SECRET_KEY": "a secret of the tests that is long enough",
        "IDEA4GOV_DATABASE_URL": str(sqlite_database.engine.url),
    }
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_AND_TELL_PEAK, "import", path, "--local-government", SAEN_SUK],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "77,154 ballots" in done.stdout
    assert int(done.stdout.split()[-2]) < 200_000, "kilobytes; the target is 300 MB"
    with sqlite_database.reading() as db:
        [card] = list_rounds(db)
    check_whole(sqlite_database, card.id, verdict_of(path))
