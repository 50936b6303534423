"""`idea4gov db`: migrations of the schema."""

from pathlib import Path

import click
from sqlalchemy import make_url

from config import Config
from idea4gov.actions.clock import begin_clock
from idea4gov.actions.kept_keys import keep_keys
from idea4gov.actions.search import fill_index
from idea4gov.cli.context import now, open_database
from idea4gov.outside.signing import Signer
from idea4gov.store.migrate import downgrade as migrate_down
from idea4gov.store.migrate import upgrade as migrate_up
from idea4gov.store.rights import (
    OF_OWNER,
    OF_SERVING,
    RoleMayMore,
    Serving,
    current_role,
    grant_rights,
    keep_settings,
)
from idea4gov.store.session import Database


@click.group()
def db() -> None:
    """Create and migrate the database."""


@db.command()
def upgrade() -> None:
    """Migrate the database to the newest schema. An empty database gets all its tables.

    With IDEA4GOV_DATABASE_OWNER_URL the schema is its user's, and the user of IDEA4GOV_DATABASE_URL is made
    where there is none, and may read and write rows from then on, and no more.
    """
    config = Config.from_env()
    url = make_url(config.database_url)
    if url.get_backend_name() == "sqlite" and url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    with open_database(migrated=False, as_owner=True) as database:
        before, after = migrate_up(database)
        fill_index(database)
        keep_keys(database, Signer(config.all_secrets))
        begin_clock(database, now=now())
        if config.database_owner_url:
            _grant_rights(database, Serving(url.username or "", url.password or ""))
        if not database.is_sqlite:
            _keep_settings(database, config)
    click.echo(
        f"Database at {after}." if before == after else f"Database migrated: {before or 'empty'} -> {after}."
    )


@db.command()
@click.argument("revision")
@click.confirmation_option(prompt="This removes tables and their rows. Go on?")
def downgrade(revision: str) -> None:
    """Migrate the database back to the schema REVISION; "base" removes every table."""
    with open_database(migrated=False, as_owner=True) as database:
        migrate_down(database, revision)
    click.echo(f"Database at {revision}.")


def _keep_settings(owner: Database, config: Config) -> None:
    """Give the sessions of both roles their settings; the one that serves does it itself where it has to."""
    has_two, user = bool(config.database_owner_url), make_url(config.database_url).username or ""
    with owner.transaction() as db:
        keep_settings(db, current_role(db), OF_OWNER if has_two else OF_SERVING)
        if not has_two or keep_settings(db, user, OF_SERVING):
            return
    with open_database() as serving, serving.transaction() as db:
        keep_settings(db, current_role(db), OF_SERVING)


def _grant_rights(database: Database, serving: Serving) -> None:
    """Raises ClickException where the role that serves may do more all the same."""
    try:
        with database.transaction() as db:
            grant_rights(db, serving)
    except RoleMayMore as error:
        raise click.ClickException(
            f"{serving.user} may do more than read and write rows: name a user in IDEA4GOV_DATABASE_URL "
            "that is not there yet. That of IDEA4GOV_DATABASE_OWNER_URL must own the database itself."
        ) from error
