"""`idea4gov report`: how this installation is, for whoever helps; without personal data and secrets."""

import json
import platform
from collections.abc import Iterable
from dataclasses import asdict, fields
from datetime import datetime, timedelta
from importlib.metadata import distributions, version
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from config import Config
from idea4gov.actions.check import CHECKS
from idea4gov.actions.system import read_figures
from idea4gov.cli.context import now, open_database
from idea4gov.domain.support_report import Setting, describe_settings, read_errors
from idea4gov.domain.system import FOLDERS, list_faults
from idea4gov.outside.failure_log import FailureLog
from idea4gov.store.backups import count_rows
from idea4gov.store.session import Database


@click.command()
@click.option(
    "--log",
    type=click.File("r", encoding="utf-8", errors="replace"),
    help="Log with errors; - for standard input.",
)
@click.option("--check", "checks", is_flag=True, help="Also count how many faults `idea4gov check` finds.")
def report(log: Iterable[str] | None, checks: bool) -> None:
    """Print a report that can be given to anybody.

    It is JSON about this installation, with versions, which settings are set, how many rows each
    table has, what waits, clocks, disks, the last failures of this machine, and with --log the kinds of
    errors in it. No name, address, text, token or secret is in it.
    """
    config = Config.from_env()
    told: dict[str, Any] = {
        "written_at": now(),
        "versions": _versions(),
        "settings": describe_settings(_settings(config)),
    }
    try:
        with open_database(migrated=False) as database:
            told |= _of_database(database, config, checks=checks)
    except (SQLAlchemyError, click.ClickException) as error:
        # What the database says may name its address and its user.
        told["database"] = f"not read: {type(error.__cause__ or error).__name__}"
    told["failures"] = _failures(config)
    if log is not None:
        told["errors"] = read_errors(log)
    click.echo(json.dumps(told, indent=2, ensure_ascii=False, default=_plain))


def _of_database(database: Database, config: Config, *, checks: bool) -> dict[str, Any]:
    folders = {word: getattr(config, name) for word, name in FOLDERS.items()}
    figures = read_figures(database, folders, clock=now)
    faults = list_faults(figures, has_relay=bool(config.mail_url))
    with database.snapshot() as db:
        rows = count_rows(db)
        found = {one.name: sum(1 for _ in one.faults(db)) for one in CHECKS} if checks else {}
    disks = [disk._asdict() for disk in figures.disks]
    return {
        "figures": {**asdict(figures), "disks": disks},
        "to_look_at": [part for part, is_wrong in faults.items() if is_wrong],
        "rows": rows,
        **({"faults": found} if checks else {}),
    }


def _failures(config: Config) -> list[dict[str, Any]] | str:
    """The last of this machine, also where the database is what failed."""
    try:
        return [one._asdict() for one in FailureLog(config.security_log_dir).read()]
    except OSError as error:
        return f"not read: {type(error).__name__}"


def _versions() -> dict[str, Any]:
    installed = {one.metadata["Name"]: one.version for one in distributions()}
    return {
        "idea4gov": version("idea4gov"),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "packages": dict(sorted(installed.items())),
    }


def _settings(config: Config) -> list[Setting]:
    return [
        Setting(each.metadata["env"], value, is_set=str(value) != each.metadata["default"])
        for each in fields(Config)
        for value in (getattr(config, each.name),)
    ]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, timedelta):
        return value.total_seconds()
    raise TypeError(type(value).__name__)
