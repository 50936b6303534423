"""`idea4gov check`: compare counters, results and digests with the rows that they come from."""

import sys

import click

from idea4gov.actions.check import CHECKS
from idea4gov.cli.context import open_database
from idea4gov.store.audit import find_head


@click.command()
def check() -> None:
    """Check that counters, ballots, results and the audit log are intact.

    Each check prints "whole", or one line on standard error for each fault. The last line is the newest entry
    of the audit log: compare it with a copy that you kept elsewhere.

    \b
    Exit code:
      0  everything is intact
      1  there are faults
    """
    faults = 0
    with open_database() as database, database.snapshot() as db:
        for one in CHECKS:
            found = 0
            for fault in one.faults(db):
                found += 1
                click.echo(f"{one.name}: {fault}", err=True)
            for note in one.notes(db) if one.notes else ():
                click.echo(f"{one.name}: {note}")
            if not found:
                click.echo(f"{one.name}: whole")
            faults += found
        number, digest = find_head(db) or (0, "-")
    # If the newest entries are deleted, the rest is still a valid chain: only an older copy of this line
    # shows it.
    click.echo(f"newest audit entry: {number} {digest}")
    sys.exit(1 if faults else 0)
