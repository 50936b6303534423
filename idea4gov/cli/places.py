"""`idea4gov places`: load the provinces of Thailand and the register of local governments."""

from pathlib import Path

import click

from idea4gov.actions.places import load_country, load_register
from idea4gov.cli.context import open_database
from idea4gov.domain.places.register import BadRegister, decoded_lines
from idea4gov.outside.thai_places import country
from idea4gov.store.places.loading import Changes

INVALID_FILE = 2


@click.group()
def places() -> None:
    """Load provinces and local governments."""


@places.command()
@click.option(
    "--register",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Also load the register of local governments from this CSV file.",
)
@click.pass_context
def load(context: click.Context, register: Path | None) -> None:
    """Load provinces, districts and subdistricts.

    Loading them again adds and changes only what is new. If the register has an error, nothing is loaded.

    \b
    Exit code:
      0  the places are loaded
      2  the register is not valid: the line and the column are printed
    """
    try:
        report = _load(register)
    except BadRegister as error:
        click.echo(f"Error: {error}", err=True)
        context.exit(INVALID_FILE)
    for name, each in report:
        click.echo(_line(name, each))


def _load(register: Path | None) -> list[tuple[str, Changes]]:
    """Load the places in one transaction. Returns [(kind of place, what changed)]. Raises BadRegister."""
    areas = country()
    with open_database() as database, database.transaction() as db:
        changes = load_country(db, areas)
        report = [
            ("Provinces", changes.provinces),
            ("Districts", changes.districts),
            ("Subdistricts", changes.subdistricts),
        ]
        if register:
            with register.open("rb") as stream:
                report.append(("Local governments", load_register(db, decoded_lines(stream))))
    return report


def _line(name: str, changes: Changes) -> str:
    line = f"{name}: {changes.added:,} added, {changes.changed:,} changed, {changes.unchanged:,} unchanged."
    return f"{line} Not in the source any more: {changes.kept:,}, kept." if changes.kept else line
