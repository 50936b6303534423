"""The whole measurement, step by step; what cannot be measured is noted, and the rest goes on."""

import statistics
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench import tasks
from bench.commits import commits_per_second
from bench.engines import ENGINES, Engine
from bench.errors import BenchError
from bench.pages import (
    BarePage,
    Case,
    Plan,
    Reading,
    bare_page,
    bare_page_on_our_server,
    cases,
    measure,
    website,
)
from bench.processes import Cost
from bench.rounds import begin_voting
from bench.seeding import Seeded, seed
from bench.visitors import Visitors, production_settings

SMALL, MIDDLE, SEARCHED, LARGE = 200, 10_000, 20_000, 100_000
GROWING = ("list, logged in", "proposal, logged in", "support, spread", "home, logged in")
SEARCHES = ("search, a rare word", "search, a common word")
MEASURED = {
    SMALL: (*GROWING, "list, anonymous"),
    MIDDLE: (*GROWING, "list, anonymous", "support, all on one", "whole ballot put", "log-in"),
    SEARCHED: SEARCHES,
    LARGE: (*GROWING, "list, anonymous"),
}
CLIENTS = (1, 8)
COMMIT_SECONDS = 2


@dataclass
class Results:
    """Everything that was measured. Keys begin with the engine's name; sizes are numbers of proposals."""

    readings: dict[tuple[str, str, int], Reading] = field(default_factory=dict)
    commits: dict[tuple[str, int], float] = field(default_factory=dict)
    elections: dict[str, tasks.Election] = field(default_factory=dict)
    exports: dict[tuple[str, int], Cost] = field(default_factory=dict)
    made_up_count: Cost | None = None
    made_up_shares: Cost | None = None
    bare: list[float] = field(default_factory=list)
    bare_on_our_server: float = 0.0
    failures: list[str] = field(default_factory=list)

    @property
    def hello(self) -> float:
        """The bare page's requests a second, the median of all its readings."""
        return statistics.median(self.bare)


@dataclass(frozen=True)
class Choice:
    """What of the whole to measure. only: a part of the names of cases and tasks."""

    plan: Plan
    engines: tuple[str, ...] = tuple(ENGINES)
    only: str = ""

    def wants(self, name: str) -> bool:
        """Whether something of this name is to be measured."""
        return self.only in name


def run(choice: Choice) -> Results:
    """Measure what was chosen."""
    results = Results()
    with tempfile.TemporaryDirectory(prefix="idea4gov-bench-", dir="/tmp") as name:
        folder = Path(name)
        results.bare_on_our_server = bare_page_on_our_server(folder, choice.plan.hello_seconds)
        if choice.wants("made-up election"):
            with _noting(results, "made-up election"):
                results.made_up_count = tasks.count_made_up("greedy")
                results.made_up_shares = tasks.count_made_up("equal_shares")
        with bare_page(folder, choice.plan.hello_seconds) as bare:
            results.bare.append(bare.last)
            for engine in choice.engines:
                with _noting(results, engine), ENGINES[engine](folder) as opened_engine:
                    _measure_engine(results, choice, opened_engine, bare, folder)
    return results


def _measure_engine(results: Results, choice: Choice, engine: Engine, bare: BarePage, folder: Path) -> None:
    for size, keys in MEASURED.items():
        if size == SEARCHED and not any(map(choice.wants, keys)):
            continue
        with _noting(results, f"{engine.name}, {size:,} proposals"), engine.new_database() as url:
            _say(f"{engine.name}: {size:,} proposals ...")
            seeded = seed(url, proposals=size, voters=choice.plan.voters, searched=size == SEARCHED)
            visitors = Visitors(settings := production_settings(url), seeded)
            asked = cases(visitors, choice.plan, begin_voting(seeded))
            with website(settings, folder / "website.log") as port:
                _measure_pages(results, choice, engine.name, seeded, asked, port, bare)
            _measure_commands(results, choice, engine.name, size, settings)


def _measure_pages(
    results: Results,
    choice: Choice,
    engine: str,
    seeded: Seeded,
    asked: list[Case],
    port: int,
    bare: BarePage,
) -> None:
    results.bare.append(bare.measure())
    for case in asked:
        if not choice.wants(case.key) or case.key not in MEASURED[seeded.proposals]:
            continue
        with _noting(results, f"{engine}, {seeded.proposals:,} proposals: {case.key}"):
            reading = measure(case, port, seeded.url, bare, choice.plan)
            results.readings[engine, case.key, seeded.proposals] = reading
            results.bare.append(bare.last)
            _say(f"  {case.key}: {reading.load.per_second:,.0f}/s, {reading.ratio:.2f} of the bare page")


def _measure_commands(
    results: Results, choice: Choice, engine: str, size: int, settings: dict[str, str]
) -> None:
    url = settings["IDEA4GOV_DATABASE_URL"]
    if size == SMALL and choice.wants("commit"):
        for clients in CLIENTS:
            with _noting(results, f"{engine}: bare commit, {clients} clients"):
                rate = commits_per_second(url, clients=clients, seconds=COMMIT_SECONDS)
                results.commits[engine, clients] = rate
                _say(f"  bare commit, {clients} clients: {rate:,.0f}/s")
    if size == SMALL and choice.wants("election"):
        with _noting(results, f"{engine}: real election"):
            results.elections[engine] = tasks.import_and_count(settings)
            _say(f"  real election: {results.elections[engine].imported.seconds:.1f} s")
    if size in (SMALL, LARGE) and choice.wants("export"):
        with _noting(results, f"{engine}: export of {size:,} proposals"):
            results.exports[engine, size] = tasks.export(settings)
            _say(f"  export: {results.exports[engine, size].seconds:.2f} s")


@contextmanager
def _noting(results: Results, what: str) -> Iterator[None]:
    try:
        yield
    except BenchError as error:
        results.failures.append(f"{what}: {error}")
        _say("  not measured")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
