"""Seal, count, check and verify a round of very many ballots, while people vote in another round.

    python -m bench.large_urn [--ballots 1000000] [--engine sqlite]

Prints a table: seconds, most memory and longest transaction of each step, which is a process of its own, and
how long the voters of the other round waited for their ballots meanwhile. It keeps nothing.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from bench.engines import opened, parser_of, tell_each
from bench.processes import peak_mib
from idea4gov.actions.rounds.check import list_ballot_problems
from idea4gov.actions.rounds.imports import export_lines, get_published, list_problems
from idea4gov.actions.rounds.settling import settle
from idea4gov.domain.pabulib.rows import decoded_lines
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.verify import verify_lines
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.hosted import HostedRound, add_hosted_round
from tests.voters import add_voters, cast

CLOSED, ANNOUNCED = NOON + timedelta(days=10), NOON + timedelta(days=20)
PAGE = "https://example.org/rounds"
# Above all numbers that the database gives by itself.
FIRST = 100_000_000
MORE_PROJECTS, MOST_MARKS, VOTERS, BATCH = 27, 5, 2_000, 50_000
SQLITE_DRAWS = {
    "label": "lower(hex(randomblob(32)))",
    "nonce": "lower(hex(randomblob(16)))",
    "draw": "abs(random() % 6)",
    "moment": ":now",
}
POSTGRES_DRAWS = {
    "nonce": "encode(substr(sha256(random()::text::bytea), 1, 16), 'hex')",
    "label": "encode(sha256(random()::text::bytea), 'hex')",
    "draw": "floor(random() * 6)::integer",
    "moment": "CAST(:now AS timestamp) AT TIME ZONE 'UTC'",
}
NUMBERS = "WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last)"
# One mark in each of the first one to five sixths of the paper: some 9,000 different ballots.
ROWS = (
    f"INSERT INTO person (id, created_at) {NUMBERS} SELECT i, {{moment}} FROM n",
    "INSERT INTO account (id, person_id, email, password_hash, display_name, home_province_code, language, "
    "session_number, consented_at, consent_version, email_confirmed_at, is_demo, created_at) "
    f"{NUMBERS} SELECT i, i, i || '@example.org', '', 'x', '20', 'th', 1, {{moment}}, '1', {{moment}}, "
    "FALSE, {moment} FROM n",
    "INSERT INTO voter_roll (round_id, person_id, channel, door, marked_at) "
    f"{NUMBERS} SELECT :round, i, 'online', 'email', {{moment}} FROM n",
    "INSERT INTO ballot (id, round_id, person_id, channel, version, receipt_digest, label, nonce, cast_at) "
    f"{NUMBERS} SELECT i, :round, i, 'online', 1, {{label}}, {{label}}, {{nonce}}, {{moment}} FROM n",
    "INSERT INTO urn_leaf (round_id, kind, commitment, made_at) "
    f"{NUMBERS} SELECT :round, 'cast', {{label}}, {{moment}} FROM n",
    "INSERT INTO ballot_line (ballot_id, round_id, project_id, position) "
    f"{NUMBERS}, k(j) AS (SELECT 0 UNION ALL SELECT j + 1 FROM k WHERE j + 1 < :most) "
    "SELECT i, :round, :project + 6 * j + {draw}, j + 1 FROM n CROSS JOIN k WHERE j <= i % 5",
    "INSERT INTO outgoing_mail (recipient, subject, body, attempts, next_try_at, round_id, created_at) "
    f"{NUMBERS} SELECT 'a@example.org', 'receipt', 'code', 0, {{moment}}, :round, {{moment}} FROM n "
    "WHERE i % 5 = 0",
)


class Watched(Database):
    """A database that remembers how many seconds its longest transaction took, with the wait for it."""

    longest = 0.0

    @contextmanager
    def transaction(self, **options: bool) -> Iterator[Session]:
        """As in Database."""
        began = time.perf_counter()
        try:
            with super().transaction(**options) as db:
                yield db
        finally:
            self.longest = max(self.longest, time.perf_counter() - began)


def fill(database: Database, ballots: int, *, now: datetime = NOON) -> HostedRound:
    """A round of Saen Suk with so many online ballots of one to five marks, and receipts that wait."""
    with database.transaction() as db:
        made = add_hosted_round(db, more=MORE_PROJECTS, max_projects=MOST_MARKS, now=now)
    draws = SQLITE_DRAWS if database.is_sqlite else POSTGRES_DRAWS
    for start in range(FIRST, FIRST + ballots, BATCH):
        facts: dict[str, Any] = {
            "round": made.id,
            "first": start,
            "last": min(start + BATCH, FIRST + ballots) - 1,
        }
        facts |= {"project": min(made.projects), "now": now.replace(tzinfo=None), "most": MOST_MARKS}
        for statement in ROWS[: None if start == FIRST else -1]:
            with database.transaction() as db:
                db.execute(text(statement.format(**draws)), facts)
    with database.transaction() as db:
        db.execute(text("ANALYZE"))
    return made


def step(name: str, url: str, round_id: int, file: str) -> None:
    """Do one step; print its seconds, the most memory that this process held, in MB, and the longest lock."""
    began = time.perf_counter()
    database = Watched(url, pool_size=1)
    STEPS[name](database, round_id, Path(file))
    database.dispose()
    print(json.dumps([time.perf_counter() - began, peak_mib(), database.longest]))


def _settle(moment: datetime) -> Callable[[Database, int, Path], object]:
    return lambda database, round_id, _file: settle(database, round_id, page_url=PAGE, now=moment)


def _check(database: Database, _round_id: int, _file: Path) -> None:
    with database.snapshot() as db:
        faults = [*list_ballot_problems(db), *list_problems(db)]
    if faults:
        raise SystemExit("\n".join(faults))


def _export(database: Database, round_id: int, file: Path) -> None:
    with database.snapshot() as db, file.open("w", encoding="utf-8", newline="") as stream:
        stream.writelines(export_lines(db, get_published(db, round_id)))


def _verify(_database: Database, _round_id: int, file: Path) -> None:
    with file.open("rb") as stream:
        answer = verify_lines(decoded_lines(stream)).answer
    if answer != "matches":
        raise SystemExit(answer)


STEPS: dict[str, Callable[[Database, int, Path], object]] = {
    "seal": _settle(CLOSED),
    "announce": _settle(ANNOUNCED),
    "check": _check,
    "export": _export,
    "verify": _verify,
}


def waits_while(
    database: Database, voters: list[Viewer], versions: list[int], round_: HostedRound, done: Event
) -> list[float]:
    """Milliseconds that each ballot of another round took, one after the other, until `done`."""
    found: list[float] = []
    for number in count():
        if done.is_set():
            return found
        place = number % len(voters)
        began = time.perf_counter()
        marks = {round_.projects[number % 2]: 1, round_.projects[2]: 1}
        versions[place] = cast(database, voters[place], round_.id, marks, version=versions[place])
        found.append(1000 * (time.perf_counter() - began))
        done.wait(0.02)
    return found


def measure(url: str, ballots: int, folder: Path) -> Iterator[str]:
    """Yield the lines of the table."""
    yield f"{ballots:,} ballots"
    with opened(url) as database:
        began = time.perf_counter()
        large = fill(database, ballots)
        yield f"filled in {time.perf_counter() - began:.0f} s"
        with database.transaction() as db:
            other = add_hosted_round(db)
        voters, versions = add_voters(database, VOTERS), [0] * VOTERS
        for name in STEPS:
            command = (sys.executable, "-m", "bench.large_urn", "--step", name, url, str(large.id))
            done, found = Event(), list[float]()
            thread = Thread(target=lambda: found.extend(waits_while(database, voters, versions, other, done)))  # noqa: B023
            thread.start()
            try:
                out = subprocess.run(
                    [*command, str(folder / "urn.pb")], check=True, capture_output=True
                ).stdout
            finally:
                done.set()
                thread.join()
            seconds, peak, longest = json.loads(out)
            yield (
                f"{name:9} {seconds:8.1f} s {peak:6.0f} MB   locked at most {longest:5.2f} s   "
                f"other voters: {len(found):6,} ballots, "
                f"median {median(found):5.0f} ms, longest {max(found):6.0f} ms"
            )


def main() -> None:
    """Measure what the command line asks for."""
    parser = parser_of("bench.large_urn", __doc__)
    parser.add_argument("--ballots", type=int, default=1_000_000)
    parser.add_argument("--step", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        name, url, round_id, file = asked.step
        step(name, url, int(round_id), file)
        return
    tell_each(asked.engine, lambda url, folder: measure(url, asked.ballots, folder))


if __name__ == "__main__":
    main()
