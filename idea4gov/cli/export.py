"""`idea4gov export`: write results to files."""

import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import IO

import click
from sqlalchemy.orm import Session

from config import Config
from idea4gov.actions.exports import write_priorities, write_round
from idea4gov.cli.context import NUMBER, now, open_database
from idea4gov.domain.export_jobs import EXPORT_FORMATS, ExportFormat

as_format = click.option(
    "--format",
    "file_format",
    type=click.Choice(EXPORT_FORMATS),
    default="csv",
    show_default=True,
    help="Format of the file.",
)
to_output = click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="Write to this file instead of standard output.",
)


@click.group()
def export() -> None:
    """Write the result of a board or a budget round to a file."""


@export.command()
@click.argument("board", type=NUMBER)
@as_format
@to_output
def priorities(board: int, file_format: ExportFormat, output: Path | None) -> None:
    """Write the priorities of the board with the number BOARD.

    They are the sealed result of a closed board, or the present order of an open one.
    """
    _export(partial(write_priorities, board_id=board, file_format=file_format), output)


@export.command("round")
@click.argument("round_id", metavar="ROUND", type=NUMBER)
@as_format
@to_output
def round_(round_id: int, file_format: ExportFormat, output: Path | None) -> None:
    """Write the result of the finished budget round with the number ROUND.

    The file has its projects with their votes and costs. `idea4gov pb export` writes its ballots.
    """
    _export(partial(write_round, round_id=round_id, file_format=file_format), output)


def _export(write: Callable[..., None], output: Path | None) -> None:
    site_url = Config.from_env().public_url
    with open_database() as database, database.snapshot() as db:
        filled = partial(write, site_url=site_url, now=now())
        if output is None:
            _write_out(db, filled)
        else:
            _write_file(db, filled, output)


def _write_out(db: Session, write: Callable[[Session, IO[bytes]], None]) -> None:
    """Write to standard output, through a temporary file: workbooks need a seekable one."""
    with tempfile.TemporaryFile() as file:
        write(db, file)
        file.seek(0)
        shutil.copyfileobj(file, sys.stdout.buffer)
    sys.stdout.buffer.flush()


def _write_file(db: Session, write: Callable[[Session, IO[bytes]], None], output: Path) -> None:
    """Write the file atomically: it gets its name once it is complete."""
    with tempfile.NamedTemporaryFile(dir=output.parent, prefix=f".{output.name}.", delete=False) as file:
        part = Path(file.name)
        try:
            write(db, file)
            file.flush()
            part.chmod(0o644)
            part.replace(output)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
