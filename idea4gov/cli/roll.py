"""`idea4gov roll`: draw a sample of a round's roll, and show its numbers."""

import click

from idea4gov.actions.rounds.ledger import get_ledger_page
from idea4gov.actions.rounds.roll_sample import draw_sample
from idea4gov.cli.context import NUMBER, now, open_database
from idea4gov.domain.rounds.roll_sample import LEAST, MOST, USUAL


@click.group()
def roll() -> None:
    """Draw a sample of a round's roll, and show its numbers."""


@roll.command()
@click.argument("round_id", metavar="ROUND", type=NUMBER)
@click.option(
    "--size",
    type=click.IntRange(LEAST, MOST),
    default=USUAL,
    show_default=True,
    help="How many lines.",
)
def sample(round_id: int, size: int) -> None:
    """Choose lines of the roll of ROUND by its lots, once, after the announcement.

    Prints their positions. Two officials look each up on the desk.
    """
    with open_database() as database, database.transaction() as db:
        positions = draw_sample(db, None, round_id, size=size, now=now())
    click.echo(f"Lines of the roll: {', '.join(map(str, positions))}")


@roll.command()
@click.argument("round_id", metavar="ROUND", type=NUMBER)
def show(round_id: int) -> None:
    """Print how many voted in ROUND through each door, and what the sample has shown."""
    with open_database() as database, database.snapshot() as db:
        page = get_ledger_page(db, round_id)
    if page.ledger is None:
        click.echo("The numbers come when voting has ended.")
        return
    for door, voters in page.ledger.doors.items():
        click.echo(f"{door:8}{voters:>10,}")
    click.echo(f"{'all':8}{page.ledger.total:>10,}")
    if (found := page.found) is not None:
        click.echo(
            f"Sample: {found.checked} of {found.size} looked up, {found.wrong} wrong or not found; "
            f"at most {found.most_wrong_percent}% of the roll is wrong, with 95% confidence."
        )
