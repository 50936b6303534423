"""`idea4gov restore`: put a backup back, or rehearse it in a place that is gone afterwards."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from config import Config
from idea4gov.actions.backups import record_backup
from idea4gov.actions.restores import Restored, rehearsal
from idea4gov.actions.restores import restore as restore_into
from idea4gov.cli.backup import NOT_RECORDED
from idea4gov.cli.context import now, open_database
from idea4gov.cli.ending import ended_by_signals
from idea4gov.cli.noted import noted
from idea4gov.outside.postgres_server import is_installed
from idea4gov.store.session import Database


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, exists=True, file_okay=False))
@click.option("--to", "url", metavar="URL", help="The empty database; without it, that of the settings.")
@click.option(
    "--rehearse", is_flag=True, help="Restore into a scratch place, check, report, and throw it away."
)
@click.option(
    "--on-server",
    is_flag=True,
    help="Rehearse PostgreSQL in a scratch database on the server of the settings, not on one of its own.",
)
@click.option("--identity", metavar="FILE", help="The file with the secret key of an encrypted backup.")
@click.option("--end-sessions", is_flag=True, help="Log everybody out: the sessions of that hour end.")
def restore(
    folder: Path, url: str | None, rehearse: bool, on_server: bool, identity: str | None, end_sessions: bool
) -> None:
    """Restore a backup into an empty database, or rehearse it.

    DIR is a backup, or holds several, of which the newest is taken. The database is of the same engine.
    Before anything is written its digest is compared; afterwards the schema is upgraded where it is older,
    and counts, heads and "idea4gov check" have to be as they should. A password needs not stand in URL: libpq
    reads PGPASSWORD and ~/.pgpass.

    \b
    Exit code:
      0  restored, and everything is as the backup says
      1  refused, and nothing was restored; or something differs, and its names are printed
    """
    if rehearse and (url or end_sessions):
        raise click.UsageError("--rehearse restores into a scratch place: it goes with --identity alone.")
    with noted("command", "restore", rehearse=rehearse), ended_by_signals():
        if rehearse:
            with _scratch_owner(on_server=on_server) as owner:
                with rehearsal(owner, folder, identity=identity) as restored:
                    _report(restored)
                click.echo("The scratch place is gone.")
            if not restored.wrong:
                _record(restored)
        else:
            with open_database(migrated=False, as_owner=True, url=url) as database:
                restored = restore_into(database, folder, identity=identity, ends_sessions=end_sessions)
            _report(restored)
            if restored.sessions_ended is not None:
                click.echo(f"{restored.sessions_ended} sessions ended.")
            click.echo(
                "Run: idea4gov db upgrade, with the settings of the site. It gives its role its rights."
            )
    sys.exit(1 if restored.wrong else 0)


@contextmanager
def _scratch_owner(*, on_server: bool) -> Iterator[Database | None]:
    """Who makes the scratch database; None where a server of one's own is started."""
    if not on_server and (is_installed() or Config.from_env().database_url.startswith("sqlite")):
        yield None
        return
    with open_database(migrated=False, as_owner=True) as database:
        yield database


def _record(restored: Restored) -> None:
    with open_database(migrated=False) as database:
        if not record_backup(database, taken_at=restored.manifest.taken_at, rehearsed_at=now()):
            click.secho(NOT_RECORDED.format("The rehearsal"), err=True, fg="yellow")


def _report(restored: Restored) -> None:
    manifest = restored.manifest
    click.echo(
        f"{restored.path}: taken at {manifest.taken_at:%Y-%m-%d %H:%M:%S %Z}, idea4gov {manifest.version}"
    )
    click.echo(f"rows: {sum(manifest.rows.values()):,} in {len(manifest.rows)} tables")
    click.echo(
        f"heads: {len(manifest.heads):,}, newest audit entry: {manifest.heads.get('audit log', '0 -')}"
    )
    upgraded = "" if restored.schema == manifest.schema else f", upgraded to {restored.schema}"
    click.echo(f"schema: {manifest.schema}{upgraded}")
    click.echo(f"seconds: {restored.seconds[0]:.1f} for copying, {restored.seconds[1]:.1f} with all checks")
    for one in restored.wrong:
        click.echo(one, err=True)
    click.echo(f"{len(restored.wrong)} things are wrong." if restored.wrong else "Everything is as it was.")
