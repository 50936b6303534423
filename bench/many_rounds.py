"""Settle as many rounds as the nation has local governments, all of them due at once.

    python -m bench.many_rounds [--rounds 7851] [--voters 3] [--engine sqlite]

Prints a table: seconds that it took to seal all, and to announce all; how many reached the phase; the most
memory of the process that settled. It keeps nothing. Ends with 1 where a round stayed behind.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta

from bench.engines import opened, parser_of, tell_each
from bench.errors import BenchError
from bench.processes import peak_mib
from idea4gov.actions.rounds.settling import settle_due
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.hosted import HostedRound, add_hosted_round
from tests.voters import add_voters, cast

LOCAL_GOVERNMENTS = 7_851
BATCH = 50
STEPS = {"seal": (10, "counting"), "announce": (20, "provisional")}
"""Step -> (days after the rounds were made, phase that all rounds are to reach)."""


def fill(database: Database, rounds: int, voters: int) -> None:
    """Rounds that take ballots, each with one of each voter."""
    made: list[HostedRound] = []
    while len(made) < rounds:
        with database.transaction() as db:
            made += [add_hosted_round(db) for _ in range(min(BATCH, rounds - len(made)))]
    for viewer in add_voters(database, voters) if voters else []:
        for one in made:
            cast(database, viewer, one.id, {one.projects[0]: 1})


def step(name: str, url: str) -> None:
    """Settle what is due; print seconds, most memory in MB, and how many rounds reached the phase."""
    days, phase = STEPS[name]
    began = time.perf_counter()
    with opened(url) as database:
        found = settle_due(database, site_url="https://example.org", now=NOON + timedelta(days=days))
    seconds = time.perf_counter() - began
    reached = sum(one.round is not None and one.round.phase == phase for one in found)
    print(json.dumps([seconds, peak_mib(), reached]))


def measure(url: str, rounds: int, voters: int) -> Iterator[str]:
    """Yield the lines of the table. Raises BenchError where a round stayed behind."""
    yield f"{rounds:,} rounds of {voters} voters"
    began = time.perf_counter()
    with opened(url) as database:
        fill(database, rounds, voters)
    yield f"filled in {time.perf_counter() - began:.0f} s"
    for name in STEPS:
        command = (sys.executable, "-m", "bench.many_rounds", "--step", name, url)
        seconds, peak, reached = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
        each = 1000 * seconds / rounds
        yield f"{name:9} {seconds:8.1f} s {each:6.1f} ms each {peak:6.0f} MB   {reached:,} of {rounds:,}"
        if reached != rounds:
            raise BenchError(f"{rounds - reached:,} rounds stayed behind")


def main() -> None:
    """Measure what the command line asks for."""
    parser = parser_of("bench.many_rounds", __doc__)
    parser.add_argument("--rounds", type=int, default=LOCAL_GOVERNMENTS)
    parser.add_argument("--voters", type=int, default=3)
    parser.add_argument("--step", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        step(*asked.step)
        return
    tell_each(asked.engine, lambda url, _folder: measure(url, asked.rounds, asked.voters))


if __name__ == "__main__":
    main()
