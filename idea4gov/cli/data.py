"""`idea4gov data`: write the open data to files."""

import click

from config import Config
from idea4gov.actions.data import dump_data
from idea4gov.actions.kept_keys import pseudonyms
from idea4gov.actions.made_files import open_files
from idea4gov.cli.context import now, open_database
from idea4gov.cli.files import clear_files, explained_refusals
from idea4gov.domain.opendata.rows import Publisher
from idea4gov.outside.signing import Signer


@click.group()
def data() -> None:
    """Write the open data to files."""


@data.command()
def dump() -> None:
    """Write the files of every data set for today, and record their digests.

    All files show the database at the same moment. The worker does this once a day; without a worker, run
    this command every day.
    """
    config = Config.from_env()
    with open_database() as database:
        publisher = Publisher(config.public_url, pseudonyms(database, Signer(config.all_secrets)))
        files = open_files(database, config.files_place)
        with explained_refusals():
            dumped = dump_data(database, files, publisher, now=now())
            clear_files(files, config, now())
    for one in dumped:
        click.echo(
            f"{one.written.digest}  {one.dataset}.{one.format}  "
            f"{one.row_count:,} rows, {one.written.size_bytes:,} bytes"
        )
