"""Load by wrk, from two threads, over sixteen connections where nothing else is said."""

import json
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.errors import BenchError

THREADS, CONNECTIONS = 2, 16
SCRIPT = Path(__file__).with_name("rotate.lua")
SEPARATOR = "\n=====\n"
MOST_ERRORS = 0.001


@dataclass(frozen=True)
class Load:
    """What one run of wrk saw. errors: answers from 400 on, time-outs and broken connections."""

    requests: int
    seconds: float
    errors: int
    p50_ms: float
    p99_ms: float

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return self.requests / self.seconds


def run_wrk(
    port: int,
    requests: Sequence[bytes],
    seconds: int,
    most_errors: float = MOST_ERRORS,
    connections: int = CONNECTIONS,
) -> Load:
    """Send prepared requests in turn, from the first again when all are sent, to a server of this machine.

    requests: whole HTTP/1.1 requests; a single one does for all. most_errors: part of all that may fail.
    Raises BenchError when more fail.
    """
    with tempfile.NamedTemporaryFile(prefix="idea4gov-requests-") as file:
        # each of the threads takes every second request, so there must be two
        for request in requests if len(requests) > 1 else [*requests] * 2:
            file.write(request + SEPARATOR.encode())
        file.flush()
        command = [
            "wrk", f"-t{THREADS}", f"-c{connections}", f"-d{seconds}s", "--timeout", "10s",
            "-s", str(SCRIPT), f"http://127.0.0.1:{port}", "--", file.name, SEPARATOR,
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 60, check=False)
    if done.returncode != 0:
        raise BenchError(f"wrk failed: {done.stderr.strip() or done.stdout.strip()}")
    return checked(parse(done.stdout), most_errors)


def parse(output: str) -> Load:
    """Read the line of JSON that the script adds to wrk's report. Raises BenchError when there is none."""
    lines = [line for line in output.splitlines() if line.startswith("{")]
    if not lines:
        raise BenchError(f"wrk reported nothing: {output.strip()}")
    found = json.loads(lines[-1])
    return Load(
        requests=found["requests"],
        seconds=found["microseconds"] / 1e6,
        errors=found["errors"],
        p50_ms=found["p50"] / 1e3,
        p99_ms=found["p99"] / 1e3,
    )


def checked(load: Load, most_errors: float = MOST_ERRORS) -> Load:
    """Give the load back. Raises BenchError when nothing was answered, or a larger part of it failed."""
    if load.requests == 0:
        raise BenchError("no request was answered")
    if load.errors > most_errors * load.requests:
        raise BenchError(f"{load.errors} of {load.requests} requests failed")
    return load
