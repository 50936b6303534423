"""What is asked of the running website, and how much of a bare page's speed it has."""

import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import func, select

from bench.engines import opened
from bench.errors import BenchError
from bench.processes import PROGRAMS, ask, free_port, serving
from bench.rounds import Voting
from bench.seeding import BOARD, COMMON_WORD, RARE_WORD, Seeded
from bench.visitors import Visitors
from bench.wrk import Load, run_wrk
from idea4gov.store.base import Base
from idea4gov.store.models import Support, VoterRoll

WARM_UP_SECONDS = 1
MOST_SUPPORTS_PER_SECOND = 3_000
KEPT_FOR_ONE = 10  # proposals, one for each run in which everyone supports the same
BARE_REQUEST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"


@dataclass(frozen=True)
class Plan:
    """How long to measure: `runs` of `seconds` each; hello_seconds: the bare page before and after."""

    seconds: int = 3
    runs: int = 3
    hello_seconds: int = 2

    @property
    def voters(self) -> int:
        """How many people it takes to never support the same thing twice in one run."""
        return MOST_SUPPORTS_PER_SECOND * max(self.seconds, WARM_UP_SECONDS)


@dataclass(frozen=True)
class Case:
    """One thing to measure.

    batch: the requests of a run by its number, 0 being the warm-up. status: of every right answer.
    leaves: what each request must leave behind, one row of it.
    """

    key: str
    batch: Callable[[int], list[bytes]]
    status: int = 200
    leaves: type[Base] | None = None


@dataclass(frozen=True)
class Reading:
    """The median run of a case. ratio: to the mean of the bare page before and after."""

    load: Load
    ratio: float


class BarePage:
    """The bare page, measured between all others."""

    def __init__(self, port: int, seconds: int) -> None:
        self._port, self._seconds = port, seconds
        self.last = self.measure()

    def measure(self) -> float:
        """Requests a second, now."""
        self.last = run_wrk(self._port, [BARE_REQUEST], self._seconds).per_second
        return self.last


@contextmanager
def bare_page(folder: Path, seconds: int) -> Iterator[BarePage]:
    """Serve the bare page as the design's figures were made: gunicorn, two synchronous workers."""
    port = free_port()
    command = [str(PROGRAMS / "gunicorn"), "--workers=2", f"--bind=127.0.0.1:{port}", "bench.hello:app"]
    with serving(command, port, folder / "hello.log"):
        yield BarePage(port, seconds)


def bare_page_on_our_server(folder: Path, seconds: int) -> float:
    """Requests a second of the same page, served by the server of the installation."""
    port = free_port()
    code = f"serve('bench.hello:app', host='127.0.0.1', port={port}, workers=2)"
    command = [str(PROGRAMS / "python"), "-c", f"from idea4gov.outside.server import serve; {code}"]
    with serving(command, port, folder / "hello-granian.log"):
        return run_wrk(port, [BARE_REQUEST], seconds).per_second


@contextmanager
def website(settings: dict[str, str], log: Path) -> Iterator[int]:
    """Serve the installation as in production; gives its port."""
    port = free_port()
    command = [str(PROGRAMS / "idea4gov"), "serve", "--no-worker", "--host", "127.0.0.1", "--port", str(port)]
    with serving(command, port, log, settings):
        yield port


def cases(visitors: Visitors, plan: Plan, voting: Voting) -> list[Case]:
    """Everything that is measured on a database."""
    seeded, board, proposal = visitors.seeded, f"/boards/{BOARD}", "/proposals/1"

    def share(run: int) -> range:
        size = len(seeded.voters) // (plan.runs + 1)
        return seeded.voters[run * size : (run + 1) * size]

    return [
        Case("list, logged in", lambda _run: visitors.reads(board)),
        Case("list, anonymous", lambda _run: visitors.visits(board)),
        Case("proposal, logged in", lambda _run: visitors.reads(proposal)),
        Case("home, logged in", lambda _run: visitors.reads("/")),
        Case("support, spread", lambda run: visitors.supports(spread(seeded, run)), 303, Support),
        Case("support, all on one", lambda run: visitors.supports(on_one(seeded, run)), 303, Support),
        Case("whole ballot put", lambda run: visitors.ballots(share(run), voting), 303, VoterRoll),
        Case("search, a rare word", lambda _run: visitors.reads(f"/search?q={quote(RARE_WORD)}")),
        Case("search, a common word", lambda _run: visitors.reads(f"/search?q={quote(COMMON_WORD)}")),
        Case("log-in", lambda run: visitors.log_ins(share(run)), 303),
    ]


def spread(seeded: Seeded, run: int) -> list[tuple[int, int]]:
    """Everyone's support of a proposal of their own choice, another one in each run."""
    chosen_from = seeded.proposals - KEPT_FOR_ONE
    return [(voter, 1 + (voter * 7 + run) % chosen_from) for voter in seeded.voters]


def on_one(seeded: Seeded, run: int) -> list[tuple[int, int]]:
    """Everyone's support of one proposal, another one in each run."""
    return [(voter, seeded.proposals - run) for voter in seeded.voters]


def measure(case: Case, port: int, url: str, bare: BarePage, plan: Plan) -> Reading:
    """Measure one case. Raises BenchError when an answer is not what it should be, or a vote was lost."""
    before, rows_before = bare.last, _count(case, url)
    _check(case, port)
    sent = run_wrk(port, case.batch(0), WARM_UP_SECONDS).requests
    loads = [run_wrk(port, case.batch(run), plan.seconds) for run in range(1, plan.runs + 1)]
    sent += sum(load.requests for load in loads)
    if case.leaves and _count(case, url) - rows_before < sent:
        raise BenchError("less is stored than requests were answered")
    rate = statistics.median_low([load.per_second for load in loads])
    middle = next(load for load in loads if load.per_second == rate)
    return Reading(middle, rate / statistics.mean([before, bare.measure()]))


def _check(case: Case, port: int) -> None:
    """See that the answer is a page, not a redirect to the log-in or an error."""
    answer = ask(port, case.batch(0)[-1])
    if answer.status != case.status:
        way = f" and a redirect to {answer.headers['Location']}" if "Location" in answer.headers else ""
        raise BenchError(f"answered with {answer.status}{way} instead of {case.status}")


def _count(case: Case, url: str) -> int:
    if case.leaves is None:
        return 0
    with opened(url) as database, database.reading() as db:
        return db.scalar(select(func.count()).select_from(case.leaves)) or 0
