"""What an installation takes while it works: each of its processes, its connections, its files. Linux."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import text

from bench.engines import opened
from bench.errors import BenchError

PROC = Path("/proc")
KIB = 1024
# By a word of the command line, in this order.
ROLES = {" serve": "serve and web", " worker": "worker", " renderer": "renderer"}
OTHER = "helper"


@dataclass(frozen=True)
class Process:
    """One process. rss_mib: of it alone, with what it shares. own_mib: its share of what several hold."""

    pid: int
    role: str
    rss_mib: float
    own_mib: float
    descriptors: int
    threads: int


@dataclass(frozen=True)
class Sample:
    """One look at all of it. connections: to the database. wal_mib: SQLite's -wal.

    temporary_files: those with a name. temporary_mib: on disk, with those that have none.
    """

    seconds: float
    processes: list[Process]
    connections: int
    wal_mib: float
    temporary_files: int
    temporary_mib: float


@dataclass
class Watch:
    """Looks at the server that listens on `port`, every so often. temporary: its folder for such files."""

    port: int
    url: str
    temporary: Path
    samples: list[Sample] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._began = time.monotonic()
        self._master = _find_master(self.port)

    def look(self) -> Sample:
        """Look once."""
        pids = list(_tree(self._master))
        processes = [found for pid in pids if (found := _process(pid))]
        files = [size for path in self.temporary.rglob("*") if (size := _size(path)) is not None]
        return Sample(
            seconds=time.monotonic() - self._began,
            processes=processes,
            connections=_connections(self.url, pids),
            wal_mib=(_size(Path(f"{_file_of(self.url)}-wal")) or 0) / KIB / KIB,
            temporary_files=len(files),
            temporary_mib=(sum(files) + sum(self._nameless(pids))) / KIB / KIB,
        )

    def _nameless(self, pids: list[int]) -> Iterator[int]:
        """Sizes of the files that only a descriptor of these processes still leads to."""
        for link in (each for pid in pids for each in _descriptors(pid)):
            if _target(link).startswith(f"{self.temporary}/") and _target(link).endswith("(deleted)"):
                yield _size(link) or 0

    def during(self, work: Callable[[], None], every: float) -> None:
        """Look every so many seconds while the work is done, and keep the samples."""
        over = Event()

        def look_on() -> None:
            while not over.wait(every):
                self.samples.append(self.look())

        looker = Thread(target=look_on, name="watch")
        looker.start()
        try:
            work()
        finally:
            over.set()
            looker.join()


def _find_master(port: int) -> int:
    for pid in _pids():
        words = _words(pid)
        if "serve" in words and str(port) in words and words[0] != "sh":
            return pid
    raise BenchError(f"no server with port {port} is running")


def _tree(root: int) -> Iterator[int]:
    children: dict[int, list[int]] = {}
    for pid in _pids():
        stat = _read(PROC / str(pid) / "stat")
        if stat:
            children.setdefault(int(stat.rpartition(")")[2].split()[1]), []).append(pid)
    waiting = [root]
    while waiting:
        yield (pid := waiting.pop())
        waiting += children.get(pid, [])


def _process(pid: int) -> Process | None:
    """None where it has just ended."""
    folder = PROC / str(pid)
    memory, status = _read(folder / "smaps_rollup"), _read(folder / "status")
    if not (memory and status):
        return None
    line = " ".join(_words(pid))
    role = next((name for word, name in ROLES.items() if word in line), OTHER)
    try:
        descriptors = len(list((folder / "fd").iterdir()))
    except OSError:
        return None
    return Process(
        pid,
        role,
        _kib(memory, "Rss:") / KIB,
        _kib(memory, "Pss:") / KIB,
        descriptors,
        _kib(status, "Threads:"),
    )


def _connections(url: str, pids: list[int]) -> int:
    if file := _file_of(url):
        return sum(_target(each) == file for pid in pids for each in _descriptors(pid))
    with opened(url) as database, database.reading() as db:
        asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        return int(db.scalar(text(asked)) or 0) - 1


def _file_of(url: str) -> str:
    return url.removeprefix("sqlite:///") if url.startswith("sqlite:///") else ""


def _descriptors(pid: int) -> list[Path]:
    try:
        return list((PROC / str(pid) / "fd").iterdir())
    except OSError:
        return []


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""


def _pids() -> list[int]:
    return [int(each.name) for each in PROC.iterdir() if each.name.isdigit()]


def _words(pid: int) -> list[str]:
    return (_read(PROC / str(pid) / "cmdline") or "").split("\0")


def _kib(table: str, name: str) -> int:
    return next(int(line.split()[1]) for line in table.splitlines() if line.startswith(name))


def _size(path: Path) -> int | None:
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


def _read(path: Path) -> str:
    try:
        return path.read_text(errors="replace")
    except OSError:
        return ""
