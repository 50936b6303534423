"""Programs of the cluster: each has a log, and ends with whoever started it, however that ends."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from scripts.cluster.errors import ClusterError

LOOK_AGAIN_SECONDS = 0.05
STOP_SECONDS = 30


@dataclass
class Program:
    """A program that runs until it is stopped.

    user: of the operating system, where this is root; None for the same one. end: the signal that ends it in
    good order, also when this process dies. Start it from the main thread: the kernel sends that signal when
    the thread that started it ends.
    """

    name: str
    command: Sequence[str]
    log: Path
    user: str | None = None
    end: signal.Signals = signal.SIGTERM
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    folder: Path = Path("/")
    _process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        """Start it, without waiting until it is of use."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                [*self._wrapper(), *self.command],
                stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
                cwd=self.folder, env=dict(self.environment), start_new_session=True,
            )  # fmt: skip

    def _wrapper(self) -> list[str]:
        words = ["setpriv", "--pdeathsig", self.end.name.removeprefix("SIG")]
        if self.user:
            words += ["--reuid", self.user, "--regid", self.user, "--clear-groups"]
        return [*words, "--"]

    @property
    def pid(self) -> int:
        """Its number. Raises ClusterError where it does not run."""
        if self._process is None or self._process.poll() is not None:
            raise ClusterError(f"{self.name} does not run: {self.last_words()}")
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it has been started and not yet ended."""
        return self._process is not None and self._process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to it alone, not to what it started."""
        os.kill(self.pid, number)

    def stop(self) -> list[int]:
        """End it in good order, and after STOP_SECONDS or where it leaves something running, by force.

        Returns the numbers of its processes that had to be killed.
        """
        if not self.is_running:
            return []
        family = family_of(self.pid)
        self.signal(self.end)
        return self._end(family, STOP_SECONDS)

    def kill(self) -> None:
        """End it and all that it started at once, as a power cut would."""
        family = family_of(self.pid)
        for number in family:
            kill(number)
        self._end(family, STOP_SECONDS)

    def kill_alone(self) -> list[int]:
        """Kill it, and not what it started. Returns the numbers of what it had started."""
        family = family_of(self.pid)
        self.signal(signal.SIGKILL)
        self._wait(STOP_SECONDS)
        return family[1:]

    def _end(self, family: list[int], seconds: float) -> list[int]:
        self._wait(seconds)
        # A few of them end just after the first one has.
        with suppress(ClusterError):
            wait_until(lambda: not any(map(is_alive, family)), 3, "")
        left = [number for number in family if is_alive(number)]
        for number in left:
            kill(number)
        if self._process:
            self._process.wait()
        return left

    def _wait(self, seconds: float) -> None:
        with suppress(subprocess.TimeoutExpired):
            assert self._process
            self._process.wait(seconds)

    def last_words(self) -> str:
        """The end of its log."""
        return self.log.read_text(errors="replace")[-1_500:] if self.log.exists() else "it said nothing"


def wait_until(condition: Callable[[], bool], seconds: float, what: str) -> float:
    """Wait until the condition holds; returns the seconds that it took. Raises ClusterError with `what`."""
    start = time.monotonic()
    while not condition():
        if time.monotonic() > start + seconds:
            raise ClusterError(f"{what}: not so after {seconds:.0f} s")
        time.sleep(LOOK_AGAIN_SECONDS)
    return time.monotonic() - start


def run(command: Sequence[str], what: str, **options: Any) -> str:
    """Run a command to its end; returns what it said. Raises ClusterError with its last words."""
    done = subprocess.run(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options
    )
    if done.returncode != 0:
        raise ClusterError(f"{what} failed: {done.stdout[-1_500:]}")
    return str(done.stdout)


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let no second Ctrl-C interrupt the block, which stops what runs."""
    former = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def family_of(pid: int) -> list[int]:
    """The process and everything that it started and that still runs, the process itself first."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        words = _stat(entry)
        if words:
            children.setdefault(int(words[1]), []).append(int(entry.parent.name))
    family = [pid]
    for one in family:
        family += children.get(one, [])
    return family


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that has ended and was not yet asked about does not."""
    words = _stat(Path(f"/proc/{pid}/stat"))
    return bool(words) and words[0] != "Z"


def kill(pid: int) -> None:
    """Kill a process that may have ended meanwhile."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _stat(path: Path) -> list[str]:
    """State, number of the parent and so on; nothing where the process is gone."""
    try:
        file: IO[bytes]
        with path.open("rb") as file:
            # The name before them stands in brackets, and may hold anything.
            return file.read().rpartition(b")")[2].decode().split()
    except OSError:
        return []
