"""`idea4gov backup`: one consistent copy of the database, made while the site runs."""

from importlib.metadata import version
from pathlib import Path

import click

from idea4gov.actions.backups import back_up, record_backup
from idea4gov.cli.context import Number, now, open_database
from idea4gov.cli.ending import ended_by_signals
from idea4gov.cli.noted import noted
from idea4gov.domain.backups import LEFT_OUT

MOST_KEPT = 100_000
NOT_RECORDED = (
    "{} is good, but its date was not recorded: the database of IDEA4GOV_DATABASE_URL cannot be reached or "
    "not be written, or has the schema of an older version. /desk/system and alarms do not know of it."
)


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--encrypt-to",
    metavar="KEY",
    multiple=True,
    help="Encrypt to this public key of age (age1...); more than one may be given.",
)
@click.option(
    "--keep", metavar="N", type=Number(1, MOST_KEPT), help="Then delete all but the newest N in DIR."
)
def backup(folder: Path, encrypt_to: tuple[str, ...], keep: int | None) -> None:
    """Back up the database into a new folder in DIR, while the site runs.

    Beside the copy lies a manifest: how many rows each table has, the head of the audit log, and the digests
    of what was published, all as of the moment of the copy. "idea4gov restore --rehearse DIR" tries it.

    \b
    Exit code:
      0  the backup is there, whole, on the disk
      1  there is none, and the sentence says why
    """
    with noted("command", "backup"), ended_by_signals(), open_database(migrated=False) as database:
        made = back_up(
            database, folder, version=version("idea4gov"), encrypt_to=encrypt_to, keep=keep, now=now()
        )
        is_recorded = record_backup(database, taken_at=made.manifest.taken_at)
    for name in made.removed:
        click.echo(f"Removed: {name}")
    rows, size = sum(made.manifest.rows.values()), made.manifest.file.size_bytes
    click.echo(f"{made.path}: {rows:,} rows, {size:,} bytes, schema {made.manifest.schema}")
    click.echo(f"newest audit entry: {made.manifest.heads.get('audit log', '0 -')}")
    click.echo(f"Not in it: {LEFT_OUT}. Keep the secret keys elsewhere.")
    if not is_recorded:
        click.secho(NOT_RECORDED.format("The backup"), err=True, fg="yellow")
