"""`idea4gov demo`: made-up content of a pilot in Saen Suk, for trying the site in development."""

import click
from sqlalchemy.orm import Session

from config import Config
from idea4gov.actions.demo import load_demo, renew_demo_passwords
from idea4gov.cli.context import now, open_database
from idea4gov.demo import load_content
from idea4gov.domain.passwords import normal_password
from idea4gov.outside.passwords import Passwords
from idea4gov.outside.settings import ConfigError

PASSWORD = "bangsaen-2569"  # noqa: S105 - public on purpose, and refused where others reach the site
SHOWN = ("saensuk", "huawiang", "ratchathewi", "admin", "somjai", "mind")


@click.command()
def demo() -> None:
    """Load the demo and print its log-ins.

    It works in development only. Loading it again changes nothing but the password, where
    IDEA4GOV_DEMO_PASSWORD says one.
    """
    config = Config.from_env()
    if not config.is_development:
        raise ConfigError(
            "The demo has accounts with a public password: set IDEA4GOV_ENV=development for it."
        )
    content = load_content()
    with open_database() as database, database.transaction() as db:
        is_new = load_demo(db, content, password_hash=_hash(config), now=now())
        renew_passwords(db, config)
    click.echo("Demo loaded." if is_new else "The demo is there already.")
    click.echo(f"  {config.public_url}")
    secret = "that you set in IDEA4GOV_DEMO_PASSWORD" if config.demo_password else PASSWORD
    click.echo(f"  Demo log-ins, all with the password {secret}")
    for person in content.people:
        if person.email.partition("@")[0] in SHOWN:
            click.echo(f"    {person.email:28} {person.name}")
    if not config.mail_url:
        click.echo("  Mails are printed here, as the one with the code that an official's desk asks for.")


def renew_passwords(db: Session, config: Config) -> None:
    """Give the accounts of a demo that was loaded earlier the password of the settings, if they say one."""
    if config.demo_password:
        renew_demo_passwords(db, _hash(config))


def _hash(config: Config) -> str:
    passwords = Passwords(memory_kib=config.password_memory_kib, rounds=config.password_rounds)
    return passwords.hash(normal_password(config.demo_password or PASSWORD))
