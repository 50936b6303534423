"""A node: `idea4gov serve` with its worker and renderer, and a folder of its own."""

import http.client
from collections.abc import Mapping, Sequence
from pathlib import Path

from bench.processes import PROGRAMS, clean_environment
from config import ROOT
from scripts.cluster.errors import ClusterError
from scripts.cluster.place import Place
from scripts.cluster.program import Program, family_of, run, wait_until

FOLDERS = {
    "IDEA4GOV_JOBS_FILE": "jobs.sqlite3",
    "IDEA4GOV_EXPORT_DIR": "exports",
    "IDEA4GOV_DATA_DIR": "data",
    "IDEA4GOV_RENDITION_DIR": "renditions",
    "IDEA4GOV_SECURITY_LOG_DIR": "security-log",
}
IDEA4GOV = (str(PROGRAMS / "python"), "-m", "idea4gov")
START_SECONDS = 60


class Node:
    """One machine of the website.

    settings: what all nodes have in common. code: the folder with the program that it runs.
    """

    def __init__(self, place: Place, name: str, port: int, settings: Mapping[str, str]) -> None:
        self.name, self.port = name, port
        self.folder = place.make(name)
        own = {key: str(self.folder / file) for key, file in FOLDERS.items()}
        self.settings = {**settings, **own, "HOST": "127.0.0.1", "PORT": str(port)}
        self.code = ROOT
        self.program = self._program(())

    def _program(self, before: Sequence[str]) -> Program:
        command = [*before, *IDEA4GOV, "serve"]
        environment = self._environment()
        return Program(self.name, command, self.folder / "log", environment=environment, folder=self.code)

    def _environment(self, **more: str) -> dict[str, str]:
        return clean_environment({**self.settings, "PYTHONPATH": str(self.code), **more})

    def start(self, *, before: Sequence[str] = (), waits: bool = True) -> None:
        """Start it. before: a command that is to run it. waits: until it says that it is ready."""
        self.program = self._program(before)
        self.program.start()
        if waits:
            self.wait_until_ready()

    def wait_until_ready(self) -> float:
        """Wait until /readyz says so; returns the seconds."""
        return wait_until(lambda: self.is_ready or self._fail(), START_SECONDS, f"{self.name} is ready")

    def _fail(self) -> bool:
        if not self.program.is_running:
            raise ClusterError(f"{self.name} does not start: {self.program.last_words()}")
        return False

    @property
    def is_ready(self) -> bool:
        """Whether it serves, by its own words."""
        return self.get("/readyz") == 200

    def get(self, path: str) -> int | None:
        """The status of a page, asked of this node itself; None where there is no answer within 3 s."""
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=3)
        try:
            link.request("GET", path, headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "127.0.0.1"})
            return link.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            link.close()

    def web_processes(self) -> list[int]:
        """The numbers of the processes that answer requests."""
        helpers = (b"worker", b"renderer", b"resource_tracker")
        return [
            pid for pid in family_of(self.program.pid)[1:] if not any(map(_words(pid).__contains__, helpers))
        ]

    def worker(self) -> int:
        """The number of the process of the worker; 0 where there is none."""
        return next((pid for pid in family_of(self.program.pid) if b"worker\0" in _words(pid)), 0)

    def command(self, *words: str, **more: str) -> str:
        """Run the installed command with this node's settings. Raises ClusterError where it fails."""
        what = f"idea4gov {' '.join(words)}"
        return run([*IDEA4GOV, *words], what, env=self._environment(**more), cwd=self.code)

    @property
    def is_alive(self) -> bool:
        """Whether it answers at all."""
        return self.get("/healthz") == 200


def _words(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
