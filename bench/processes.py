"""Servers that end with the measurement, however it ends; commands with their time and memory."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.errors import BenchError
from config import ROOT

PROGRAMS = Path(sys.executable).parent
STOPWATCH = Path(__file__).with_name("stopwatch.py")
PATIENCE_SECONDS = 120
STOP_SECONDS = 20
# The pipe to this shell closes when the measurement ends, even when it is killed; then it stops the server.
STOP_WHEN_ALONE = '"$@" & child=$!; read -r _; kill "$child"; wait "$child"'


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def serving(
    command: Sequence[str], port: int, log: Path, env: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Run a server while the block lasts; gives its port once it answers. log: where its output goes.

    Raises BenchError with its last lines when it does not answer.
    """
    with log.open("wb") as output:
        guard = subprocess.Popen(
            ["sh", "-c", STOP_WHEN_ALONE, "sh", *command],
            stdin=subprocess.PIPE, stdout=output, stderr=subprocess.STDOUT,
            cwd=ROOT, env=clean_environment(env), start_new_session=True,
        )  # fmt: skip
    try:
        _wait_for(port, log)
        yield port
    finally:
        _stop(guard)


def clean_environment(extra: Mapping[str, str] | None) -> dict[str, str]:
    """The environment without a setting of this project, and what is added to it."""
    known = {name: value for name, value in os.environ.items() if not name.startswith("IDEA4GOV_")}
    return {**known, **(extra or {})}


@dataclass(frozen=True)
class Answer:
    """An HTTP answer. headers: as received."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes


def ask(port: int, request: bytes) -> Answer:
    """Send one whole HTTP request, byte by byte the one that wrk will send."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(request)
        response = http.client.HTTPResponse(connection, method=request.split(b" ", 1)[0].decode())
        response.begin()
        return Answer(response.status, response.msg, response.read())


@dataclass(frozen=True)
class Cost:
    """What a command took. peak_mib: the most memory that it held at once."""

    seconds: float
    peak_mib: float
    output: str


def measured(command: Sequence[str], env: Mapping[str, str] | None = None) -> Cost:
    """Run a command to its end, or for ten minutes. Raises BenchError with its words when it fails."""
    done = subprocess.run(
        [sys.executable, "-IS", str(STOPWATCH), *command],
        capture_output=True, text=True, cwd=ROOT, env=clean_environment(env), timeout=600, check=True,
    )  # fmt: skip
    output, _, last = done.stdout.strip().rpartition("\n")
    status, seconds, peak_kib = json.loads(last)
    if status != 0:
        raise BenchError(f"{' '.join(command[-5:])} ended with {status}: {done.stderr[-500:]}")
    return Cost(seconds, peak_kib / 1024, output)


def peak_mib() -> float:
    """The most memory that this process has held so far, in MiB."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _wait_for(port: int, log: Path) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        try:
            if ask(port, b"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").status < 600:
                return
        except OSError:
            time.sleep(0.05)
    raise BenchError(f"the server did not start:\n{log.read_text(errors='replace')[-2000:]}")


def _stop(guard: subprocess.Popen[bytes]) -> None:
    assert guard.stdin
    guard.stdin.close()
    try:
        guard.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(guard.pid, signal.SIGKILL)
        guard.wait()
