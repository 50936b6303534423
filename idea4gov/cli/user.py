"""`idea4gov user`: accounts, and the roles of officials."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Any, get_args

import click
from sqlalchemy.orm import Session

from config import Config
from idea4gov.actions import accounts
from idea4gov.cli.context import now, open_database
from idea4gov.cli.noted import noted
from idea4gov.domain.permissions import Place, Role
from idea4gov.outside.passwords import Passwords
from idea4gov.outside.signing import Signer
from idea4gov.store.accounts import AccountCard, list_accounts
from idea4gov.store.grants import GrantCard, list_grants
from idea4gov.store.session import Database

AT_ONCE = 200


@click.group()
def user() -> None:
    """Create accounts and grant roles."""


@user.command()
@click.argument("email")
@click.option("--name", required=True, help="Display name of the account.")
@click.option("--province", required=True, metavar="CODE", help="Two-digit code of the home province.")
@click.option(
    "--language",
    type=click.Choice(["th", "en"]),
    default="th",
    show_default=True,
    help="Language of pages and mails.",
)
@click.option(
    "--password-stdin", is_flag=True, help="Read the password from standard input instead of asking for it."
)
@click.option(
    "--confirmed/--unconfirmed",
    default=True,
    help="Take the address as confirmed (default), or send a mail to confirm it and choose a password.",
)
def create(
    email: str, name: str, province: str, language: str, password_stdin: bool, confirmed: bool
) -> None:
    """Create an account for EMAIL, and ask for its password.

    With --unconfirmed no password is asked for: the owner of the address chooses it behind the mailed link.
    """
    password = _password(from_stdin=password_stdin) if confirmed else None
    config = Config.from_env()
    with open_database() as database, noted("account", "user create", email=email):
        account_id = accounts.create_account(
            database,
            _keys(config),
            email=email,
            password=password,
            display_name=name,
            home_province_code=province,
            language=language,
            is_confirmed=confirmed,
            now=now(),
        )
    click.echo(
        f"Account {account_id} created."
        if confirmed
        else f"Account {account_id} created; mail is on its way."
    )


def _scoped(command: Callable[..., None]) -> Callable[..., None]:
    """Add the arguments that name a role: EMAIL, ROLE, and one option for the place."""
    for add in (
        click.option("--nation", is_flag=True, help="Role in the whole country."),
        click.option("--province", metavar="CODE", help="Role in the province with this two-digit code."),
        click.option(
            "--local-government", metavar="CODE", help="Role in the local government with this code."
        ),
        click.argument("role", type=click.Choice(get_args(Role))),
        click.argument("email"),
    ):
        command = add(command)
    return command


@user.command()
@_scoped
def grant(email: str, role: Role, **scope: Any) -> None:
    """Give EMAIL a role in one local government, one province, or the whole country.

    It is mailed to them. Whose password is too short for an official is asked for a longer one at the desk.
    """
    _check_scope(**scope)
    site = Config.from_env().public_url
    with noted("role", "user grant", email=email, role=role, **scope), _writing() as db:
        is_new = accounts.grant_role(
            db, email=email, role=role, place=_place(db, scope), site=site, now=now()
        )
    click.echo("Granted." if is_new else "They have this role already; nothing was changed.")


@user.command()
@_scoped
def revoke(email: str, role: Role, **scope: Any) -> None:
    """Take a role away from EMAIL.

    It takes effect at once: they are logged out everywhere, as with a new role.
    """
    _check_scope(**scope)
    site = Config.from_env().public_url
    with noted("role", "user revoke", email=email, role=role, **scope), _writing() as db:
        had_it = accounts.revoke_role(
            db, email=email, role=role, place=_place(db, scope), site=site, now=now()
        )
    if not had_it:
        raise click.ClickException("They do not have this role; nothing was changed. See: idea4gov user list")
    click.echo("Revoked.")


@user.command("log-out")
@click.argument("email", required=False)
@click.option("--everybody", is_flag=True, help="End the sessions of all accounts.")
def log_out(email: str | None, everybody: bool) -> None:
    """End every session of EMAIL, or with --everybody of all accounts. They have to log in again.

    Each of their devices has to be confirmed again, too.

    For an account that somebody else may have entered, and for a break-in. Tokens of the API go on.
    """
    if (email is None) != everybody:
        raise click.UsageError("Name an e-mail address, or --everybody.")
    with noted("session", "user log-out", email=email or "", everybody=everybody), _writing() as db:
        ended = accounts.end_sessions(db, email)
    click.echo(f"{ended} sessions ended.")


@user.command("shut-out")
@click.argument("email")
def shut_out(email: str) -> None:
    """Shut out whoever is in the account of EMAIL. Its password, sessions, links and API tokens end.

    The owner chooses a new password by "Forgotten your password?". Roles stay: see user revoke.
    """
    keys = _keys(Config.from_env())
    with noted("account", "user shut-out", email=email), _writing() as db:
        accounts.shut_out(db, keys, email, now=now())
    click.echo("Shut out. The owner chooses a new password by “Forgotten your password?” on the log-in page.")


@user.command("confirm-device")
@click.argument("email")
@click.argument("session", type=int, required=False)
def confirm_device(email: str, session: int | None) -> None:
    """Confirm the device of a SESSION of EMAIL, where the mail with the code cannot be sent or read.

    Without SESSION: list the sessions, the one that was used last first. Each line has number, device,
    network, when it was last used, and "confirmed" or "unconfirmed", separated by tabs. Be sure that the
    session is theirs: ask them, in person, when they logged in and on what.
    """
    if session is None:
        with open_database() as database, database.reading() as db:
            listed = accounts.list_sessions(db, email)
        for one in listed:
            state = "confirmed" if one.on_confirmed_device else "unconfirmed"
            click.echo(f"{one.id}\t{one.device}\t{one.network}\t{one.seen_at:%Y-%m-%d %H:%M} UTC\t{state}")
        return
    with noted("second-factor", "user confirm-device", email=email, session=session), _writing() as db:
        accounts.confirm_device_of(db, email, session, now=now())
    click.echo("Confirmed.")


@user.command("list")
@click.option("--officials", is_flag=True, help="List only people who have a role.")
def list_(officials: bool) -> None:
    """List all accounts.

    Each line has number, e-mail address, display name, province, "confirmed" or "unconfirmed", and roles,
    separated by tabs.
    """
    with open_database() as database:
        for account, roles in _accounts(database):
            if roles or not officials:
                click.echo(_line(account, roles))


@contextmanager
def _writing() -> Iterator[Session]:
    with open_database() as database, database.transaction() as db:
        yield db


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))


def _keys(config: Config) -> accounts.Keys:
    passwords = Passwords(memory_kib=config.password_memory_kib, rounds=config.password_rounds)
    return accounts.Keys(passwords, Signer(config.all_secrets), config.public_url)


def _check_scope(*, nation: bool, province: str | None, local_government: str | None) -> None:
    if sum((nation, province is not None, local_government is not None)) != 1:
        raise click.UsageError("Name exactly one of --local-government CODE, --province CODE, --nation.")


def _place(db: Session, scope: dict[str, Any]) -> Place | None:
    return accounts.find_place(
        db, province_code=scope["province"], local_government_code=scope["local_government"]
    )


def _accounts(database: Database) -> Iterator[tuple[AccountCard, list[GrantCard]]]:
    """Every account with its roles, read AT_ONCE at a time."""
    last_id = 0
    while True:
        with database.reading() as db:
            page = list_accounts(db, after_id=last_id, limit=AT_ONCE)
            grants = sorted(list_grants(db, *(one.id for one in page)), key=lambda one: one.account_id)
        roles = {key: list(group) for key, group in groupby(grants, key=lambda one: one.account_id)}
        yield from ((one, roles.get(one.id, [])) for one in page)
        if len(page) < AT_ONCE:
            return
        last_id = page[-1].id


def _line(account: AccountCard, roles: list[GrantCard]) -> str:
    columns = (
        str(account.id),
        account.email,
        account.display_name,
        f"{account.home_province_code} {account.home_province_name_en}",
        "confirmed" if account.is_confirmed else "unconfirmed",
        "; ".join(map(_role, roles)),
    )
    return "\t".join(columns).rstrip()


def _role(grant: GrantCard) -> str:
    if grant.local_government_code:
        return f"{grant.role} {grant.local_government_code} {grant.local_government_name_th}"
    if grant.province_code:
        return f"{grant.role} {grant.province_code} {grant.province_name_en}"
    return f"{grant.role} nation"
