"""A model of an installation: requests wait for a process, for its core, for the database and for the disk.

It knows only what bench.costs measured of one request, and says how many are answered, and how late.
"""

import statistics
from collections import Counter, deque
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, NamedTuple

import simpy

from idea4gov.outside.admission import OLDEST_EACH, PATIENCE_SECONDS, READING

Events = Generator[simpy.Event, Any, None]

# How far a request differs from the mean of its kind: a gamma distribution of this shape, so by a half.
SHAPE = 4.0
# Of each run, what is not counted: the queues are filling.
WARM_UP = 0.2
# What turning somebody away takes.
REFUSAL_MS = 0.15
# On SQLite, of the time of a request that writes, what only one at a time may take.
LOCKED = 0.5


@dataclass(frozen=True)
class Kind:
    """A kind of request. web_ms, base_ms: of a core, of web process and PostgreSQL.

    urgency: as in the admission. writes: whether its answer waits for a commit.
    """

    name: str
    web_ms: float
    base_ms: float
    urgency: int = READING
    writes: bool = False


@dataclass(frozen=True)
class Site:
    """An installation. processes, cores: of all web nodes together.

    base_cores: of the primary; 0 where it shares those of the website. others: cores of the website that
    others use. one_writer: as SQLite. flush_ms: from a commit to its being safe, on the disk and on the
    standby where one is waited for; commits that come meanwhile share the next flush.
    """

    processes: int
    cores: int
    base_cores: int = 0
    others: float = 0.0
    one_writer: bool = False
    flush_ms: float = 1.0

    @property
    def slowness(self) -> float:
        """How many times longer work takes because others use the cores, too."""
        return self.cores / max(0.1, self.cores - self.others)


@dataclass
class Seen:
    """What visitors saw. waits, refusals: seconds that each took. seconds: that were counted.

    answered: how many of each kind.
    """

    seconds: float
    waits: list[float] = field(default_factory=list)
    refusals: list[float] = field(default_factory=list)
    answered: Counter[str] = field(default_factory=Counter)

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return len(self.waits) / self.seconds

    @property
    def refused(self) -> float:
        """Part of all requests that was turned away."""
        return len(self.refusals) / max(1, len(self.refusals) + len(self.waits))

    @property
    def p99_seconds(self) -> float:
        """The time within which 99 of 100 answers came; 0.0 where none came."""
        return _p99(self.waits)

    @property
    def p99_of_all_seconds(self) -> float:
        """The same of answers and refusals together, as a load generator counts."""
        return _p99(self.waits + self.refusals)


def crowd(site: Site, kind: Kind, *, clients: int, seconds: float, seed: int = 0) -> Seen:
    """Let so many clients ask again as soon as they are answered, as a load generator does.

    Each keeps its connection, and so its process.
    """
    model = _Model(site, [kind], seconds, seed)
    for _ in range(clients):
        model.env.process(model.ask_again(kind))
    return model.run()


def arrivals(site: Site, rates: Sequence[tuple[Kind, float]], *, seconds: float, seed: int = 0) -> Seen:
    """Let people come at random, each kind so many times a second, whatever became of those before."""
    model = _Model(site, [kind for kind, _rate in rates], seconds, seed)
    for kind, rate in rates:
        if rate > 0:
            model.env.process(model.arrive(kind, rate))
    return model.run()


class _Waiting(NamedTuple):
    since: float
    turn: simpy.Event


class _Process:
    """One web process: it answers one request at a time, in the order of idea4gov.outside.admission.

    Its thread is one: who is turned away hears of it when the request in progress has been answered.
    """

    def __init__(self, env: simpy.Environment, means: Sequence[float], refusal_seconds: float) -> None:
        self._env, self._means, self._refusal_seconds = env, means, refusal_seconds
        self._refused: list[simpy.Event] = []
        self._queues: tuple[deque[_Waiting], ...] = tuple(deque() for _ in means)
        self._busy, self._turns = False, 0

    def turn(self, urgency: int) -> simpy.Event:
        """An event with True when the request is to be answered, or False when it is turned away."""
        turn = self._env.event()
        queued = zip(self._queues[: urgency + 1], self._means, strict=False)
        if sum(len(queue) * mean for queue, mean in queued) > PATIENCE_SECONDS:
            self._refused.append(turn)
            return turn
        self._queues[urgency].append(_Waiting(self._env.now, turn))
        self._call_next()
        return turn

    def done(self) -> None:
        """The request is answered."""
        self._env.process(self._go_on())

    def _go_on(self) -> Events:
        refused, self._refused = self._refused, []
        yield self._env.timeout(len(refused) * self._refusal_seconds)
        for turn in refused:
            turn.succeed(False)
        self._busy = False
        self._call_next()

    def _call_next(self) -> None:
        if self._busy:
            return
        self._turn_away_late()
        queues = [queue for queue in self._queues if queue]
        if not queues:
            if self._refused:
                self._busy = True
                self.done()
            return
        self._busy, self._turns = True, self._turns + 1
        if self._turns % OLDEST_EACH == 0:
            queues.sort(key=lambda queue: queue[0].since)
        queues[0].popleft().turn.succeed(True)

    def _turn_away_late(self) -> None:
        for queue in self._queues:
            while queue and queue[0].since < self._env.now - PATIENCE_SECONDS:
                self._refused.append(queue.popleft().turn)


