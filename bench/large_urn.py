"""Seal, count, check and verify a round of very many ballots, while people vote in another round.

    python -m bench.large_urn [--ballots 1000000] [--engine sqlite]

Prints a table: seconds and most memory of each step, which is a process of its own, and how long the voters
of the other round waited for their ballots meanwhile. It keeps nothing.
"""

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count, islice
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import Any

from sqlalchemy import insert, text

from bench.engines import ENGINES, opened
from idea4gov.actions.rounds.announcing import settle
from idea4gov.actions.rounds.check import list_ballot_problems
from idea4gov.actions.rounds.imports import export_lines, get_published, list_problems
from idea4gov.domain.pabulib.rows import decoded_lines
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.verify import verify_lines
from idea4gov.store.base import table
from idea4gov.store.models import BallotLine, CastBallot, OutgoingMail, Person, VoterRoll
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.hosted import HostedRound, add_hosted_round
from tests.voters import add_voters, cast

CLOSED, ANNOUNCED = NOON + timedelta(days=10), NOON + timedelta(days=20)
PAGE = "https://example.org/rounds"
# Above all numbers that the database gives by itself.
FIRST = 100_000_000
MORE_PROJECTS, MOST_MARKS, WAITING_RECEIPTS, VOTERS, BATCH = 27, 5, 10_000, 2_000, 10_000


def fill(database: Database, ballots: int) -> HostedRound:
    """A round of Saen Suk with so many online ballots of one to five marks, and receipts that wait."""
    with database.transaction() as db:
        made = add_hosted_round(db, more=MORE_PROJECTS, max_projects=MOST_MARKS)
    rng = random.Random(2569)
    people = iter(range(FIRST, FIRST + ballots))
    while some := tuple(islice(people, BATCH)):
        with database.transaction() as db:
            for model, rows in _rows(made, some, rng):
                if rows:
                    db.execute(insert(table(model)), rows)
    with database.transaction() as db:
        db.execute(text("ANALYZE"))
    return made


def _rows(
    made: HostedRound, people: tuple[int, ...], rng: random.Random
) -> Iterator[tuple[type, list[dict[str, Any]]]]:
    of_round = {"round_id": made.id, "channel": "online"}
    yield Person, [{"id": one, "created_at": NOON} for one in people]
    yield VoterRoll, [{**of_round, "person_id": one, "marked_at": NOON} for one in people]
    yield (
        CastBallot,
        [
            {
                **of_round,
                "id": one,
                "person_id": one,
                "version": 1,
                "receipt_digest": sha256(str(one).encode()).hexdigest(),
                "cast_at": NOON,
            }
            for one in people
        ],
    )
    yield (
        BallotLine,
        [
            {"ballot_id": one, "round_id": made.id, "project_id": project, "position": place, "points": None}
            for one in people
            for place, project in enumerate(sorted(rng.sample(made.projects, rng.randint(1, MOST_MARKS))), 1)
        ],
    )
    mail = {"recipient": "a@example.org", "subject": "receipt", "body": "x" * 900, "attempts": 0}
    mail |= {"next_try_at": NOON, "round_id": made.id, "created_at": NOON}
    yield OutgoingMail, [mail for one in people if one < FIRST + WAITING_RECEIPTS]


def step(name: str, url: str, round_id: int, file: str) -> None:
    """Do one step; print its seconds and the most memory that this process held, in MB."""
    began = time.perf_counter()
    with opened(url) as database:
        STEPS[name](database, round_id, Path(file))
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    peak = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    print(json.dumps([time.perf_counter() - began, peak / 1024]))


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


def waits_while(database: Database, voters: list[Viewer], round_: HostedRound, done: Event) -> list[float]:
    """Milliseconds that each ballot of another round took, one after the other, until `done`."""
    found: list[float] = []
    versions = dict.fromkeys(range(len(voters)), 0)
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
    with opened(url) as database:
        large = fill(database, ballots)
        with database.transaction() as db:
            other = add_hosted_round(db)
        voters = add_voters(database, VOTERS)
        for name in STEPS:
            command = (sys.executable, "-m", "bench.large_urn", "--step", name, url, str(large.id))
            done, found = Event(), list[float]()
            thread = Thread(target=lambda: found.extend(waits_while(database, voters, other, done)))  # noqa: B023
            thread.start()
            try:
                out = subprocess.run(
                    [*command, str(folder / "urn.pb")], check=True, capture_output=True
                ).stdout
            finally:
                done.set()
                thread.join()
            seconds, peak = json.loads(out)
            yield (
                f"{name:9} {seconds:8.1f} s {peak:6.0f} MB   other voters: {len(found):6,} ballots, "
                f"median {median(found):5.0f} ms, longest {max(found):6.0f} ms"
            )


def main() -> None:
    """Measure what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench.large_urn", description=__doc__)
    parser.add_argument("--ballots", type=int, default=1_000_000)
    parser.add_argument("--engine", choices=list(ENGINES), help="only this engine")
    parser.add_argument("--step", nargs=4, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        name, url, round_id, file = asked.step
        step(name, url, int(round_id), file)
        return
    for name in [asked.engine] if asked.engine else ENGINES:
        with (
            tempfile.TemporaryDirectory() as folder,
            ENGINES[name](Path(folder)) as engine,
            engine.new_database() as url,
        ):
            print(f"{engine.name}, {asked.ballots:,} ballots", flush=True)
            for line in measure(url, asked.ballots, Path(folder)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
