"""Make drills in turn, and print what became of what was confirmed.

`python -m scripts.drill [RATE [NAME]]`; RATE: writes a second.
"""

import importlib
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import scripts.drill
from config import ROOT
from scripts.cluster.__main__ import require_alone
from scripts.cluster.errors import ClusterError
from scripts.drill.drill import Drill, NotTried, Row, perform
from scripts.drill.load import RATE
from scripts.drill.report import HEAD, cells, keep, print_row, summary
from scripts.drill.stages import cluster_stage
from scripts.system_needs import CLUSTER_NEEDS, HOW, provide

# For those that a drill sends somewhere else.
MORE = 10
FOLDER = ROOT / "build" / "cluster"


def main() -> int:
    """Make the drills whose name holds the word that was given, or all; returns the exit status."""
    said, word = [*sys.argv[1:], "", ""][:2]
    rate = int(said or RATE)
    every = list(all_drills())
    chosen = [one for one in every if word in one.name]
    try:
        rows = _perform_all(chosen, rate)
    except ClusterError as error:
        print(error, file=sys.stderr)
        return 1
    print(summary(rows))
    if chosen == every:
        keep(rows, datetime.now(UTC).date(), rate)
    return 1 if any(row.verdict == "failed" for row in rows) or not rows else 0


def all_drills() -> Iterator[Drill]:
    """Every drill of the modules beside this one."""
    for module in sorted(each.name for each in pkgutil.iter_modules(scripts.drill.__path__)):
        if module != "__main__":
            yield from getattr(importlib.import_module(f"scripts.drill.{module}"), "DRILLS", [])


def _perform_all(drills: Sequence[Drill], rate: int) -> list[Row]:
    missing = provide(CLUSTER_NEEDS)
    if missing:
        raise ClusterError("\n".join(f"The drills need more: {HOW[package]}." for package in missing))
    require_alone(FOLDER)
    print_row(HEAD)
    rows: list[Row] = []
    in_cluster = [one for one in drills if one.open is None]
    if in_cluster:
        voters = sum(one.people + MORE for one in in_cluster)
        with cluster_stage(FOLDER, voters) as (stage, cluster):
            stage.rate = rate
            rows += [_told(perform(one, stage, cluster)) for one in in_cluster]
    rows += [_told(_perform_apart(one, rate)) for one in drills if one.open is not None]
    return rows


def _perform_apart(drill: Drill, rate: int) -> Row:
    """Make a drill that has a place of its own."""
    assert drill.open
    folder = FOLDER.with_name(f"drill-{drill.name}")
    try:
        with drill.open(folder) as (stage, subject):
            stage.rate = rate
            return perform(drill, stage, subject)
    except NotTried as reason:
        return Row(drill, "not tried", str(reason))


def _told(row: Row) -> Row:
    print_row(cells(row))
    return row


if __name__ == "__main__":
    sys.exit(main())