class _Disk:
    """Takes commits together: those that come while it flushes share the next flush."""

    def __init__(self, env: simpy.Environment, flush_seconds: float) -> None:
        self._env, self._seconds = env, flush_seconds
        self._now: simpy.Process | None = None
        self._next: simpy.Process | None = None

    def flush(self) -> simpy.Event:
        """The end of the next flush that begins."""
        if self._next is None:
            self._next = self._env.process(self._flush())
        return self._next

    def _flush(self) -> Events:
        if self._now is not None and self._now.is_alive:
            yield self._now
        self._now, self._next = self._next, None
        yield self._env.timeout(self._seconds)


class _Model:
    def __init__(self, site: Site, kinds: Sequence[Kind], seconds: float, seed: int) -> None:
        self.env = simpy.Environment()
        self._site, self._random, self._end = site, Random(seed), seconds
        means = [_mean_seconds(site, kinds, urgency) for urgency in range(READING + 1)]
        self._processes = [
            _Process(self.env, means, REFUSAL_MS / 1000 * site.slowness) for _ in range(site.processes)
        ]
        self._cores = simpy.Resource(self.env, site.cores)
        self._base = simpy.Resource(self.env, site.base_cores) if site.base_cores else self._cores
        self._writer = simpy.Resource(self.env, 1 if site.one_writer else len(self._processes))
        self._disk = _Disk(self.env, site.flush_ms / 1000)
        self._seen = Seen(seconds * (1 - WARM_UP))

    def run(self) -> Seen:
        """Let the time pass."""
        self.env.run(until=self._end)
        return self._seen

    def ask_again(self, kind: Kind) -> Events:
        """One client, for ever."""
        process = self._random.choice(self._processes)
        while True:
            yield from self._ask(process, kind)

    def arrive(self, kind: Kind, rate: float) -> Events:
        """All who ask for this kind."""
        while True:
            yield self.env.timeout(self._random.expovariate(rate))
            self.env.process(self._ask(self._random.choice(self._processes), kind))

    def _ask(self, process: _Process, kind: Kind) -> Events:
        came = self.env.now
        is_taken = yield process.turn(kind.urgency)
        if is_taken:
            yield from self._answer(kind)
            process.done()
        if self.env.now >= WARM_UP * self._end:
            self._seen.answered[kind.name] += is_taken
            (self._seen.waits if is_taken else self._seen.refusals).append(self.env.now - came)

    def _answer(self, kind: Kind) -> Events:
        slowness = self._site.slowness
        alone = LOCKED if kind.writes and self._site.one_writer else 0.0
        yield from self._use(self._cores, kind.web_ms * (1 - alone) * slowness)
        base_slowness = 1.0 if self._site.base_cores else slowness
        yield from self._use(self._base, kind.base_ms * base_slowness)
        if kind.writes:
            with self._writer.request() as turn:
                yield turn
                yield from self._use(self._cores, kind.web_ms * alone * slowness)
                yield self._disk.flush()

    def _use(self, what: simpy.Resource, mean_ms: float) -> Events:
        if mean_ms <= 0:
            return
        with what.request() as turn:
            yield turn
            yield self.env.timeout(self._random.gammavariate(SHAPE, mean_ms / SHAPE / 1000))


def _mean_seconds(site: Site, kinds: Sequence[Kind], urgency: int) -> float:
    """What a process would have learnt of requests of this urgency."""
    those = [
        (kind.web_ms + kind.base_ms) * site.slowness + kind.writes * site.flush_ms
        for kind in kinds
        if kind.urgency == urgency
    ]
    return statistics.fmean(those) / 1000 if those else 0.0


def _p99(waits: list[float]) -> float:
    return statistics.quantiles(waits, n=100)[98] if len(waits) > 1 else 0.0
