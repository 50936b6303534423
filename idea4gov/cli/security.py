"""`idea4gov security`: read the security log."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import click

from config import Config
from idea4gov.actions.security_log import EventLog
from idea4gov.cli.context import NUMBER, Number, now, open_database
from idea4gov.cli.security_lines import Names, moment, print_each, print_sums
from idea4gov.domain.email import known_email
from idea4gov.domain.security_log import SecurityEvent, email_digest
from idea4gov.domain.security_report import Report, accounts_in
from idea4gov.outside.security_log import SecurityLog
from idea4gov.outside.signing import Signer
from idea4gov.store.accounts import AccountCard, find_credentials, list_accounts, list_cards
from idea4gov.store.session import Database

AT_ONCE = 500
Digests = Callable[[str], set[str]]


@click.group()
def security() -> None:
    """Tell who did what, and when."""


@security.command()
@click.option("--hours", type=Number(1, 9_000), default=24, show_default=True, help="How far to look back.")
@click.option("--account", type=NUMBER, help="Show only the events of the account with this number.")
@click.option("--email", help="Show only the events of the account with this address, and tries to enter it.")
@click.option("--network", help="Show only the events of the network with this digest.")
@click.option("--all", "shows_all", is_flag=True, help="List every event, and not only the sums.")
@click.option("--addresses", is_flag=True, help="Add the IP addresses, which are kept for 90 days.")
@click.option("--json", "as_json", is_flag=True, help="Print the events as JSON lines, with times in UTC.")
def report(
    hours: int,
    account: int | None,
    email: str | None,
    network: str | None,
    shows_all: bool,
    addresses: bool,
    as_json: bool,
) -> None:
    """Show what the security log of the last hours says, in Thai time.

    Without options: alarms, log-ins behind wrong passwords, devices of officials, changes, what officials did
    and read, the networks and accounts with most failures, and sums of all events. With --account,
    --email or --network: each event, the newest last.
    """
    until = now()
    log, since = EventLog(SecurityLog(_folder())), until - timedelta(hours=hours)
    with _readable():
        events = _events(log, _asked_for(account, email, network), since, until)
        if as_json:
            for one in events:
                click.echo(one.as_line())
            return
        click.echo(f"From {moment(since)} to {moment(until)}, in Thai time and years of the Buddhist era.")
        if network or account or email or shows_all:
            _print_each(log, events, since, until, addresses=addresses)
        else:
            _print_sums(log, events, since, until, addresses=addresses)


def _folder() -> str:
    """The folder of the log. Nothing must not look like a quiet night."""
    folder = Config.from_env().security_log_dir
    if not folder or not Path(folder).is_dir():
        raise click.ClickException(
            f"There is no security log in {folder!r}. Set IDEA4GOV_SECURITY_LOG_DIR as for the website."
        )
    return folder


@contextmanager
def _readable() -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise click.ClickException(
            f"{error.filename} may not be read. Run the command as the user of the website, or as root."
        ) from error


def _events(log: EventLog, asked: set[str], since: datetime, until: datetime) -> Iterator[SecurityEvent]:
    for one in log.read(since=since, until=until, whole=True):
        if not asked or asked & {str(one.account), one.tried, one.network}:
            yield one


def _asked_for(account: int | None, email: str | None, network: str | None) -> set[str]:
    """What events must have one of: account numbers, the digest of a tried address, or of a network."""
    asked = {str(one) for one in (account, network) if one is not None}
    if email is not None:
        address = known_email(email)
        asked |= _digests()(address)
        with open_database() as database, database.reading() as db:
            known = find_credentials(db, address)
        asked |= {str(known.account_id)} if known else set()
    return asked


def _digests() -> Digests:
    """Gives all digests that the log may have of an address: those of before a new secret, too."""
    signers = [Signer([secret]) for secret in Config.from_env().all_secrets]
    return lambda address: {email_digest(one.keyed_digest, address) for one in signers}


def _print_each(
    log: EventLog, events: Iterable[SecurityEvent], since: datetime, until: datetime, *, addresses: bool
) -> None:
    found: dict[str, str] = {}
    if addresses:
        events = list(events)
        found = log.read_addresses({one.request_id for one in events}, since=since, until=until)
    print_each(events, found)


def _print_sums(
    log: EventLog, events: Iterable[SecurityEvent], since: datetime, until: datetime, *, addresses: bool
) -> None:
    sums = Report()
    for one in events:
        sums.add(one)
    found: dict[str, str] = {}
    if addresses:
        entered = {one.event.request_id for one in sums.entries} | {one.request_id for one in sums.devices}
        ids = entered | set(sums.requests.values())
        found = log.read_addresses(ids, since=since, until=until)
    try:
        with open_database() as database:
            names = _names(database, sums)
    except click.ClickException as error:
        click.echo(f"Accounts have no names here: {error.message}", err=True)
        names = Names({}, {})
    print_sums(sums, names, found)


def _names(database: Database, sums: Report) -> Names:
    """Who the accounts of the report are, and whose addresses were tried."""
    numbers = sorted(set(accounts_in(sums)))
    cards: list[AccountCard] = []
    with database.reading() as db:
        for at in range(0, len(numbers), AT_ONCE):
            cards += list_cards(db, numbers[at : at + AT_ONCE])
    return Names({one.id: f"{one.display_name} <{one.email}>" for one in cards}, dict(_tried(database, sums)))


def _tried(database: Database, sums: Report) -> Iterator[tuple[str, str]]:
    """Pairs of a digest that was tried and the account whose address it is."""
    asked = sums.tried.keys() | {one.tried for one in (*sums.changes, *sums.devices) if one.tried}
    if not asked:
        return
    digests, last_id = _digests(), 0
    while True:
        with database.reading() as db:
            page = list_accounts(db, after_id=last_id, limit=AT_ONCE)
        for one in page:
            for digest in digests(one.email) & asked:
                yield digest, f"account {one.id} {one.display_name} <{one.email}>"
        if len(page) < AT_ONCE:
            return
        last_id = page[-1].id
