"""Make every attack in turn, and print what visitors noticed of it."""

import importlib
import multiprocessing
import pkgutil
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from subprocess import run as run_command

import scripts.attack
from bench.processes import PROGRAMS, clean_environment, free_port, serving
from config import ROOT
from scripts.attack.attack import Attack, Target

SECONDS, QUIET_SECONDS = 20, 3
NO_ANSWER_SECONDS = 5
PAUSE_SECONDS = 0.05
SERVE = (
    "from idea4gov.cli.serve import RENDERER;"
    "from idea4gov.outside.server import serve;"
    "from idea4gov.outside.supervisor import supervised\n"
    "with supervised(RENDERER): serve('scripts.attack.site:app', host='127.0.0.1', port={}, workers=2)"
)
# site.py is the website itself, and starts when it is imported
NO_ATTACKS = ("__main__", "site")
HEAD = ("attack", "clients", "s", "/healthz ms", "worst", "page ms", "worst", "verdict", "what is tried")


@dataclass(frozen=True)
class Reading:
    """What visitors noticed. healthz, page: milliseconds of each request; no answer counts as 5 s."""

    healthz: list[float]
    page: list[float]

    def is_below(self, most_ms: float) -> bool:
        """Whether half of the visitors waited less than that for either."""
        return max(statistics.median(self.healthz), statistics.median(self.page)) <= most_ms


def main() -> int:
    """Make the attacks whose name holds the word that was given, or all."""
    _allow_connections()
    word = sys.argv[1] if len(sys.argv) > 1 else ""
    chosen = [each for each in _all_attacks() if word in each.name]
    are_held = []
    with tempfile.TemporaryDirectory(prefix="idea4gov-attack-") as folder, _site(Path(folder)) as port:
        _print_row(*HEAD)
        quiet = Attack("(none)", "", 0, lambda _target, _over: None)
        _print_reading(quiet, QUIET_SECONDS, "", _watch(port, QUIET_SECONDS))
        for attack in chosen:
            reading = _endure(attack, port)
            are_held.append(reading.is_below(attack.most_ms))
            _print_reading(attack, SECONDS, "held" if are_held[-1] else "NOT HELD", reading)
    return 0 if all(are_held) else 1


def _all_attacks() -> Iterator[Attack]:
    for module in sorted(each.name for each in pkgutil.iter_modules(scripts.attack.__path__)):
        if module not in NO_ATTACKS:
            yield from getattr(importlib.import_module(f"scripts.attack.{module}"), "ATTACKS", [])


@contextmanager
def _site(folder: Path) -> Iterator[int]:
    """The demo on a database of its own, served as the website is."""
    settings = {
        "IDEA4GOV_ENV": "development",
        "IDEA4GOV_DATABASE_URL": f"sqlite:///{folder / 'idea4gov.sqlite3'}",
        "IDEA4GOV_EXPORT_DIR": str(folder / "exports"),
        "IDEA4GOV_DATA_DIR": str(folder / "data"),
        "IDEA4GOV_RENDITION_DIR": str(folder / "renditions"),
        "IDEA4GOV_SECURITY_LOG_DIR": str(folder / "security-log"),
        # Attackers name their networks as a proxy would.
        "IDEA4GOV_TRUSTED_PROXIES": "1",
        "IDEA4GOV_LOG_LEVEL": "warning",
    }
    for command in (["db", "upgrade"], ["places", "load"], ["demo"]):
        environment = clean_environment(settings)
        run_command(
            [PROGRAMS / "idea4gov", *command], cwd=ROOT, env=environment, check=True, capture_output=True
        )
    port = free_port()
    with serving([str(PROGRAMS / "python"), "-c", SERVE.format(port)], port, folder / "log", settings):
        yield port


def _endure(attack: Attack, port: int) -> Reading:
    over = multiprocessing.Event()
    attacker = multiprocessing.Process(target=attack.run, args=(Target(port), over))
    attacker.start()
    try:
        return _watch(port, SECONDS)
    finally:
        over.set()
        attacker.join(10)
        attacker.kill()


def _watch(port: int, seconds: float) -> Reading:
    """Ask for both addresses in turn, as a new visitor each time."""
    start = time.monotonic()
    reading = Reading([], [])
    while time.monotonic() < start + seconds:
        for path, times in (("/healthz", reading.healthz), ("/boards/2", reading.page)):
            times.append(_ask(port, path) * 1_000)
            time.sleep(PAUSE_SECONDS)
    return reading


def _ask(port: int, path: str) -> float:
    start = time.monotonic()
    visitor = HTTPConnection("127.0.0.1", port, timeout=NO_ANSWER_SECONDS)
    try:
        visitor.request("GET", path)
        answer = visitor.getresponse()
        answer.read()
        return time.monotonic() - start if answer.status == 200 else NO_ANSWER_SECONDS
    except (OSError, HTTPException):
        return NO_ANSWER_SECONDS
    finally:
        visitor.close()


def _print_reading(attack: Attack, seconds: int, verdict: str, reading: Reading) -> None:
    times = [
        f"{value:.0f}"
        for each in (reading.healthz, reading.page)
        for value in (statistics.median(each), max(each))
    ]
    _print_row(attack.name, str(attack.clients), str(seconds), *times, verdict, attack.what)


def _print_row(*cells: str) -> None:
    widths = (25, 8, 4, 12, 7, 8, 7, 9, 0)
    print("".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)), flush=True)


def _allow_connections() -> None:
    """Raise the soft limit of open files, of which each connection is one."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = 8_192 if hard == resource.RLIM_INFINITY else min(hard, 8_192)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


if __name__ == "__main__":
    sys.exit(main())
