"""The part of the worker that sends mail: a thread of its own, so that nothing else waits for the relay."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import click

from config import Config
from idea4gov.actions.mail_delivery import deliver_due
from idea4gov.cli.context import now
from idea4gov.outside.mail import Mailer
from idea4gov.store.session import Database

LOG = logging.getLogger(__name__)
# One look is one row of an index; a wake-up for each mail would cost each ballot a message.
LOOK_EVERY_SECONDS = 1.0
# The supervisor of a worker waits 15 s for it.
END_SECONDS = 10


def make_mailer(config: Config) -> Mailer:
    """The relay of the settings; without one, development prints mails to standard error."""
    return Mailer(
        config.mail_url,
        config.mail_from,
        must_encrypt=config.relay_must_encrypt,
        echo=_print if config.is_development else None,
        connections=config.mail_connections if config.mail_url else 1,
    )


@contextmanager
def sending_mail(database: Database, mailer: Mailer) -> Iterator[None]:
    """Send what is in the outbox during the block. After it, the mail that is being sent is finished."""
    over = Event()
    thread = Thread(target=_send, args=(database, mailer, over), name="mail", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(END_SECONDS)


def _send(database: Database, mailer: Mailer, over: Event) -> None:
    while not over.is_set():
        try:
            deliver_due(database, mailer, now, must_stop=over.is_set)
        # Whatever happened, the next mails are tried.
        except Exception as error:
            # Only the kind of the error: the text of a database error repeats the values of the statement.
            LOG.warning("mail_sender_failed %s", type(error).__name__)
        over.wait(LOOK_EVERY_SECONDS)


def _print(text: str) -> None:
    """Print a whole mail, for the eyes of one person."""
    frame = "=" * 78
    click.echo(f"\n{frame}\n{text}\n{frame}\n", file=sys.stderr)
