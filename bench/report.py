"""From what was measured to tables: ratios, and whether they reach what is asked for."""

from collections.abc import Callable, Sequence

from bench import targets
from bench.pages import Reading
from bench.processes import Cost
from bench.suite import CLIENTS, GROWING, LARGE, MIDDLE, SEARCHED, SMALL, Results
from bench.table import Cell, Row, Section

# whose growth is bounded; the home page has boards of every size on it
BOUND = GROWING[:3]
SIZES = (SMALL, MIDDLE, LARGE)


def sections(results: Results, engines: Sequence[str]) -> list[Section]:
    """The three tables. Rows of which nothing was measured are left out."""
    tables = (
        Section("Pages", "of the bare page", pages(results, engines)),
        Section("Writes", "of bare commits by as many clients", writes(results, engines)),
        Section("Commands", "lasts as long as ... bare commits", commands(results, engines)),
    )
    measured = [
        Section(table.title, table.ratio, [row for row in table.rows if row.cells]) for table in tables
    ]
    return [table for table in measured if table.rows]


def pages(results: Results, engines: Sequence[str]) -> list[Row]:
    """Requests, as ratios to the bare page; then how they grow."""

    def row(key: str, size: int, target: float | None) -> Row:
        read = {engine: results.readings.get((engine, key, size)) for engine in engines}
        return Row(
            f"{key}; {size:,} proposals",
            {engine: page_cell(reading, target) for engine, reading in read.items() if reading},
            f"≥ {target:.2f}" if target is not None else "",
            in_short=target is not None and (size in (MIDDLE, SEARCHED) or key.startswith("list")),
        )

    rows = [row("list, logged in", size, targets.PAGE_LOGGED_IN) for size in SIZES]
    rows += [row("list, anonymous", size, targets.PAGE_ANONYMOUS) for size in SIZES]
    rows += [row("proposal, logged in", size, targets.PAGE_LOGGED_IN) for size in SIZES]
    rows += [row("support, spread", size, targets.SUPPORT) for size in SIZES]
    rows.append(row("support, all on one", MIDDLE, targets.SUPPORT))
    rows.append(row("whole ballot put", MIDDLE, targets.BALLOT))
    rows.append(row("search, a rare word", SEARCHED, targets.SEARCH_RARE))
    rows.append(row("search, a common word", SEARCHED, targets.SEARCH_COMMON))
    rows.append(row("log-in", MIDDLE, None))
    rows += [row("home, logged in", size, None) for size in SIZES]
    return rows + growth(results, engines)


def page_cell(reading: Reading, target: float | None) -> Cell:
    """Requests a second and the 99th percentile of their time."""
    load = reading.load
    value = f"{load.per_second:,.0f}/s, p99 {load.p99_ms:.0f} ms"
    return Cell(value, f"{reading.ratio:.2f}", None if target is None else reading.ratio >= target)


def growth(results: Results, engines: Sequence[str]) -> list[Row]:
    """How many times slower a request is among 100,000 proposals than among 200, by its ratios."""
    rows = []
    for key in GROWING:
        cells = {}
        for engine in engines:
            small, large = (results.readings.get((engine, key, size)) for size in (SMALL, LARGE))
            if small and large:
                times = small.ratio / large.ratio
                met = times <= targets.GROWTH_AT_MOST if key in BOUND else None
                cells[engine] = Cell(f"{times:.2f} times slower", "", met)
        title = f"{key}; from {SMALL:,} to {LARGE:,} proposals"
        target = f"≤ {targets.GROWTH_AT_MOST} times" if key in BOUND else ""
        rows.append(Row(title, cells, target, in_short=key in BOUND))
    return rows


def writes(results: Results, engines: Sequence[str]) -> list[Row]:
    """Bare commits, and supports as a ratio to those of several clients at a time."""
    rows = []
    for clients in CLIENTS:
        cells = {
            engine: Cell(f"{results.commits[engine, clients]:,.0f}/s", "1.00")
            for engine in engines
            if (engine, clients) in results.commits
        }
        rows.append(Row(f"bare commit, {clients} at a time", cells))
    for key in ("support, spread", "support, all on one"):
        cells = {}
        for engine in engines:
            reading = results.readings.get((engine, key, MIDDLE))
            bare = results.commits.get((engine, CLIENTS[-1]))
            if reading and bare:
                rate = reading.load.per_second
                cells[engine] = Cell(f"{rate:,.0f}/s", f"{rate / bare:.2f}")
        rows.append(Row(f"{key}; {MIDDLE:,} proposals", cells))
    return rows


def commands(results: Results, engines: Sequence[str]) -> list[Row]:
    """Seconds and memory of the commands."""

    def row(title: str, cost_of: Callable[[str], Cost | None], seconds: float | None, mib: float) -> Row:
        cells = {}
        for engine in engines:
            if cost := cost_of(engine):
                met = None if seconds is None else cost.seconds <= seconds and cost.peak_mib <= mib
                cells[engine] = cost_cell(cost, results.commits.get((engine, 1)), met)
        target = "" if seconds is None else f"≤ {seconds:g} s, {mib:g} MiB"
        return Row(title, cells, target, in_short=seconds is not None)

    elections = results.elections
    return [
        row(
            "import of 77,154 ballots (Wrocław 2023)",
            lambda engine: elections[engine].imported if engine in elections else None,
            targets.IMPORT_SECONDS,
            targets.IMPORT_MIB,
        ),
        row(
            "greedy count of them from the database",
            lambda engine: elections[engine].counted if engine in elections else None,
            None,
            0,
        ),
        row(
            "greedy count of 100 projects × 50,000 made-up ballots (no database)",
            lambda _engine: results.made_up_count,
            targets.TALLY_SECONDS,
            targets.TALLY_MIB,
        ),
        row(
            "equal shares of the same",
            lambda _engine: results.made_up_shares,
            targets.EQUAL_SHARES_SECONDS,
            targets.TALLY_MIB,
        ),
        row(
            f"CSV of {LARGE:,} priorities (memory above that of {SMALL:,})",
            lambda engine: export_cost(results, engine),
            targets.EXPORT_SECONDS,
            targets.EXPORT_MIB_ABOVE_IDLE,
        ),
    ]


def export_cost(results: Results, engine: str) -> Cost | None:
    """Time of the large export, start of the command included, and its memory above the small one's."""
    small, large = (results.exports.get((engine, size)) for size in (SMALL, LARGE))
    if small is None or large is None:
        return None
    return Cost(large.seconds, max(0.0, large.peak_mib - small.peak_mib), "")


def cost_cell(cost: Cost, commits: float | None, met: bool | None) -> Cell:
    """Seconds and MiB, and how many bare commits one client makes in that time."""
    ratio = f"{cost.seconds * commits:,.0f}" if commits else ""
    return Cell(f"{cost.seconds:.2f} s, {cost.peak_mib:.0f} MiB", ratio, met)
