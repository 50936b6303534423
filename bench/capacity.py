"""`python -m bench.capacity`: from the cost of single requests to the machines of a town or the nation.

It reads what bench.costs wrote into docs/capacity.md, prints a plan for each size beside its simulation, and
writes both into the page.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from bench.cost_table import PAGE, PLAN, Cost, Crowd, Measured, measured, table
from bench.simulation import Kind, Seen, Site, arrivals
from bench.table import write_between_marks
from idea4gov.outside.admission import CASTING, CHEAP, OWN

KINDS = {
    "list, anonymous": CHEAP,
    "list, logged in": OWN,
    "proposal, logged in": OWN,
    "search, a rare word": OWN,
    "support, spread": CASTING,
    "whole ballot put": CASTING,
    "log-in": CASTING,
}
"""What is measured -> how urgent it is."""

PER_BALLOT = {"list, anonymous": 6.0, "proposal, logged in": 4.0, "whole ballot put": 1.0, "log-in": 0.1}
"""What comes with each ballot. Assumed: who votes has logged in on the days before, nine times of ten."""

BENCH_CORES = 2
FLUSH_MS = {"SQLite": 0.1, "PostgreSQL": 0.2}
"""Of the disk of the measurements, by its bare commits (docs/speed.md)."""

STANDBY_FLUSH_MS = 2.0
"""Of a disk of its own and a synchronous standby in the same building. Assumed."""

VOTING_SECONDS = 10 * 86_400
PEAK = 1_000 / (52_000_000 / VOTING_SECONDS)
"""How many times the mean comes in the busiest second: from the nation's 1,000 ballots."""

LOAD = 0.5
"""The part of each machine that the busiest second may take; the rest is for what was not foreseen."""

NODE_CORES, PRIMARY_CORES = 8, 32
SIMULATED_CORES = 16


@dataclass(frozen=True)
class Electorate:
    """Who may vote in the same ten days. hall: ballots in a second when a full hall is shown a QR code."""

    name: str
    voters: int
    hall: float = 0.0

    @property
    def ballots_per_second(self) -> float:
        """In the busiest second."""
        return max(self.hall, self.voters / VOTING_SECONDS * PEAK)


ELECTORATES = (
    Electorate("town: Saen Suk", 36_000, hall=5),
    Electorate("province: Chon Buri", 1_300_000, hall=20),
    Electorate("nation", 52_000_000),
)


class Need(NamedTuple):
    """What the busiest second takes. web_cores, base_cores: at LOAD. log_megabytes: to each standby.

    mail_cores: of workers, if each receipt leaves in the second of its ballot. seal_hours, count_hours: of
    one worker. gigabytes: of ballots in the database.
    """

    web_cores: float
    base_cores: float
    log_megabytes: float
    mail_cores: float
    seal_hours: float
    count_hours: float
    gigabytes: float

    @property
    def nodes(self) -> int:
        """Web nodes of NODE_CORES cores."""
        return math.ceil(self.web_cores / NODE_CORES)

    @property
    def primaries(self) -> int:
        """Primaries of PRIMARY_CORES cores, each with the provinces of a region."""
        return math.ceil(self.base_cores / PRIMARY_CORES)


def kind_of(cost: Cost) -> Kind:
    """A measured request, as the simulation wants it."""
    urgency = KINDS[cost.name]
    return Kind(cost.name, cost.web_ms, cost.base_ms, urgency, writes=urgency == CASTING)


def bench_site(row: Crowd) -> Site:
    """The machine of the measurements, on which the sender and others were at work, too."""
    return Site(
        processes=2,
        cores=BENCH_CORES,
        others=row.others,
        one_writer=row.engine == "SQLite",
        flush_ms=FLUSH_MS[row.engine],
    )


def need(electorate: Electorate, found: Measured) -> Need:
    """What this electorate takes of machines with the cores of the measurements."""
    ballots = electorate.ballots_per_second
    costs = [(found.cost(name), ballots * times) for name, times in PER_BALLOT.items()]
    return Need(
        web_cores=sum(rate * cost.web_ms for cost, rate in costs) / 1000 / LOAD,
        base_cores=sum(rate * cost.base_ms for cost, rate in costs) / 1000 / LOAD,
        log_megabytes=sum(rate * cost.log_bytes for cost, rate in costs) / 1e6,
        mail_cores=ballots * found.single("mail") / 1000,
        seal_hours=electorate.voters * found.single("seal, each ballot") / 3.6e6,
        count_hours=electorate.voters * found.single("count, each ballot") / 3.6e6,
        gigabytes=electorate.voters * found.single("row of a ballot") / 1e9,
    )


def planned(electorate: Electorate, found: Measured, times: float = 1.0) -> Seen:
    """Simulate `times` the busiest second; of a large site the part that SIMULATED_CORES web cores answer."""
    wanted = need(electorate, found)
    cores = max(2, math.ceil(wanted.web_cores))
    part = min(1.0, SIMULATED_CORES / cores)
    web, base = math.ceil(cores * part), max(1, math.ceil(wanted.base_cores * part))
    site = Site(processes=web, cores=web, base_cores=base, flush_ms=STANDBY_FLUSH_MS)
    ballots = electorate.ballots_per_second * times * part
    rates = [(kind_of(found.cost(name)), ballots * each) for name, each in PER_BALLOT.items()]
    return arrivals(site, rates, seconds=5.0)


def plan(found: Measured) -> Iterator[str]:
    """The two tables of the page, line by line."""
    head = (
        "electorate", "ballots/s", "web cores", "web nodes", "primary cores", "primaries", "log MB/s",
        "worker cores for mail", "seal, h", "count, h", "ballots, GB",
    )  # fmt: skip
    yield from table(head, [_needed(each, need(each, found)) for each in ELECTORATES])
    yield ""
    simulated = (
        "electorate",
        "busiest second, p99 s",
        "turned away",
        "five times as much, p99 s",
        "turned away",
    )
    yield from table(simulated, [_simulated(each, found) for each in ELECTORATES])


def main() -> None:
    """Print the plan, and write it into the page."""
    text = "\n".join(plan(measured())) + "\n"
    print(text)
    write_between_marks(PAGE, text, PLAN)


def _needed(electorate: Electorate, wanted: Need) -> list[str]:
    return [
        electorate.name, f"{electorate.ballots_per_second:,.0f}",
        f"{wanted.web_cores:.1f}", str(wanted.nodes), f"{wanted.base_cores:.1f}", str(wanted.primaries),
        f"{wanted.log_megabytes:.2f}", f"{wanted.mail_cores:.1f}",
        f"{wanted.seal_hours:.2f}", f"{wanted.count_hours:.2f}", f"{wanted.gigabytes:.2f}",
    ]  # fmt: skip


def _simulated(electorate: Electorate, found: Measured) -> list[str]:
    once, flood = planned(electorate, found), planned(electorate, found, times=5)
    return [
        electorate.name,
        f"{once.p99_seconds:.2f}", f"{once.refused:.0%}",
        f"{flood.p99_seconds:.2f}", f"{flood.refused:.0%}",
    ]  # fmt: skip


if __name__ == "__main__":
    main()
