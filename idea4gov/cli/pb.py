"""`idea4gov pb`: import, count and export elections as Pabulib .pb files."""

import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import click

from idea4gov.actions.rounds.imports import (
    export_lines,
    get_published,
    import_round,
    tally_round,
)
from idea4gov.cli.context import NUMBER, now, open_database
from idea4gov.cli.pb_tally import tally_json, tally_text
from idea4gov.domain.pabulib.errors import BadPabulib
from idea4gov.domain.pabulib.rows import decoded_lines
from idea4gov.domain.printing import printable, table
from idea4gov.domain.rounds.imports import IdentifierTooLong, ScoreTooLarge
from idea4gov.domain.tally.rules import UnknownRule
from idea4gov.domain.verify import verify_lines
from idea4gov.store.rounds.finished import list_rounds
from idea4gov.store.session import Database

INVALID_FILE, UNKNOWN_RULE = 2, 3
_LINES_BETWEEN_STEPS = 500


@click.group()
def pb() -> None:
    """Import, count and export elections as Pabulib .pb files."""


@pb.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--local-government",
    "code",
    metavar="CODE",
    required=True,
    help="Code of the local government that held the election.",
)
@click.option("--title", help="Title of the round (default: the description in the file).")
@click.pass_context
def import_(context: click.Context, file: Path, code: str, title: str | None) -> None:
    """Import a .pb file as a finished budget round, with its projects and all its ballots.

    The file is read twice: first to check and count it, then to store it. After an error, nothing is stored.
    A file that was imported before is not imported again.

    \b
    Exit code:
      0  the round is in the database
      1  the import was refused: the reason is printed
      2  not a valid .pb file: the line and the reason are printed
    """
    try:
        with open_database() as database:
            click.echo(_import(database, file, code, title))
    except (BadPabulib, IdentifierTooLong, ScoreTooLarge) as error:
        click.echo(printable(f"Error: {file} is not a valid .pb file. {error}"), err=True)
        context.exit(INVALID_FILE)


def _import(database: Database, file: Path, code: str, title: str | None) -> str:
    with (
        file.open("rb") as stream,
        click.progressbar(length=2 * file.stat().st_size, label="Importing", file=sys.stderr) as bar,
    ):
        verdict = verify_lines(_watched(stream, bar.update))
        stream.seek(0)
        with database.transaction() as db:
            done = import_round(
                db, _watched(stream, bar.update), verdict, local_government_code=code, title=title, now=now()
            )
    if not done.is_new:
        return f"This file is already there, as round {done.round_id}."
    return (
        f"Imported as round {done.round_id}: {verdict.ballot_count:,} ballots.\n"
        f"SHA-256 of the canonical text: {verdict.digest}"
    )


def _watched(stream: BinaryIO, advance: Callable[[int], None]) -> Iterator[str]:
    """The lines of the stream.

    advance: called regularly with the number of bytes read since its last call.
    """
    seen = 0
    for number, line in enumerate(decoded_lines(stream)):
        if number % _LINES_BETWEEN_STEPS == 0:
            advance(stream.tell() - seen)
            seen = stream.tell()
        yield line
    advance(stream.tell() - seen)


@pb.command()
@click.argument("round_id", metavar="ROUND", type=NUMBER)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.pass_context
def tally(context: click.Context, round_id: int, as_json: bool) -> None:
    """Count the ballots of the round with the number ROUND again, by its own rule.

    \b
    Exit code:
      0  the ballots are counted
      1  there is no such round
      3  the rule of the round is not known here
    """
    try:
        with open_database() as database, database.snapshot() as db:
            count = tally_round(db, round_id)
    except UnknownRule as error:
        click.echo(printable(f"Error: {error}"), err=True)
        context.exit(UNKNOWN_RULE)
    if as_json:
        click.echo(json.dumps(tally_json(count), ensure_ascii=False, indent=2))
        return
    for line in tally_text(count):
        click.echo(printable(line))


@pb.command()
@click.argument("round_id", metavar="ROUND", type=NUMBER)
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write to this file instead of standard output.",
)
def export(round_id: int, output: Path | None) -> None:
    """Write the round with the number ROUND as a canonical .pb file.

    The SHA-256 of the file is the digest that was sealed with the ballots.

    \b
    Exit code:
      0  the file is written
      1  there is no such round, or its ballots are not those that were sealed
    """
    if output is None:
        _export(round_id, sys.stdout.buffer)
        return
    part = output.with_name(f"{output.name}.part")
    try:
        with part.open("wb") as stream:
            _export(round_id, stream)
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def _export(round_id: int, stream: BinaryIO) -> None:
    digest = hashlib.sha256()
    with open_database() as database, database.snapshot() as db:
        found = get_published(db, round_id)
        for line in export_lines(db, found):
            data = line.encode()
            digest.update(data)
            stream.write(data)
    stream.flush()
    if digest.hexdigest() != found.digest:
        raise click.ClickException("The ballots are not those that were sealed: the digest differs.")


@pb.command("list")
def list_() -> None:
    """List all rounds, with phase, number of ballots, rule and digest."""
    rows = [("round", "local government", "phase", "ballots", "rule", "digest", "title")]
    after = 0
    with open_database() as database, database.reading() as db:
        while cards := list_rounds(db, after_id=after):
            rows += [
                (
                    str(card.id),
                    card.local_government_code,
                    card.phase,
                    "-" if card.ballot_count is None else f"{card.ballot_count:,}",
                    printable(card.rule) or "-",
                    (card.digest or "-")[:12],
                    card.title,
                )
                for card in cards
            ]
            after = cards[-1].id
    for line in table(rows, right=frozenset({0, 3})):
        click.echo(printable(line))
