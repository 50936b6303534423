"""`idea4gov move`: all rows into another database, as a site that grows goes from SQLite to PostgreSQL."""

import sys

import click

from idea4gov.actions.move import move_rows
from idea4gov.cli.context import now, open_database
from idea4gov.cli.ending import ended_by_signals
from idea4gov.cli.noted import noted


@click.command()
@click.option("--from", "from_url", metavar="URL", required=True, help="The database with the rows.")
@click.option(
    "--to", "to_url", metavar="URL", required=True, help="The empty database, by the role that owns it."
)
def move(from_url: str, to_url: str) -> None:
    """Copy all rows of a database into an empty one.

    Both may be of the same engine, or of two.

    Stop the site first: whoever writes to the source meanwhile gets an error. If the command is cut off, run
    it again and it goes on. At the end the digests of all tables are compared, and "idea4gov check" runs.

    \b
    Exit code:
      0  all rows are there, the same as in the source
      1  refused; or something differs, and its names are printed
    """
    if from_url == to_url:
        raise click.UsageError("--from and --to name the same database.")
    with (
        noted("command", "move"),
        ended_by_signals(),
        open_database(url=from_url) as database,
        open_database(migrated=False, url=to_url) as into,
    ):
        moved = move_rows(
            database, into, now=now(), notify=lambda table, rows: click.echo(f"{table}: {rows:,}")
        )
    for one in moved.wrong:
        click.echo(one, err=True)
    if moved.wrong:
        click.echo(f"{len(moved.wrong)} things are wrong.")
        sys.exit(1)
    click.echo(f"{sum(moved.rows.values()):,} rows in {len(moved.rows)} tables, the same as in the source.")
    click.echo(
        "Now set IDEA4GOV_DATABASE_URL (and IDEA4GOV_DATABASE_OWNER_URL), and run: idea4gov db upgrade"
    )
