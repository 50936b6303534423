"""`idea4gov mail`: what waits in the outbox and why, try it again or delete it, and ask the relay."""

from collections.abc import Callable, Iterator

import click

from config import Config
from idea4gov.actions.mail import drop_mails, resend_mails
from idea4gov.cli.context import NUMBER, now, open_database
from idea4gov.cli.mail_sender import make_mailer
from idea4gov.cli.noted import noted
from idea4gov.cli.security_lines import moment
from idea4gov.domain.email import known_email
from idea4gov.domain.mail import domain_of, relay_words
from idea4gov.outside.mail import MailNotSent, MailRefused
from idea4gov.outside.mail_templates import render_mail
from idea4gov.store.mail import MailCard, RelayFault, count_mails, find_relay_fault, list_mails
from idea4gov.store.session import Database

AT_ONCE = 500


@click.group()
def mail() -> None:
    """Tell why mails do not arrive, and send them again."""


@mail.command("list")
@click.option("--given-up", "only_given_up", is_flag=True, help="Leave out the mails that still wait.")
@click.option("--addresses", is_flag=True, help="Show the whole address of each recipient.")
def list_(only_given_up: bool, addresses: bool) -> None:
    """List the mails that wait, and those that are given up, oldest first, in Thai time.

    Each line has: number, what becomes of it, since when, tries, recipient, subject, what the relay said
    last; separated by tabs.
    """
    with open_database() as database:
        with database.reading() as db:
            waiting, oldest_seconds, given_up = count_mails(db, now())
            fault = find_relay_fault(db)
        oldest = f", the oldest for {_span(oldest_seconds)}" if waiting else ""
        click.echo(f"{waiting} mails wait{oldest}; {given_up} are given up.")
        if fault is not None:
            click.echo(_away(fault))
        for one in _mails(database, only_given_up=only_given_up):
            click.echo(_line(one, one.recipient if addresses else domain_of(one.recipient)))


def _chosen(command: Callable[..., None]) -> Callable[..., None]:
    """Add NUMBER and --given-up, of which one has to be given."""
    option = click.option("--given-up", is_flag=True, help="All mails that are given up.")
    return option(click.argument("number", type=NUMBER, required=False)(command))


@mail.command()
@_chosen
def resend(number: int | None, given_up: bool) -> None:
    """Have the mail with this NUMBER tried again at once, or all that are given up."""
    _check(number, given_up=given_up)
    with open_database() as database, noted("command", "mail resend", number=number):
        with database.transaction() as db:
            found = resend_mails(db, number, now=now())
        _require(number, found)
    click.echo(f"{found} mails will be tried at once.")


@mail.command()
@_chosen
@click.option("--yes", is_flag=True, help="Do not ask.")
def drop(number: int | None, given_up: bool, yes: bool) -> None:
    """Delete the mail with this NUMBER, or all that are given up. Nobody gets them any more."""
    _check(number, given_up=given_up)
    what = f"mail {number}" if number else "all mails that are given up"
    if not yes:
        click.confirm(f"Delete {what} for good?", abort=True)
    with open_database() as database, noted("command", "mail drop", number=number):
        with database.transaction() as db:
            found = drop_mails(db, number, now=now())
        _require(number, found)
    click.echo(f"{found} mails deleted.")


@mail.command()
@click.argument("email")
def test(email: str) -> None:
    """Send a mail to EMAIL at once, and tell what the relay answers."""
    config, address = Config.from_env(), known_email(email)
    text = render_mail("test_mail", "th", reader=f" {address}", site=config.public_url)
    try:
        make_mailer(config).send(address, text.subject, text.body)
    except MailRefused as error:
        raise click.ClickException(
            f"The relay was reached, and refused this mail: {relay_words(error.words, '')}"
        ) from error
    except MailNotSent as error:
        raise click.ClickException(
            f"The relay cannot be used, so every mail waits: {relay_words(error.words, '')}. "
            "Look at IDEA4GOV_MAIL_URL, and at docs/operations.md, Mails do not arrive."
        ) from error
    if config.mail_url:
        click.echo(f"The relay took the mail to {address}. If it does not arrive, ask the relay's log.")
    else:
        click.echo("No relay is set: in development, mails are printed instead.")


def _check(number: int | None, *, given_up: bool) -> None:
    if (number is None) != given_up:
        raise click.UsageError("Name one mail by its NUMBER, or --given-up for all that are given up.")


def _require(number: int | None, found: int) -> None:
    if number is not None and not found:
        raise click.ClickException(
            f"There is no mail {number}: it was sent or deleted. See: idea4gov mail list"
        )


def _mails(database: Database, *, only_given_up: bool) -> Iterator[MailCard]:
    for given_up in (True,) if only_given_up else (False, True):
        last_id = 0
        while True:
            with database.reading() as db:
                page = list_mails(db, given_up=given_up, after_id=last_id, most=AT_ONCE)
            yield from page
            if len(page) < AT_ONCE:
                break
            last_id = page[-1].id


def _line(one: MailCard, recipient: str) -> str:
    state = (
        f"given up {moment(one.given_up_at)}" if one.given_up_at else f"next try {moment(one.next_try_at)}"
    )
    since = f"since {moment(one.created_at)}"
    columns = (str(one.id), state, since, f"{one.attempts} tries", recipient, one.subject, one.words or "")
    return "\t".join(columns).rstrip()


def _away(fault: RelayFault) -> str:
    return (
        f"The relay has been away since {moment(fault.away_since)}: {fault.words}. "
        f"It is asked again at {moment(fault.next_try_at)}."
    )


def _span(seconds: float) -> str:
    minutes = int(seconds // 60)
    if minutes < 120:
        return f"{minutes} minutes"
    return f"{minutes // 60} hours" if minutes < 72 * 60 else f"{minutes // 1440} days"
