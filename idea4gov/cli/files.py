"""`idea4gov files`: what lies where made files lie."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta

import click

from config import MIB, Config
from idea4gov.actions.made_files import move_days, open_files
from idea4gov.cli.context import now, open_database
from idea4gov.domain.made_files import (
    FOLDERS,
    KINDS,
    FilesAway,
    FilesFull,
    FilesPlace,
    FileStore,
    files_kind,
    list_over,
    read_bucket,
)
from idea4gov.domain.thai import bangkok_date


@click.group()
def files() -> None:
    """Look at where exports, daily files and renditions lie."""


@files.command()
@click.option(
    "--from",
    "source_url",
    default="",
    metavar="URL",
    help="Where they lay: as IDEA4GOV_FILES_URL was before; left out, the folders of this machine.",
)
def move(source_url: str) -> None:
    """Copy the daily files of the open data to where IDEA4GOV_FILES_URL says.

    Run it once after the setting was changed. Each file is compared with its published digest. Everything
    else is made again when somebody asks for it. Nothing is deleted at the former place.
    """
    config = Config.from_env()
    with open_database() as database, explained_refusals():
        source = open_files(database, _place(config, source_url))
        target = open_files(database, config.files_place)
        done = move_days(database, source, target, first_day=_first_day(config, now()))
    for one, is_there in done:
        name = f"{one.made_on} {one.dataset}.{one.format}"
        how = "copied" if is_there else "not there with the digest that was published"
        click.echo(f"{name}: {how}", err=not is_there)
    if not all(is_there for _one, is_there in done):
        sys.exit(1)


def _place(config: Config, url: str) -> FilesPlace:
    """Another place by its URL. Raises ClickException."""
    place = config.files_place._replace(url=url or FOLDERS)
    try:
        kind = files_kind(place.url)
        if kind == "s3":
            read_bucket(place.url, place.key, place.secret)
    except ValueError as error:
        raise click.ClickException(f"--from cannot be used: {error}.") from error
    if kind is None:
        raise click.ClickException("--from is no such address: see docs/settings.md.")
    return place


def _first_day(config: Config, moment: datetime) -> date:
    return bangkok_date(moment) - timedelta(days=config.data_keep_days)


def clear_files(store: FileStore, config: Config, moment: datetime) -> None:
    """Remove the files that are over at a moment, as the settings say. Raises FilesAway."""
    stored = [one for kind in KINDS for one in store.list_files(f"{kind}/")]
    over = list_over(
        stored,
        first_day=_first_day(config, moment),
        rendition_bytes=config.rendition_mib * MIB,
        now=moment,
    )
    for name in over:
        store.remove(name)
    store.remove_unfinished(now=moment)


@contextmanager
def explained_refusals() -> Iterator[None]:
    """Tell in a sentence what is wrong with the store. Raises ClickException."""
    try:
        yield
    except FilesAway as error:
        raise click.ClickException(
            f"Where files are kept nobody answers, or it is refused: {error.data['reason']}."
        ) from error
    except FilesFull as error:
        raise click.ClickException(
            "The database holds as many files as IDEA4GOV_FILES_MIB allows."
        ) from error
