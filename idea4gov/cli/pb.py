"""`idea4gov pb`: participatory-budgeting elections as Pabulib files, into the database and out of it."""

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

import click

from idea4gov.actions.rounds.imports import (
    Recount,
    export_lines,
    get_published,
    import_round,
    tally_round,
)
from idea4gov.cli.context import NUMBER, now, open_database
from idea4gov.domain.pabulib import BadPabulib, decoded_lines
from idea4gov.domain.printing import printable, table
from idea4gov.domain.rounds.imports import IdentifierTooLong, ScoreTooLarge, currency_of
from idea4gov.domain.tally import Decision, Fate, UnknownRule
from idea4gov.domain.verify import verify_lines
from idea4gov.store.rounds.finished import list_rounds
from idea4gov.store.session import Database

INVALID_FILE, UNKNOWN_RULE = 2, 3
_LINES_BETWEEN_STEPS = 500


@click.group()
def pb() -> None:
    """Import, tally and export participatory-budgeting elections (Pabulib .pb files)."""


@pb.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--local-government", "code", metavar="CODE", required=True, help="Who held the election.")
@click.option("--title", help="What to call the round (default: the file's description).")
@click.pass_context
def import_(context: click.Context, file: Path, code: str, title: str | None) -> None:
    """Make a finished budget round of a .pb file: its projects, and every ballot.

    The file is read twice: first to check and count it, then to keep it, all or nothing. A file that is
    there already is not imported again.

    \b
    Exit code:
      0  the round is there
      1  it was refused: the reason is told
      2  not a valid .pb file: the line and the reason are told
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
    """Lines of the stream; advance: told now and then how many more bytes were read."""
    seen = 0
    for number, line in enumerate(decoded_lines(stream)):
        if number % _LINES_BETWEEN_STEPS == 0:
            advance(stream.tell() - seen)
            seen = stream.tell()
        yield line
    advance(stream.tell() - seen)


@pb.command()
@click.argument("round_id", metavar="ROUND", type=NUMBER)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.pass_context
def tally(context: click.Context, round_id: int, as_json: bool) -> None:
    """Count the ballots of ROUND again, by the rule that the round states.

    \b
    Exit code:
      0  counted
      1  there is no such round
      3  the rule is not one known here
    """
    try:
        with open_database() as database, database.snapshot() as db:
            count = tally_round(db, round_id)
    except UnknownRule as error:
        click.echo(printable(f"Error: {error}"), err=True)
        context.exit(UNKNOWN_RULE)
    if as_json:
        click.echo(json.dumps(_as_json(count), ensure_ascii=False, indent=2))
        return
    for line in _as_text(count):
        click.echo(printable(line))


def _as_text(count: Recount) -> Iterator[str]:
    outcome, currency = count.outcome, currency_of(count.round.meta)
    yield f"Round {count.round.id}: {count.round.title}, {count.round.local_government_name_th}"
    yield f"Rule {count.round.rule}, {count.round.vote_type} ballots: {outcome.ballot_count:,}"
    yield from _winners(count)
    left = outcome.budget - outcome.spent
    yield (
        f"{len(outcome.winners):,} of {len(outcome.decisions):,} projects funded: {outcome.spent:,} of "
        f"{outcome.budget:,} {currency} spent, {left:,} left"
    )
    misfit = _first_misfit(outcome.decisions)
    if misfit:
        yield (
            f"First that did not fit: {misfit.project_id} (score {misfit.score:,}, cost {misfit.cost:,}, "
            f"{misfit.left_before:,} left)"
        )
    for tie in outcome.ties:
        weight = "it decides who is funded" if tie.decides else "it decides nothing"
        yield f"Tie at score {tie.score:,}, {weight}; taken in this order: {', '.join(tie.project_ids)}"
    yield f"SHA-256 of the .pb file: {count.round.digest}"
    yield f"SHA-256 of the outcome:  {count.digest}"


def _winners(count: Recount) -> Iterator[str]:
    titles = {card.code: card.title for card in count.projects}
    rows = [("project", "votes", "score", "cost", "title")]
    rows += [
        (
            printable(step.project_id),
            f"{step.votes:,}",
            f"{step.score:,}",
            f"{step.cost:,}",
            titles[step.project_id],
        )
        for step in count.outcome.decisions
        if step.fate.is_funded
    ]
    return table(rows, right=frozenset({1, 2, 3}))


def _first_misfit(steps: Iterable[Decision]) -> Decision | None:
    return next((step for step in steps if step.fate is Fate.DOES_NOT_FIT), None)


def _as_json(count: Recount) -> dict[str, object]:
    outcome = count.outcome
    titles = {card.code: card.title for card in count.projects}
    misfit = _first_misfit(outcome.decisions)
    return {
        "round": count.round.id,
        "title": count.round.title,
        "local_government": count.round.local_government_code,
        "rule": count.round.rule,
        "vote_type": count.round.vote_type,
        "ballots": outcome.ballot_count,
        "currency": currency_of(count.round.meta),
        "budget": outcome.budget,
        "spent": outcome.spent,
        "projects": [
            {
                "id": step.project_id,
                "area": part.area.code,
                "title": titles[step.project_id],
                "votes": step.votes,
                "score": step.score,
                "cost": step.cost,
                "fate": step.fate.value,
                "price": str(step.share.price) if step.share and step.share.price is not None else None,
            }
            for part in outcome.parts
            for step in part.outcome.decisions
        ],
        "winners": list(outcome.winners),
        "first_misfit": misfit.project_id if misfit else None,
        "ties": [
            {"score": tie.score, "projects": list(tie.project_ids), "decides": tie.decides}
            for tie in outcome.ties
        ],
        "digest": count.round.digest,
        "outcome_digest": count.digest,
    }


@pb.command()
@click.argument("round_id", metavar="ROUND", type=NUMBER)
@click.option(
    "--output",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write here, not to the screen.",
)
def export(round_id: int, output: Path | None) -> None:
    """Write ROUND as a canonical .pb file: its SHA-256 is the digest that was sealed with the ballots.

    Exit code 1: there is no such round, or its ballots are not those that were sealed.
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
    """List all rounds."""
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
