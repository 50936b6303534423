"""`idea4gov round`: what officials and visitors do after the voting, by the clock, for an administrator."""

from collections.abc import Callable
from typing import Any

import click

from config import Config
from idea4gov.actions.rounds import announcing
from idea4gov.cli.context import NUMBER, now, open_database
from idea4gov.store.rounds import hosted
from idea4gov.store.rounds.finished import list_rounds
from idea4gov.store.rounds.hosted import HostedRound


@click.group("round")
def round_() -> None:
    """List, settle, seal, count and confirm the budget rounds that are held here.

    What the clock brings is also done by `idea4gov worker`, every minute.
    """


@round_.command("list")
def list_() -> None:
    """Every round with its recorded phase, oldest first."""
    with open_database() as database, database.reading() as db:
        after = 0
        while cards := list_rounds(db, after_id=after):
            for card in cards:
                click.echo(f"{card.id:6}  {card.phase:12}  {card.local_government_code:6}  {card.title}")
            after = cards[-1].id


@round_.command()
def settle() -> None:
    """Bring every round to the phase that its dates say, as the worker does every minute.

    Urns are sealed, and results announced whose time has come. A round that fails stops no other; it is
    named, and the exit code is 1.
    """
    with open_database() as database:
        settled = announcing.settle_due(database, site_url=Config.from_env().public_url, now=now())
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
    """Bring a round to the phase that its dates say; once voting has ended, the urn is sealed."""
    _report(_act(round_id, lambda database, **options: announcing.settle(database, round_id, **options)))


@round_.command()
@click.argument("round_id", metavar="ROUND", type=NUMBER)
def count(round_id: int) -> None:
    """Count a sealed round with its papers, and announce the provisional result."""
    _report(
        _act(round_id, lambda database, **options: announcing.announce(database, None, round_id, **options))
    )


@round_.command()
@click.argument("round_id", metavar="ROUND", type=NUMBER)
def confirm(round_id: int) -> None:
    """Count again after the days for contests, and make the result final."""
    _report(
        _act(round_id, lambda database, **options: announcing.confirm(database, None, round_id, **options))
    )


def _act(round_id: int, act: Callable[..., Any]) -> HostedRound:
    with open_database() as database:
        act(database, page_url=_page_url(round_id), now=now())
        with database.reading() as db:
            return hosted.get_hosted(db, round_id)


def _page_url(round_id: int) -> str:
    return f"{Config.from_env().public_url}/rounds/{round_id}"


def _report(found: HostedRound) -> None:
    click.echo(f"round {found.id}: {found.phase}")
    if found.digest is not None:
        click.echo(f"ballots: {found.ballot_count:,}")
        click.echo(f"sha256 of the file: {found.digest}")
