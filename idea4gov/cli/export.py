"""`idea4gov export`: results as files."""

import os
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

import click

from idea4gov.actions.results import export_priorities
from idea4gov.cli.context import open_database
from idea4gov.domain.exports import FORMATS, Format


@click.group()
def export() -> None:
    """Write results to a file."""


@export.command()
@click.argument("board", type=click.IntRange(1))
@click.option("--format", "file_format", type=click.Choice(FORMATS), default="csv", show_default=True)
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False, writable=True),
    help="File to write (default: standard output).",
)
def priorities(board: int, file_format: Format, output: Path | None) -> None:
    """Write what the people of BOARD (its number) want most: the sealed result, or the standing so far."""
    with open_database() as database, database.snapshot() as db:
        pieces = export_priorities(db, board, file_format)
        if output is None:
            _write_out(pieces)
        else:
            _write_file(pieces, output)


def _write_out(pieces: Iterable[str]) -> None:
    """To standard output in UTF-8, whatever the terminal's encoding."""
    for piece in pieces:
        sys.stdout.buffer.write(piece.encode())
    sys.stdout.buffer.flush()


def _write_file(pieces: Iterable[str], output: Path) -> None:
    """Whole or not at all: a reader never meets half a file."""
    descriptor, name = tempfile.mkstemp(dir=output.parent, prefix=f".{output.name}.")
    try:
        with os.fdopen(descriptor, "wb") as file:
            for piece in pieces:
                file.write(piece.encode())
        Path(name).chmod(0o644)
        Path(name).replace(output)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
