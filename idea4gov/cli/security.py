"""`idea4gov security`: read the security log."""

from collections import Counter
from datetime import timedelta

import click

from config import Config
from idea4gov.actions.security_log import EventLog
from idea4gov.cli.context import NUMBER, Number, now, open_database
from idea4gov.domain.email import known_email
from idea4gov.domain.security_alarms import find_alarms
from idea4gov.domain.security_log import SecurityEvent, email_digest
from idea4gov.outside.security_log import SecurityLog
from idea4gov.outside.signing import Signer
from idea4gov.store.accounts import find_credentials

MOST_SHOWN = 20
CHANGES = ("role", "account", "token", "new-password", "erase")
BAD = ("failed", "locked-out", "refused")


@click.group()
def security() -> None:
    """Tell who did what, and when."""


@security.command()
@click.option("--hours", type=Number(1, 9_000), default=24, show_default=True, help="How far to look back.")
@click.option("--account", type=NUMBER, help="Show only the events of the account with this number.")
@click.option("--email", help="Show only the events of the account with this address, and tries to enter it.")
@click.option("--network", help="Show only the events of the network with this digest.")
@click.option("--all", "shows_all", is_flag=True, help="List every event, and not only the sums.")
@click.option("--json", "as_json", is_flag=True, help="Print the events as JSON lines.")
def report(
    hours: int, account: int | None, email: str | None, network: str | None, shows_all: bool, as_json: bool
) -> None:
    """Show what the security log of the last hours says.

    Without options: sums of events and results, alarms, networks and accounts with most failures, and what
    officials did. With --account, --email or --network: each event, the newest last.
    """
    moment = now()
    log = EventLog(SecurityLog(Config.from_env().security_log_dir))
    asked = _asked_for(account, email, network)
    found = [
        one
        for one in log.read(since=moment - timedelta(hours=hours), until=moment)
        if not asked or asked & {str(one.account), one.tried, one.network}
    ]
    if as_json:
        for one in found:
            click.echo(one.as_line())
    elif asked or shows_all:
        _show_each(found)
    else:
        _show_sums(found)


def _asked_for(account: int | None, email: str | None, network: str | None) -> set[str]:
    """What events must have one of: account numbers, the digest of a tried address, or of a network."""
    asked = {str(one) for one in (account, network) if one is not None}
    if email is not None:
        address = known_email(email)
        # What was written before the secret was renewed bears the digest of a former one.
        secrets = Config.from_env().all_secrets
        asked |= {email_digest(Signer([secret]).keyed_digest, address) for secret in secrets}
        with open_database() as database, database.reading() as db:
            known = find_credentials(db, address)
        asked |= {str(known.account_id)} if known else set()
    return asked


def _show_each(events: list[SecurityEvent]) -> None:
    for one in events:
        who = f"account {one.account}" if one.account else one.operator or "nobody"
        about = " ".join(f"{name}={value}" for name, value in one.about.items())
        more = f"and {one.repeated} more like it" if one.repeated else ""
        parts = (_minute(one), one.event, one.result, who, f"network {one.network}", one.route, about, more)
        click.echo("  ".join(part for part in parts if part))
    click.echo(f"{len(events)} events")


def _show_sums(events: list[SecurityEvent]) -> None:
    sums: Counter[tuple[str, str]] = Counter()
    for one in events:
        sums[one.event, one.result] += 1 + one.repeated
    click.echo("Events")
    for (event, result), times in sorted(sums.items()):
        click.echo(f"  {times:>7}  {event}  {result}")
    _show_most("Networks with most failures", _failures(events, "network"))
    _show_most("Accounts with most failures", _failures(events, "account"))
    if events:
        _show_alarms(events)
    click.echo("Changes")
    _show_each([one for one in events if one.result == "done" and one.event in CHANGES])


def _failures(events: list[SecurityEvent], by: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for one in events:
        if one.result in BAD and getattr(one, by):
            counts[str(getattr(one, by))] += 1 + one.repeated
    return counts


def _show_most(heading: str, counts: Counter[str]) -> None:
    click.echo(heading)
    for who, times in counts.most_common(MOST_SHOWN):
        click.echo(f"  {times:>7}  {who}")


def _show_alarms(events: list[SecurityEvent]) -> None:
    click.echo("Alarms that stand now")
    for one in find_alarms(events, now=now()):
        click.echo(f"  {one.name}: {one.says('en')}")


def _minute(event: SecurityEvent) -> str:
    return event.at.astimezone().strftime("%Y-%m-%d %H:%M:%S%z")
