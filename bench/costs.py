"""`python -m bench.costs`: what one request, ballot or mail takes, of cores, memory and disk.

It prints the tables and writes them into docs/capacity.md, from where `bench.capacity` and the tests of the
simulation read them. About five minutes. Only the machine's own PostgreSQL can be measured: its processes are
found in /proc.
"""

import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import text

from bench.cost_table import COSTS, PAGE, Cost, Crowd, Measured, Single, written
from bench.cpu import database_processes, megabytes_held, seconds_used, seconds_used_by_all, website_processes
from bench.engines import ENGINES, opened
from bench.errors import BenchError
from bench.pages import Case, Plan, cases, website
from bench.processes import ask
from bench.rounds import begin_voting
from bench.seeding import Seeded, seed
from bench.single_costs import bytes_per_row, mail, photo, urn, worker_memory
from bench.table import write_between_marks
from bench.visitors import Visitors, production_settings
from bench.wrk import Load, run_wrk

PROPOSALS, VOTERS, SMALL, LARGE = 5_000, 4_000, 16, 200
SECONDS, FIRST_VISITS, TURNED_AWAY = 3, 8, 503
MEASURED = (
    "list, anonymous",
    "list, logged in",
    "proposal, logged in",
    "search, a rare word",
    "support, spread",
    "whole ballot put",
    "log-in",
)


def main() -> None:
    """Measure all on both engines, print it and write it into the page."""
    found = Measured([], [], [])
    with tempfile.TemporaryDirectory(prefix="idea4gov-costs-", dir="/tmp") as name:
        for engine in ENGINES.values():
            with engine(Path(name)) as opened_engine:
                with opened_engine.new_database() as url:
                    _requests(opened_engine.name, url, Path(name), found)
                with opened_engine.new_database() as url:
                    found.singles.extend(_singles(opened_engine.name, url))
    tables = written(found)
    print(tables)
    write_between_marks(PAGE, tables, COSTS)


def _requests(engine: str, url: str, folder: Path, found: Measured) -> None:
    """Measure each kind of request on a website of its own."""
    seeded = seed(url, proposals=PROPOSALS, voters=VOTERS, searched=True)
    settings = production_settings(url)
    voting = begin_voting(seeded)
    visitors = Visitors(settings, seeded)
    with website(settings, folder / "website.log") as port:
        for case in cases(visitors, Plan(), voting):
            if case.key in MEASURED:
                _request(engine, case, port, seeded, found)
        held = max(map(megabytes_held, website_processes(port)))
    visitors.close()
    found.singles.append(Single("largest process of the website", engine, held, "MiB"))
    found.singles.extend(bytes_per_row(engine, url))
    found.singles.append(worker_memory(engine, settings))


def _request(engine: str, case: Case, port: int, seeded: Seeded, found: Measured) -> None:
    _warm_up(case, port)
    groups = website_processes(port), database_processes(seeded.url)
    before, log, began = [*map(seconds_used, groups)], _log_position(seeded.url), time.monotonic()
    all_before = seconds_used_by_all()
    load = run_wrk(port, case.batch(1), SECONDS, most_errors=1.0)
    answered = _answered(load)
    web, base = (seconds_used(group) - earlier for group, earlier in zip(groups, before, strict=True))
    others = (seconds_used_by_all() - all_before - web - base) / (time.monotonic() - began)
    log_bytes = (_log_position(seeded.url) - log) / answered
    each = 1000 / answered
    found.costs.append(Cost(case.key, engine, web * each, base * each, log_bytes))
    found.crowds.append(_crowd(case, engine, SMALL, others, load))
    found.crowds.append(_large(engine, case, port, seeded))
    print(found.costs[-1], *found.crowds[-2:], sep="\n", flush=True)


def _warm_up(case: Case, port: int) -> None:
    """Let each process make what it keeps: the first page takes a hundred times as long as the next."""
    for request in case.batch(0)[:FIRST_VISITS]:
        if (status := ask(port, request).status) not in (case.status, TURNED_AWAY):
            raise BenchError(f"{case.key} was answered with {status} instead of {case.status}")
    with suppress(BenchError):  # on a busy machine none may be answered in time
        run_wrk(port, case.batch(0)[FIRST_VISITS:] or case.batch(0), 1, most_errors=1.0)


def _large(engine: str, case: Case, port: int, seeded: Seeded) -> Crowd:
    """The same with many connections, of which some may be turned away."""
    groups = [*website_processes(port), *database_processes(seeded.url)]
    before, all_before, began = seconds_used(groups), seconds_used_by_all(), time.monotonic()
    load = run_wrk(port, case.batch(2), SECONDS, most_errors=1.0, connections=LARGE)
    own, used = seconds_used(groups) - before, seconds_used_by_all() - all_before
    return _crowd(case, engine, LARGE, (used - own) / (time.monotonic() - began), load)


def _answered(load: Load) -> int:
    """How many were not turned away. Raises BenchError where all were."""
    if load.requests == load.errors:
        raise BenchError("every request was turned away")
    return load.requests - load.errors


def _crowd(case: Case, engine: str, connections: int, others: float, load: Load) -> Crowd:
    answered = max(0, load.requests - load.errors) / load.seconds
    return Crowd(case.key, engine, connections, others, answered, load.p99_ms, load.errors / load.requests)


def _log_position(url: str) -> int:
    """Bytes of the log that PostgreSQL has written ahead; 0 for SQLite."""
    with opened(url) as database, database.reading() as db:
        if database.is_sqlite:
            return 0
        return int(db.execute(text("SELECT pg_current_wal_insert_lsn() - '0/0'")).scalar_one())


def _singles(engine: str, url: str) -> Iterator[Single]:
    """Measure what the worker and other processes do, on a database of its own."""
    yield from urn(engine, url)
    yield mail(engine, url)
    yield photo(engine)


if __name__ == "__main__":
    main()
