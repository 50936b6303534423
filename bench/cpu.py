"""What processes of this machine have used of its cores, and hold of its memory, as /proc tells."""

import os
from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import text

from bench.engines import opened

TICK = os.sysconf("SC_CLK_TCK")
IDLE, WAITING = 3, 4
# utime and stime of /proc/PID/stat, counted from the state on.
USED = slice(11, 13)


def website_processes(port: int) -> list[int]:
    """All processes of the installation that answers there: of the session that `serving` began."""
    sessions = {_session(pid) for pid in _pids() if f"--port\0{port}\0" in _command(pid)}
    return [pid for pid in _pids() if _session(pid) in sessions]


def database_processes(url: str) -> list[int]:
    """The processes of the PostgreSQL server of this machine that answers there; none for SQLite."""
    if url.startswith("sqlite"):
        return []
    with opened(url) as database, database.reading() as db:
        own: int = db.execute(text("SELECT pg_backend_pid()")).scalar_one()
        server = _parent(own)
    return [pid for pid in _pids() if _parent(pid) == server]


def seconds_used(pids: Iterable[int]) -> float:
    """Seconds of a core that these processes have used; one that is gone counts nothing."""
    return sum(sum(map(int, found[USED])) for pid in pids if (found := _stat(pid))) / TICK


def seconds_used_by_all() -> float:
    """Seconds of a core that everything on this machine has used since its start."""
    ticks = Path("/proc/stat").read_text().partition("\n")[0].split()[1:9]
    return sum(int(each) for number, each in enumerate(ticks) if number not in (IDLE, WAITING)) / TICK


def megabytes_held(pid: int) -> float:
    """MiB of memory, where what is shared with others is divided among them; 0.0 of one that is gone."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


def _pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; [] when the process is gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def _parent(pid: int) -> int:
    return int((_stat(pid) or ["", "0"])[1])


def _session(pid: int) -> int:
    return int((_stat(pid) or ["", "", "", "0"])[3])


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""
