"""deploy/promote.sh changes nothing unless the former primary is fenced and no other standby has more."""

import os
import subprocess
from pathlib import Path

import pytest

from scripts.cluster.deployed import DEPLOY, fill
from scripts.cluster.errors import ClusterError

OLD, NEW = (
    "[databases]\nidea4gov = host=10.0.0.21\n",
    "[databases]\nidea4gov = host=10.0.0.22 dbname=idea4gov\n",
)
PSQL = """#!/bin/sh
for word; do last=$word; done
echo "$last" >>"$SAID"
case "$last" in
    *pg_is_in_recovery*) echo "$STANDS_BY" ;;
    *pg_lsn*) echo "$OTHER_HAS_MORE" ;;
    *pg_promote*) echo t ;;
    *received*|*pg_last_wal*) echo 0/3000060 ;;
esac
"""


def promote(
    folder: Path, *, fence: str = "true", stands_by: str = "t", more: str = "f"
) -> tuple[int, str, str]:
    """Run the script with a psql that answers so; gives its status, the pointer and what psql was asked."""
    (folder / "psql").write_text(PSQL)
    (folder / "psql").chmod(0o755)
    pointer, said = folder / "primary.ini", folder / "said"
    pointer.write_text(OLD)
    said.touch()
    environment = {
        "PATH": f"{folder}:{os.environ['PATH']}",
        "SAID": str(said),
        "STANDS_BY": stands_by,
        "OTHER_HAS_MORE": more,
        "FENCE": fence,
        "STANDBY": "host=10.0.0.22",
        "OTHERS": "host=10.0.0.23",
        "POINTER": str(pointer),
        "POINT_TO": "host=10.0.0.22",
        "BOUNCER": "host=10.0.0.31",
    }
    done = subprocess.run(["sh", DEPLOY / "promote.sh"], env=environment, capture_output=True, check=False)
    return done.returncode, pointer.read_text(), said.read_text()


def test_a_standby_that_has_everything_becomes_the_primary_and_pgbouncer_follows(tmp_path: Path) -> None:
    status, pointer, said = promote(tmp_path)
    assert (status, pointer) == (0, NEW)
    assert said.index("pg_promote") < said.index("RELOAD")


@pytest.mark.parametrize("refusal", [{"fence": "false"}, {"more": "t"}, {"stands_by": "f"}])
def test_nothing_is_changed_where_votes_could_be_lost(tmp_path: Path, refusal: dict[str, str]) -> None:
    status, pointer, said = promote(tmp_path, **refusal)
    assert (status, pointer) == (1, OLD)
    assert "pg_promote" not in said


def test_what_a_file_does_not_say_any_more_is_no_silent_default() -> None:
    assert "127.0.0.1:41001" in fill("haproxy.cfg", {"10.0.0.11:8000": "127.0.0.1:41001"})
    with pytest.raises(ClusterError, match="does not say"):
        fill("haproxy.cfg", {"10.9.9.9": "127.0.0.1"})
