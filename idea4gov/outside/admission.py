"""Which request a process answers next, and whom it turns away: nobody waits longer than PATIENCE_SECONDS.

A process answers one request at a time. More come than it can answer, and each would wait longer than the one
before. So whoever would wait too long is told at once to come again, and what is urgent goes first; but each
eighth turn is for whoever has waited longest.
"""

import asyncio
import logging
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Sequence
from typing import NamedTuple

# The most urgent first; CHEAP is told apart here alone, by what earlier requests have cost.
READY, CASTING, CHEAP, SENDING, OWN, READING = range(6)
# Two seconds at the reader, with the ways there and back.
PATIENCE_SECONDS = 1.5
# One turn in so many is given to whoever has waited longest: nobody waits in vain for ever more urgent ones.
OLDEST_EACH = 8
# Of a mean, how much the newest counts; and what is believed before anything was measured.
WEIGHT, FIRST_GUESS_SECONDS = 0.1, 0.01
# The same where a request has become cheaper: its page lies in memory now.
FALLING_WEIGHT = 0.5
# What costs less, such as a page from memory, delays few.
CHEAP_SECONDS, MOST_REMEMBERED = 0.002, 2_000
LOG_SECONDS = 10
logger = logging.getLogger(__name__)


class Asked(NamedTuple):
    """What is asked for. urgency: READY to READING."""

    urgency: int
    path: str


class _Waiting(NamedTuple):
    since: float
    turn: asyncio.Future[bool]


class Admission:
    """The requests of one process that wait for the application. clock: monotonic seconds.

    turned_away: requests, so far.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waiting: tuple[deque[_Waiting], ...] = tuple(deque() for _ in range(READING + 1))
        self._means = [FIRST_GUESS_SECONDS] * len(self._waiting)
        self._costs: OrderedDict[Asked, float] = OrderedDict()
        self._is_due = False
        self._turns = 0
        self._refused, self._told_at = 0, -float(LOG_SECONDS)
        self.turned_away = 0

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return sum(map(len, self._waiting))

    async def turn(self, asked: Asked) -> bool:
        """Wait until this request is to be answered; False if it is to be turned away."""
        urgency = self._urgency(asked)
        if self._expected(urgency) > PATIENCE_SECONDS:
            self._refuse()
            return False
        turn: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting[urgency].append(_Waiting(self._clock(), turn))
        self._call_next()
        return await turn

    def measured(self, asked: Asked, seconds: float) -> None:
        """Learn how long the application took for a request."""
        urgency, seconds = self._urgency(asked), min(seconds, PATIENCE_SECONDS)
        self._means[urgency] += WEIGHT * (seconds - self._means[urgency])
        before = self._costs.pop(asked, seconds)
        weight = FALLING_WEIGHT if seconds < before else WEIGHT
        self._costs[asked] = before + weight * (seconds - before)
        if len(self._costs) > MOST_REMEMBERED:
            self._costs.popitem(last=False)

    def _urgency(self, asked: Asked) -> int:
        is_cheap = self._costs.get(asked, PATIENCE_SECONDS) < CHEAP_SECONDS
        return min(asked.urgency, CHEAP) if is_cheap else asked.urgency

    def _expected(self, urgency: int) -> float:
        """How long a request would wait for those that go before it."""
        return sum(len(self._waiting[each]) * self._means[each] for each in range(urgency + 1))

    def _call_next(self) -> None:
        """Let the next one in when the loop has taken in what has come meanwhile."""
        if not self._is_due:
            self._is_due = True
            asyncio.get_running_loop().call_soon(self._let_in)

    def _let_in(self) -> None:
        self._is_due = False
        self._turn_away_late()
        self._turns += 1
        for queue in self._in_turn():
            while queue:
                turn = queue.popleft().turn
                # Whoever has gone meanwhile has cancelled it.
                if not turn.done():
                    turn.set_result(True)
                    self._call_next()
                    return

    def _in_turn(self) -> Sequence[deque[_Waiting]]:
        if self._turns % OLDEST_EACH:
            return self._waiting
        return sorted(filter(None, self._waiting), key=lambda queue: queue[0].since)

    def _turn_away_late(self) -> None:
        """Turn those away who were overtaken, or held up by one request, for too long."""
        latest = self._clock() - PATIENCE_SECONDS
        for queue in self._waiting:
            while queue and queue[0].since < latest:
                turn = queue.popleft().turn
                if not turn.done():
                    turn.set_result(False)
                    self._refuse()

    def _refuse(self) -> None:
        self._refused += 1
        self.turned_away += 1
        now = self._clock()
        if now - self._told_at >= LOG_SECONDS:
            logger.warning("overloaded: %s requests were turned away", self._refused)
            self._refused, self._told_at = 0, now
