"""`idea4gov identity`: the keys under which national numbers are digested."""

import os
import sys
from pathlib import Path

import click

from config import Config
from idea4gov.actions.identity import renew_digests
from idea4gov.actions.voter_lists import load_list
from idea4gov.cli.context import NUMBER, now, open_database
from idea4gov.cli.noted import noted
from idea4gov.domain.voter_list_sheets import OF_LISTS
from idea4gov.outside.identity_keys import IdentityKeys, add_key, make_key_file
from idea4gov.outside.list_reader import MEMORY_MIB, NICE, limit_memory
from idea4gov.outside.logs import set_up_logging
from idea4gov.outside.secret_files import NoSecret

FILE = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@click.group()
def identity() -> None:
    """Make and renew the keys under which national numbers are digested."""


@identity.command("new-key")
@FILE
@click.option("--add", is_flag=True, help="Add a newest key behind those in the file.")
def new_key(file: Path, add: bool) -> None:
    """Make FILE with a new key in it, for this user alone; name it in IDEA4GOV_IDENTITY_KEY_FILE.

    Keep a copy apart from the backups of the database: who has neither the file nor the copy finds nobody by
    their number any more, and who has both the file and a backup can begin to guess.
    """
    try:
        key_id = add_key(file) if add else make_key_file(file)
    except FileExistsError as error:
        raise click.ClickException(
            f"There is a file {error.filename} already; it was not touched."
        ) from error
    except (NoSecret, ValueError) as error:
        raise click.ClickException(f"{file} cannot be used: {error}.") from error
    click.echo(
        f"Key {key_id} is in {file}. Copy the file to a safe place that holds no backup of the database."
    )


@identity.command("read-list", hidden=True)
@click.argument("list_id", type=NUMBER)
def read_list(list_id: int) -> None:
    """Digest the sheet on standard input into the list with this number, as the website asks for it."""
    os.nice(NICE)
    limit_memory(MEMORY_MIB)
    config = Config.from_env()
    set_up_logging(level=config.log_level, readable=config.is_development)
    sheet = sys.stdin.buffer.read(OF_LISTS.bytes + 1)
    with open_database() as database:
        load_list(database, IdentityKeys(config.identity_key), list_id, sheet, clock=now)


@identity.command()
def rotate() -> None:
    """Lay the newest key around every digest of the database. Restart the site with the new file first.

    May be cut off and called again. The former keys stay in the file for good.
    """
    keys = IdentityKeys(Config.from_env().identity_key)
    with noted("command", "identity rotate"), open_database() as database:
        renewed = renew_digests(database, keys)
    click.echo(f"{renewed} digests have the key {keys.current_id} now.")
