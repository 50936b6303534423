"""The pulse of a worker: a row that says every few seconds that it lives."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

from sqlalchemy.exc import SQLAlchemyError

from idea4gov.actions.clock import keep_pulse
from idea4gov.cli.context import now
from idea4gov.outside.random_tokens import draw_nonce
from idea4gov.store.session import Database

LOG = logging.getLogger(__name__)
EVERY_SECONDS = 10


@contextmanager
def pulse(database: Database) -> Iterator[None]:
    """Beat during the block, the first time at its start."""
    over, worker = Event(), draw_nonce()
    _beat(database, worker)
    thread = Thread(target=_keep_beating, args=(database, worker, over), name="pulse", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _keep_beating(database: Database, worker: str, over: Event) -> None:
    while not over.wait(EVERY_SECONDS):
        _beat(database, worker)


def _beat(database: Database, worker: str) -> None:
    try:
        keep_pulse(database, worker, now=now())
    except SQLAlchemyError as error:
        LOG.warning("pulse_not_written %s", type(error).__name__)
