"""The lines of `idea4gov security report`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import click

from idea4gov.domain.security_log import SecurityEvent
from idea4gov.domain.security_report import Entry, Report, Span, filled_route
from idea4gov.domain.thai import BANGKOK, BUDDHIST_ERA_OFFSET

MOST_SHOWN, MOST_ACTS = 20, 100
Addresses = Mapping[str, str]
"""IP addresses by the id of a request."""


@dataclass(frozen=True)
class Names:
    """accounts: name and address of an account by its number. tried: the account by a digest of its address.

    Both are empty where the database cannot be read.
    """

    accounts: Mapping[int, str]
    tried: Mapping[str, str]

    def account(self, number: int | None) -> str:
        """An account by number and name."""
        return f"account {number} {self.accounts.get(number or 0, '')}".rstrip()


def moment(at: datetime) -> str:
    """A time in Thailand, in the Buddhist era: `2569-11-30 02:14:05`."""
    here = at.astimezone(BANGKOK)
    return f"{here.year + BUDDHIST_ERA_OFFSET}-{here:%m-%d %H:%M:%S}"


def print_each(events: Iterable[SecurityEvent], addresses: Addresses) -> None:
    """A line for each event, and their number."""
    number = 0
    for one in events:
        number += 1
        _print("  ".join(part for part in _parts(one, addresses) if part))
    click.echo(f"{number} events")


def print_sums(report: Report, names: Names, addresses: Addresses) -> None:
    """Everything that somebody on duty has to know first, the most urgent first."""
    _print_alarms(report, names)
    _head("Log-ins behind wrong passwords: ask these people first whether it was them", report.entries)
    for entry in report.entries:
        _print(f"  {_entry(entry, names, addresses)}")
    _head("New and confirmed devices of officials", report.devices)
    for one in report.devices:
        _print(f"  {moment(one.at)}  {_device(one, names, addresses)}")
    _head("Changes of roles, accounts, passwords, tokens and sessions; acts by command", report.changes)
    for one in report.changes:
        name = names.accounts.get(one.account or 0, "") or names.tried.get(one.tried, "")
        _print("  " + "  ".join(part for part in (*_parts(one, {}), name) if part))
    _print_acts(report, names)
    _print_failures(report, names, addresses)
    _head("All events", report.sums)
    for (event, result), span in sorted(report.sums.items()):
        _print(f"  {span.times:>7}  {event}  {result}  {_when(span)}")


def _print_alarms(report: Report, names: Names) -> None:
    episodes = report.alarms.episodes
    _head("Alarms", episodes)
    known = {str(number): name for number, name in names.accounts.items()}
    for one in episodes[-MOST_ACTS:]:
        _print(f"  {moment(one.since)} to {moment(one.until)}  {one.name}: {one.says('en', known)}")


def _print_acts(report: Report, names: Names) -> None:
    """What was done and read, account by account, in the order of the first act of each kind."""
    shown = sorted(report.acts.most(MOST_ACTS), key=lambda one: (one[0].account, one[1].first))
    _head("What officials did and read, and pages that were refused", shown)
    account = None
    for act, span in shown:
        if act.account != account:
            account = act.account
            _print(f"  {names.account(account)}")
        _print(f"  {span.times:>7}  {act.event}  {act.result}  {act.route}  {_when(span)}")
    if len(report.acts) > len(shown):
        click.echo(f"  and {len(report.acts) - len(shown)} more kinds: see --account or --all")


def _print_failures(report: Report, names: Names, addresses: Addresses) -> None:
    networks = report.networks.most(MOST_SHOWN)
    _head(f"Networks with most failures, of {len(report.networks)}", networks)
    for digest, span in networks:
        address = addresses.get(report.requests.get(digest, ""), "")
        _print("  ".join(filter(None, (f"  {span.times:>7}", digest, address, _when(span)))))
    tried = report.tried.most(MOST_SHOWN)
    _head(f"Addresses with most wrong passwords, of {len(report.tried)}", tried)
    for digest, span in tried:
        _print(f"  {span.times:>7}  {digest}  {names.tried.get(digest, 'no account')}  {_when(span)}")


def _device(one: SecurityEvent, names: Names, addresses: Addresses) -> str:
    if one.operator:
        return f"confirmed by operator {one.operator}  {names.tried.get(one.tried, one.tried)}".rstrip()
    what = "new" if one.event == "new-device" else "confirmed by a mailed code"
    return f"{what}  {names.account(one.account)}  {_network(one, addresses)}"


def _entry(entry: Entry, names: Names, addresses: Addresses) -> str:
    behind = (
        f"{entry.by_network} failures of its network" if entry.by_network else "",
        f"{entry.at_account} wrong passwords of its account" if entry.at_account else "",
    )
    one = entry.event
    why = " and ".join(filter(None, behind))
    return f"{moment(one.at)}  {names.account(one.account)}  {_network(one, addresses)}  behind {why}"


def _parts(one: SecurityEvent, addresses: Addresses) -> tuple[str, ...]:
    who = (
        f"account {one.account}" if one.account else (one.operator and f"operator {one.operator}") or "nobody"
    )
    route, rest = filled_route(one)
    return (
        moment(one.at),
        one.event,
        one.result,
        who,
        _network(one, addresses),
        f"tried {one.tried}" if one.tried and not one.account else "",
        route,
        " ".join(f"{name}={value}" for name, value in rest.items()),
        f"and {one.repeated} more like it" if one.repeated else "",
    )


def _network(one: SecurityEvent, addresses: Addresses) -> str:
    address = addresses.get(one.request_id, "")
    return f"network {one.network} {address}".rstrip() if one.network else address


def _when(span: Span) -> str:
    return moment(span.first) if span.first == span.last else f"{moment(span.first)} to {moment(span.last)}"


def _head(text: str, found: object) -> None:
    click.echo(f"\n{text}" if found else f"\n{text}: none")


def _print(line: str) -> None:
    """Print a line in which nothing acts on the terminal, whoever wrote it into the log."""
    click.echo("".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line))
