"""`idea4gov round`: list budget rounds, and seal, count and confirm them from the command line."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import click

from config import Config
from idea4gov.actions.rounds import announcing, settling
from idea4gov.cli.clock import require_done_until, require_right
from idea4gov.cli.context import NUMBER, now, open_database
from idea4gov.cli.noted import noted
from idea4gov.store.rounds import hosted
from idea4gov.store.rounds.finished import list_rounds
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.store.session import Database


@click.group("round")
def round_() -> None:
    """List the budget rounds of this site, and move them on.

    The worker settles all rounds every minute, so this is rarely needed.
    """


@round_.command("list")
def list_() -> None:
    """List every round with its recorded phase and local government, oldest first."""
    with open_database() as database, database.reading() as db:
        after = 0
        while cards := list_rounds(db, after_id=after):
            for card in cards:
                click.echo(f"{card.id:6}  {card.phase:12}  {card.local_government_code:6}  {card.title}")
            after = cards[-1].id


@round_.command()
def settle() -> None:
    """Bring every round to the phase that its dates say, as the worker does every minute.

    This seals urns and announces results that are due. If a round fails, the others are still settled.

    \b
    Exit code:
      0  every round is settled
      1  rounds failed: their numbers are printed
    """
    with open_database() as database:
        moment = require_done_until(database, now())
        settled = settling.settle_due(database, site_url=Config.from_env().public_url, now=moment)
    if not settled:
        click.echo("No phase was due.")
    for one in settled:
        if one.round is not None:
            _report(one.round)
    failed = [str(one.due.id) for one in settled if one.round is None]
    if failed:
        raise click.ClickException(f"Not settled, see the log: round {', '.join(failed)}")


@round_.command()
@click.argument("round_id", metavar="ROUND", type=NUMBER)
def seal(round_id: int) -> None:
    """Bring the round with the number ROUND to the phase that its dates say.

    If voting ended five minutes ago, this seals the urn.
    """
    _report(
        _act(
            "round seal",
            round_id,
            lambda database, **options: settling.settle(database, round_id, **options),
            clock=require_done_until,
        )
    )


@round_.command()
@click.argument("round_id", metavar="ROUND", type=NUMBER)
def count(round_id: int) -> None:
    """Count the ballots of the sealed round with the number ROUND, and announce the provisional result.

    Its paper ballots are counted, too.
    """
    _report(
        _act(
            "round count",
            round_id,
            lambda database, **options: announcing.announce(database, None, round_id, **options),
        )
    )


@round_.command()
@click.argument("round_id", metavar="ROUND", type=NUMBER)
def confirm(round_id: int) -> None:
    """Count the round with the number ROUND again after the days for contests, and make its result final."""
    _report(
        _act(
            "round confirm",
            round_id,
            lambda database, **options: announcing.confirm(database, None, round_id, **options),
        )
    )


def _act(
    command: str,
    round_id: int,
    act: Callable[..., Any],
    *,
    clock: Callable[[Database, datetime], datetime] = require_right,
) -> HostedRound:
    with open_database() as database, noted("command", command, round_id=round_id):
        act(database, page_url=_page_url(round_id), now=clock(database, now()))
        with database.reading() as db:
            return hosted.get_hosted(db, round_id)


def _page_url(round_id: int) -> str:
    return f"{Config.from_env().public_url}/rounds/{round_id}"


def _report(found: HostedRound) -> None:
    click.echo(f"round {found.id}: {found.phase}")
    if found.digest is not None:
        click.echo(f"ballots: {found.ballot_count:,}")
        click.echo(f"sha256 of the file: {found.digest}")
