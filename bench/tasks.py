"""Commands that an official runs: how long they take, and how much memory."""

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from bench.errors import BenchError
from bench.processes import PROGRAMS, Cost, measured
from bench.seeding import BOARD, LOCAL_GOVERNMENT
from config import ROOT

ELECTION = Path("pabulib") / "Poland_Wroclaw_2023_local.pb"
COMMAND = str(PROGRAMS / "idea4gov")


@dataclass(frozen=True)
class Election:
    """What the import and the count of a real election took."""

    imported: Cost
    counted: Cost


def real_election() -> Path:
    """The file of the election. Raises BenchError where the real data are not."""
    folder = Path(os.environ.get("IDEA4GOV_REAL_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / ELECTION).is_file():
        raise BenchError(f"needs real data: put it at {folder} or name its folder in IDEA4GOV_REAL_DATA")
    return folder / ELECTION


def import_and_count(settings: dict[str, str]) -> Election:
    """Import the election of 77,154 ballots into the database, and count it from there."""
    file = real_election()
    imported = measured(
        [COMMAND, "pb", "import", str(file), "--local-government", LOCAL_GOVERNMENT], settings
    )
    found = re.search(r"round ([0-9]+)", imported.output)
    if found is None:
        raise BenchError(f"the import named no round: {imported.output}")
    return Election(imported, measured([COMMAND, "pb", "tally", found[1]], settings))


def export(settings: dict[str, str]) -> Cost:
    """Write the priorities of the board as CSV."""
    return measured([COMMAND, "export", "priorities", str(BOARD), "--format", "csv"], settings)


def count_made_up(method: str) -> Cost:
    """Count 50,000 made-up ballots; the seconds are of the count alone, the memory of all of it."""
    cost = measured([sys.executable, "-m", "bench.election", method])
    return Cost(float(cost.output), cost.peak_mib, cost.output)
