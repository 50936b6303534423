"""`idea4gov clock`: compare this machine's clock with the database's, and accept it."""

from datetime import datetime, timedelta

import click

from idea4gov.actions.clock import HasOwnClock, accept_clock, compare_clock
from idea4gov.cli.context import now, open_database
from idea4gov.cli.noted import noted, operator
from idea4gov.domain.clock import ClockReading
from idea4gov.domain.thai import BANGKOK
from idea4gov.store.session import Database

SET_CLOCK = (
    "Keep it right over the network (timedatectl set-ntp true). "
    "Until then the site seals, counts and announces nothing."
)
ACCEPT = "If the clock of this machine shows the right time, run: idea4gov clock accept"


@click.group(invoke_without_command=True)
@click.pass_context
def clock(context: click.Context) -> None:
    """Compare the clock of this machine with that of the database.

    \b
    Exit code:
      0  they agree within 30 seconds
      1  they differ, or nobody can tell: what to do is printed
    """
    if context.invoked_subcommand is not None:
        return
    with open_database() as database:
        found = compare_clock(database, now())
    _show(found)
    if not found.is_right:
        raise click.ClickException(_advice(database, found))
    click.echo("The clock is right.")


@clock.command()
def accept() -> None:
    """Take the clock of this machine for right from now on. Look at a watch first.

    The audit log records who did so. Only SQLite needs it: after a long outage on a machine whose clock is
    not kept over the network, or after the clock was set by hand.
    """
    with open_database() as database, noted("command", "clock accept"):
        try:
            found = accept_clock(database, operator=operator(), now=now())
        except HasOwnClock as error:
            raise click.ClickException(
                "PostgreSQL has a clock of its own. Set the clocks of both machines right instead."
            ) from error
    _show(found)
    click.echo(f"From now on it counts as right that it is {_time(found.now)}.")


def require_right(database: Database, moment: datetime) -> datetime:
    """The time by this machine's clock, for what cannot be undone. Raises ClickException if it is wrong."""
    found = compare_clock(database, moment)
    if not found.is_right:
        _show(found)
        raise click.ClickException(f"Nothing was done. {_advice(database, found)}")
    return found.now


def require_done_until(database: Database, moment: datetime) -> datetime:
    """The moment up to which rounds can be settled: now, or after an outage the earliest that it can be now.

    moment: by this machine's clock. Raises ClickException where that is wrong.
    """
    found = compare_clock(database, moment)
    if not found.is_right:
        _show(found)
    if found.done_until is None:
        raise click.ClickException(f"Nothing was done. {_advice(database, found)}")
    if not found.is_right:
        click.echo(f"Only what was due before {_time(found.expected)} is done. {ACCEPT}")
    return found.done_until


def _show(found: ClockReading) -> None:
    known = "the database:" if found.is_certain else "the database, at least:"
    click.echo(f"this machine: {_time(found.now)}")
    click.echo(f"{known} {_time(found.expected)}")
    click.echo(f"difference: {_seconds(found.skew):+,} s")


def _advice(database: Database, found: ClockReading) -> str:
    if not found.is_certain:
        return f"Nobody can tell how long this machine was off. {ACCEPT}"
    return f"One of the clocks is wrong. {SET_CLOCK}" + (f" {ACCEPT}" if database.is_sqlite else "")


def _time(moment: datetime) -> str:
    return moment.astimezone(BANGKOK).strftime("%Y-%m-%d %H:%M:%S (Bangkok)")


def _seconds(skew: timedelta) -> int:
    return round(skew.total_seconds())
