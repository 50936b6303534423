"""`python -m scripts.advisories [--renew FROM]`: look for known weaknesses of the locked packages."""

import argparse
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from scripts.advisories.checking import Exempted, Finding, Stored, find, read_exceptions, read_stored
from scripts.advisories.renewing import Refused, renew
from scripts.locked import Locked, read_lock

ROOT = Path(__file__).resolve().parents[2]
STORED = "scripts/advisories/stored.json"
EXCEPTIONS = "scripts/advisories/exceptions.toml"


def coverage(running: list[Locked], others: list[Locked], stored: Stored) -> Iterator[str]:
    """Yield sentences on how many locked packages anything is stored about, and what was never looked for."""
    names = {one.name for one in running + others}
    known = names & stored.names()
    yield (
        f"{len(stored.advisories)} are stored, about {len(known)} of the {len(names)} locked packages;"
        f" about the other {len(names) - len(known)} there is no record, which proves nothing."
    )
    if stored.note:
        yield stored.note
    unseen = sorted({one.name for one in running} - stored.packages)
    if unseen:
        yield f"Not looked for when they were stored, and running: {', '.join(unseen)}."
    tools = {one.name for one in others} - stored.packages
    if tools:
        yield f"Not looked for when they were stored, and for development alone: {len(tools)} packages."


def sentences(findings: list[Finding], exceptions: list[Exempted], today: date) -> Iterator[tuple[bool, str]]:
    """Yield (counts, sentence) of each finding; one that an exception covers does not count."""
    for finding in findings:
        about = [one for one in exceptions if one.identity in finding.identities]
        covering = next((one for one in about if one.covers(finding, today)), None)
        if covering:
            yield False, f"{finding}. Lived with until {covering.until}: {covering.reason}"
        else:
            ended = "".join(f" (the exception ended on {one.until})" for one in about if one.until < today)
            yield True, f"{finding}{ended}"


def check(root: Path, today: date) -> int:
    """Print what is known against the locked packages; return 1 if it is about one that runs, else 0."""
    stored, exceptions = read_stored(root / STORED), read_exceptions(root / EXCEPTIONS)
    running = list(read_lock(root / "requirements.lock"))
    versions = {(one.name, one.version) for one in running}
    others = [
        one for one in read_lock(root / "requirements-dev.lock") if (one.name, one.version) not in versions
    ]
    print(stored.age(today), *coverage(running, others, stored), sep="\n")
    counted = 0
    for counts, sentence in sentences(find(running, stored), exceptions, today):
        print(f"  {sentence}")
        counted += counts
    for _, sentence in sentences(find(others, stored), exceptions, today):
        print(f"  for development alone: {sentence}")
    recorded = len({one.name for one in running} & stored.names())
    print(f"Known weaknesses of what runs: {counted}. Packages that run and have any record: {recorded}.")
    return 1 if counted else 0


def main(arguments: list[str], root: Path = ROOT) -> int:
    """Renew the stored file if asked to, then check; return the exit status, 2 for a copy that is refused."""
    parser = argparse.ArgumentParser(prog="python -m scripts.advisories", description=__doc__)
    parser.add_argument("--renew", type=Path, metavar="FROM", help="zip or folder of advisories (OSV)")
    source = parser.parse_args(arguments).renew
    if source:
        locks = ("requirements.lock", "requirements-dev.lock")
        names = {one.name for lock in locks for one in read_lock(root / lock)}
        try:
            print(f"{renew(source, names, root / STORED)} advisories stored.")
        except Refused as error:
            print(f"{source} cannot be used, nothing was changed: {error}.", file=sys.stderr)
            return 2
    return check(root, datetime.now(UTC).date())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
