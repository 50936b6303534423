"""What a request may use: settings, database, clock and the outside, put together by create_app."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import cast

from flask import Flask, current_app, g
from sqlalchemy.orm import Session

from config import Config
from idea4gov.outside.country_map import CountryMap
from idea4gov.outside.mail import Mailer
from idea4gov.outside.passwords import Passwords
from idea4gov.outside.signing import Signer
from idea4gov.outside.static_files import Assets
from idea4gov.store.session import Database


def utc_now() -> datetime:
    """The time, aware UTC."""
    return datetime.now(UTC)


def _leave_to_worker(_job_id: int) -> None:
    """A worker that is not woken finds the job by itself."""


@dataclass(frozen=True)
class Services:
    """Built once per process.

    clock: aware UTC now; tests move it. country_map: empty where none was built. wake_worker:
    tells the worker of a job.
    """

    config: Config
    database: Database
    assets: Assets
    passwords: Passwords
    signer: Signer
    mailer: Mailer
    clock: Callable[[], datetime] = utc_now
    wake_worker: Callable[[int], None] = _leave_to_worker
    country_map: CountryMap = field(default_factory=CountryMap)


def services() -> Services:
    """The services of the running application."""
    return cast(Services, current_app.extensions["idea4gov"])


def transaction() -> AbstractContextManager[Session]:
    """Write in one transaction; all of it is committed, or none."""
    return services().database.transaction()


def install_reading(app: Flask) -> None:
    """Give the connection that a request read with back at its end."""
    app.teardown_appcontext(end_reading)


@contextmanager
def reading() -> Iterator[Session]:
    """Read for a page; whatever a request reads goes over one connection."""
    if "reader" not in g:
        g.end_of_reading = ExitStack()
        g.reader = g.end_of_reading.enter_context(services().database.reading())
    db: Session = g.reader
    try:
        yield db
    except BaseException:
        # It may be the connection that failed, and the page of the error may want to read.
        end_reading()
        raise
    db.expunge_all()


def end_reading(_error: BaseException | None = None) -> None:
    """Give the connection back now; the next reading() takes another one."""
    g.pop("reader", None)
    end = g.pop("end_of_reading", None)
    if end is not None:
        end.close()


def snapshot() -> AbstractContextManager[Session]:
    """Read for an export: one moment for every statement."""
    return services().database.snapshot()


def now() -> datetime:
    """The time of this installation's clock, aware UTC."""
    return services().clock()
