"""Measure, print the tables, and keep those of a whole run in docs/speed.md."""

import argparse
import os
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from bench.engines import ENGINES
from bench.pages import Plan
from bench.report import sections
from bench.suite import Choice, Results, run
from bench.table import markdown, short, write_between_marks
from config import ROOT
from scripts.system_needs import BENCH_NEEDS, HOW, provide

PAGE = ROOT / "docs" / "speed.md"
NAMES = ("SQLite", "PostgreSQL")
QUICK = Plan(seconds=1, runs=1, hello_seconds=1)


def parse_arguments(words: Sequence[str]) -> Choice:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--seconds", type=int, default=Plan.seconds, help="length of one run (default: 3)")
    parser.add_argument("--quick", action="store_true", help="one run of a second each; keeps nothing")
    parser.add_argument("--engine", choices=list(ENGINES), help="only this engine; keeps nothing")
    parser.add_argument("--only", default="", help="only what has this in its name; keeps nothing")
    found = parser.parse_args(words)
    plan = QUICK if found.quick else Plan(seconds=found.seconds)
    return Choice(plan, (found.engine,) if found.engine else tuple(ENGINES), found.only)


def is_whole(choice: Choice) -> bool:
    """Whether the run is long and complete enough to be kept."""
    return choice.plan.runs > 1 and choice.engines == tuple(ENGINES) and not choice.only


def introduction(results: Results, plan: Plan) -> str:
    """Where and how the figures were made."""
    return (
        f"Measured on {datetime.now(UTC):%-d %B %Y}: {os.cpu_count()} cores, "
        f"Python {platform.python_version()}; medians of {plan.runs} runs of {plan.seconds} s. "
        f"The bare page answers {results.hello:,.0f} requests a second under gunicorn, and "
        f"{results.bare_on_our_server:,.0f} on the server that the installation runs on, granian.\n"
    )


def main() -> int:
    """Measure what the command line asks for; the exit status is 1 when something could not be measured."""
    choice = parse_arguments(sys.argv[1:])
    lacking = provide(BENCH_NEEDS)
    for package in lacking:
        print(f"The measurement needs it: {HOW[package]}.", file=sys.stderr)
    if lacking:
        return 1
    results = run(choice)
    tables = sections(results, NAMES)
    text = "\n".join([introduction(results, choice.plan), *(markdown(table, NAMES) for table in tables)])
    print(text, short(tables, NAMES), sep="\nIn short:\n\n")
    if is_whole(choice):
        write_between_marks(PAGE, text)
    for failure in results.failures:
        print(f"Not measured: {failure}", file=sys.stderr)
    return 1 if results.failures else 0


if __name__ == "__main__":
    sys.exit(main())
