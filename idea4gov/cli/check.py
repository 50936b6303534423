"""`idea4gov check`: prove that what is shown is what is kept."""

import sys

import click

from idea4gov.actions.check import CHECKS
from idea4gov.cli.context import open_database
from idea4gov.store.audit import find_head


@click.command()
def check() -> None:
    """Prove that counters, results and the audit log are whole. Exit code 1: something is not."""
    faults = 0
    with open_database() as database, database.snapshot() as db:
        for one in CHECKS:
            found = 0
            for fault in one.faults(db):
                found += 1
                click.echo(f"{one.name}: {fault}", err=True)
            if not found:
                click.echo(f"{one.name}: whole")
            faults += found
        number, digest = find_head(db) or (0, "-")
    # Entries cut off at the end are seen only by whoever noted this line before.
    click.echo(f"newest audit entry: {number} {digest}")
    sys.exit(1 if faults else 0)
