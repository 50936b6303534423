"""What a request may use: settings, database, clock and the outside, put together by create_app."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

from flask import current_app
from sqlalchemy.orm import Session

from config import Config
from idea4gov.outside.mail import Mailer
from idea4gov.outside.passwords import Passwords
from idea4gov.outside.signing import Signer
from idea4gov.outside.static_files import Assets
from idea4gov.store.session import Database


def utc_now() -> datetime:
    """The time, aware UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Services:
    """Built once per process. clock: aware UTC now; tests move it."""

    config: Config
    database: Database
    assets: Assets
    passwords: Passwords
    signer: Signer
    mailer: Mailer
    clock: Callable[[], datetime] = utc_now


def services() -> Services:
    """The services of the running application."""
    return cast(Services, current_app.extensions["idea4gov"])


def transaction() -> AbstractContextManager[Session]:
    """Write in one transaction; all of it is committed, or none."""
    return services().database.transaction()


def reading() -> AbstractContextManager[Session]:
    """Read for a page."""
    return services().database.reading()


def snapshot() -> AbstractContextManager[Session]:
    """Read for an export: one moment for every statement."""
    return services().database.snapshot()


def now() -> datetime:
    """The time of this installation's clock, aware UTC."""
    return services().clock()
