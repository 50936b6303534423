"""`idea4gov demo`: made-up content of a pilot in Saen Suk, for trying the site in development."""

import click

from config import Config, ConfigError
from idea4gov.actions.demo import load_demo
from idea4gov.cli.context import now, open_database
from idea4gov.demo import load_content
from idea4gov.outside.passwords import Passwords

PASSWORD = "bangsaen-2569"  # noqa: S105 - public on purpose, and refused in production
SHOWN = ("saensuk", "huawiang", "ratchathewi", "admin", "somjai", "mind")


@click.command()
def demo() -> None:
    """Load the demo and print its log-ins.

    It works in development only. Loading it again changes nothing.
    """
    config = Config.from_env()
    if not config.is_development:
        raise ConfigError(
            "The demo has accounts with a public password: set IDEA4GOV_ENV=development for it."
        )
    content = load_content()
    passwords = Passwords(memory_kib=config.password_memory_kib, rounds=config.password_rounds)
    password_hash = passwords.hash(PASSWORD)
    with open_database() as database, database.transaction() as db:
        is_new = load_demo(db, content, password_hash=password_hash, now=now())
    click.echo("Demo loaded." if is_new else "The demo is there already.")
    click.echo(f"  {config.public_url}")
    click.echo(f"  Demo log-ins, all with the password {PASSWORD}")
    for person in content.people:
        if person.email.partition("@")[0] in SHOWN:
            click.echo(f"    {person.email:28} {person.name}")
