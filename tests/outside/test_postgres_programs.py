"""Programs of PostgreSQL: the right version, no password where others can read it, and their own words."""

from pathlib import Path

import pytest

from idea4gov.domain.backups import BackupProblem
from idea4gov.outside import postgres_programs
from idea4gov.outside.postgres_programs import Address, dumping, find_program, restoring

SPY = r"""#!/bin/sh
if [ "$1" = --version ]; then echo "pg_dump (PostgreSQL) 15.3 (Debian)"; exit; fi
printf '%s ' "$@"; printf '\n'; env
cat "$(printf '%s ' "$@" | sed "s/.*passfile='\([^']*\)'.*/\1/")"
"""
FAILING = r"""#!/bin/sh
if [ "$1" = --version ]; then echo "pg_restore (PostgreSQL) 15.3"; exit; fi
head -c 10 > /dev/null; echo "pg_restore: error: could not do it" >&2; exit 1
"""
PARAMETERS = {"host": "/run/o'brien", "dbname": r"back\slash", "user": "serve"}


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that is the only place with programs."""
    monkeypatch.setattr(postgres_programs, "DEBIAN", tmp_path / "none")
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return tmp_path


def put(folder: Path, name: str, script: str) -> None:
    (folder / name).write_text(script)
    (folder / name).chmod(0o755)


def test_the_password_is_in_no_argument_and_no_environment(programs: Path) -> None:
    put(programs, "pg_dump", SPY)
    with dumping(Address(PARAMETERS, r"se:cr\et", 15), "00000003-1") as dump:
        seen = dump.read().decode()
    *said, last = seen.splitlines()
    assert last == r"*:*:*:*:se\:cr\\et"
    assert "se:cr" not in "".join(said)
    assert r"host='/run/o\'brien' dbname='back\\slash' user='serve'" in said[0]
    assert "--snapshot=00000003-1" in said[0]


def test_a_program_that_is_older_than_the_server_is_refused(programs: Path) -> None:
    put(programs, "pg_dump", SPY)
    assert find_program("pg_dump", 15) == programs / "pg_dump"
    with pytest.raises(
        BackupProblem, match=r"PostgreSQL 16 or newer is needed, and it is of version 15 here"
    ):
        find_program("pg_dump", 16)
    with pytest.raises(BackupProblem, match="it is not there"):
        find_program("pg_never", 1)


def test_a_program_that_fails_says_why_also_when_it_stops_reading(programs: Path) -> None:
    put(programs, "pg_restore", FAILING)
    says = pytest.raises(BackupProblem, match="pg_restore failed: pg_restore: error: could not do it")
    with says, restoring(Address(PARAMETERS, "", 15)) as target:
        for _ in range(100):
            target.write(b"x" * 100_000)
