"""The table of a run, for the terminal and for docs/drill.md."""

import os
import platform
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from config import ROOT
from scripts.drill.drill import Row

PAGE = ROOT / "docs" / "drill.md"
BEGIN, END = "<!-- table -->", "<!-- /table -->"
HEAD = ("drill", "verdict", "confirmed", "lost", "doubled", "well after", "longest wait", "other answers", "")


def cells(row: Row) -> tuple[str, ...]:
    """A row as texts, in the order of HEAD."""
    others = Counter(row.answers)
    confirmed = others.pop("303", 0)
    if row.verdict == "not tried":
        return (row.drill.name, row.verdict, *["-"] * 6, row.why)
    return (
        row.drill.name,
        row.verdict,
        f"{confirmed:,}",
        str(row.lost),
        str(row.doubled),
        f"{row.well_seconds:.1f} s",
        f"{row.longest_seconds:.1f} s",
        ", ".join(f"{count} x {answer}" for answer, count in sorted(others.items())) or "none",
        row.why,
    )


def summary(rows: Sequence[Row]) -> str:
    """How many passed, failed and could not be tried."""
    counts = Counter(row.verdict for row in rows)
    said = f"{counts['passed']} passed, {counts['failed']} failed"
    return f"{said}, {counts['not tried']} not tried" if counts["not tried"] else said


def print_row(row: Sequence[str]) -> None:
    """One line of the terminal."""
    widths = (22, 10, 10, 5, 8, 11, 13, 34, 0)
    print("".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip(), flush=True)


def keep(rows: Sequence[Row], today: date, rate: int, page: Path = PAGE) -> None:
    """Put the table of a whole run into the page. rate: writes a second."""
    text = page.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    machine = f"{os.cpu_count()} cores (load {os.getloadavg()[2]:.0f}), {_system()}"
    lines = [
        f"{today.day} {today:%B %Y}, {machine}, {rate} writes a second: {summary(rows)}.",
        "",
        f"| {' | '.join(HEAD[:-1])} | what was seen |",
        f"|{' --- |' * len(HEAD)}",
        *(f"| {' | '.join(cells(row))} |" for row in rows),
    ]
    page.write_text(f"{before}{BEGIN}\n" + "\n".join(lines) + f"\n{END}{after}", encoding="utf-8")


def _system() -> str:
    return platform.freedesktop_os_release()["PRETTY_NAME"]
