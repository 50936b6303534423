"""The simulation of docs/capacity.md: it gives what was measured, and what the admission promises."""

from statistics import fmean
from typing import NamedTuple

import pytest

from bench.capacity import KINDS, bench_site, kind_of
from bench.cost_table import Crowd, measured
from bench.simulation import Kind, Seen, Site, arrivals, crowd
from idea4gov.outside.admission import CASTING, PATIENCE_SECONDS, READING

PAGE = Kind("page", 4.0, 1.0, READING)
BALLOT = Kind("ballot", 8.0, 2.0, CASTING, writes=True)
ONE_MACHINE = Site(processes=2, cores=2)
CAN_ANSWER = 2 / 0.005
MEASURED = measured()


class Within(NamedTuple):
    """By which factors the simulation may be off. rate: of what is answered a second."""

    rate: float
    p99: float


# Where others take most of a core, they also interrupt, which the simulation does not know.
QUIET, BUSY, BUSY_CORES = Within(1.25, 3), Within(2, 5), 0.75


def simulated(row: Crowd) -> list[Seen]:
    kind = kind_of(MEASURED.cost(row.name, row.engine))
    site = bench_site(row)
    seconds = max(1.0 if row.connections == 16 else 2.5, 60 / row.answered)
    return [crowd(site, kind, clients=row.connections, seconds=seconds, seed=seed) for seed in range(2)]


@pytest.mark.parametrize("row", MEASURED.crowds, ids=lambda row: f"{row.engine}-{row.name}-{row.connections}")
def test_crowds_see_what_was_measured(row: Crowd) -> None:
    seen, within = simulated(row), BUSY if row.others > BUSY_CORES else QUIET
    answered = fmean(each.per_second for each in seen)
    p99_ms = 1000 * fmean(each.p99_of_all_seconds for each in seen)
    assert row.answered / within.rate < answered < row.answered * within.rate
    assert row.p99_ms / within.p99 < p99_ms < row.p99_ms * within.p99


def test_every_kind_of_the_plan_was_measured() -> None:
    assert {each.name for each in MEASURED.costs} >= set(KINDS)


@pytest.mark.parametrize("part", [0.2, 0.5, 0.8])
def test_below_the_limit_all_are_answered(part: float) -> None:
    seen = arrivals(ONE_MACHINE, [(PAGE, part * CAN_ANSWER)], seconds=3)
    assert seen.refused == 0
    assert seen.per_second == pytest.approx(part * CAN_ANSWER, rel=0.1)


def test_at_five_times_the_limit_nobody_waits_longer_than_two_seconds() -> None:
    seen = arrivals(ONE_MACHINE, [(PAGE, 5 * CAN_ANSWER)], seconds=4)
    assert seen.p99_seconds < 2
    assert max(seen.waits) < PATIENCE_SECONDS + 0.1
    assert seen.per_second > 0.6 * CAN_ANSWER
    assert seen.refused > 0.7


def test_ballots_are_answered_while_readers_are_turned_away() -> None:
    seen = arrivals(ONE_MACHINE, [(BALLOT, 20.0), (PAGE, 2 * CAN_ANSWER)], seconds=4)
    assert seen.answered["ballot"] / seen.seconds == pytest.approx(20, rel=0.35)
    assert seen.answered["page"] / seen.seconds < CAN_ANSWER


def test_one_writer_answers_fewer_ballots_than_many() -> None:
    many = Site(processes=8, cores=8, flush_ms=10)
    one = Site(processes=8, cores=8, flush_ms=10, one_writer=True)
    assert crowd(one, BALLOT, clients=64, seconds=3).per_second < 75
    assert crowd(many, BALLOT, clients=64, seconds=3).per_second > 200
