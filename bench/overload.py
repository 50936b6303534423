"""Ask several times more of the website than it can answer, as on the evening before the vote ends.

    python -m bench.overload [--times 5] [--seconds 20] [--engine sqlite]

First what it can answer is measured, with the same mixture of requests and sixteen connections. Then so many
times as many come, each when it is due. Prints for each kind how many were answered and turned away, and how
long they waited; and how long /healthz took meanwhile.
"""

import argparse
import resource
import statistics
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bench.engines import parser_of, tell_each
from bench.open_load import BROKEN, Stream, Waits, send
from bench.pages import website
from bench.rounds import begin_voting
from bench.seeding import BOARD, seed
from bench.visitors import Visitors, production_settings
from bench.wrk import run_wrk

PROPOSALS, VOTERS, ALIVE_EACH_SECOND = 10_000, 12_000, 10
# Of eleven requests: somebody votes, and others read, half of them logged in.
MIXTURE = {"ballot": 1, "page, logged in": 5, "page, anonymous": 5}
ANSWERED, TURNED_AWAY = (200, 303), 503
MEASURED_SECONDS = 5


def main() -> None:
    """Measure what the command line asks for."""
    parser = parser_of("bench.overload", __doc__)
    parser.add_argument("--times", type=float, default=5)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--new-connections", action="store_true", help="a new connection for each request")
    asked = parser.parse_args()
    _allow_connections()
    tell_each(asked.engine, lambda url, folder: measure(url, folder, asked))


def measure(url: str, folder: Path, asked: argparse.Namespace) -> Iterator[str]:
    """Yield the lines of the table."""
    seeded = seed(url, proposals=PROPOSALS, voters=VOTERS, searched=False)
    settings = production_settings(url)
    visitors = Visitors(settings, seeded)
    ballots = visitors.ballots(seeded.voters, begin_voting(seeded))
    kinds = {
        "ballot": iter(ballots),
        "page, logged in": iter(visitors.reads(f"/boards/{BOARD}") * 1_000),
        "page, anonymous": iter(visitors.visits(f"/boards/{BOARD}") * 100_000),
    }
    visitors.close()
    with website(settings, folder / "website.log") as port:
        mixed = [one for _ in range(400) for kind, n in MIXTURE.items() for one in islice(kinds[kind], n)]
        rate = run_wrk(port, mixed, MEASURED_SECONDS, most_errors=0.02).per_second
        yield f"can answer {rate:,.0f} a second; {asked.times:g} times as many come for {asked.seconds} s"
        parts = sum(MIXTURE.values())
        streams = [
            Stream(kind, part / parts * rate * asked.times, list(islice(kinds[kind], 50_000)))
            for kind, part in MIXTURE.items()
        ]
        alive = Stream("/healthz", ALIVE_EACH_SECOND, visitors.visits("/healthz"))
        found = send(port, [*streams, alive], asked.seconds, keep=not asked.new_connections)
        for kind, waits in found.items():
            yield _line(kind, waits, asked.seconds)


def _line(kind: str, waits: Waits, seconds: int) -> str:
    answered = [wait for status in ANSWERED for wait in waits.by_status[status]]
    other = {status: len(found) for status, found in waits.by_status.items() if status not in ANSWERED}
    away, broken = other.pop(TURNED_AWAY, 0), other.pop(BROKEN, 0)
    return (
        f"{kind:18}{len(answered) / seconds:8,.0f}/s answered, median "
        f"{statistics.median(answered) if answered else 0:5.2f} s, p99 {waits.p99(*ANSWERED):5.2f} s, "
        f"longest {max(answered, default=0):5.2f} s; turned away {away / seconds:7,.0f}/s, "
        f"p99 {waits.p99(TURNED_AWAY):5.2f} s; broken {broken}; other {other or 'none'}"
    )


def _allow_connections() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


if __name__ == "__main__":
    main()
