"""The mail dispatcher: one thread per process, which sends mail from the outbox after the requests."""

import logging
import os
from threading import Event, Lock, Thread

from flask import Flask, Response, current_app, g

from idea4gov.actions.mail import deliver_next
from idea4gov.web.http.services import Services

LOG = logging.getLogger(__name__)
KEY = "idea4gov-mail-dispatcher"
LOOK_EVERY_SECONDS = 30


class MailDispatcher:
    """Reads the outbox when it is woken, and every LOOK_EVERY_SECONDS for mail of other processes."""

    def __init__(self, parts: Services) -> None:
        self._parts = parts
        self._wake_up = Event()
        self._lock = Lock()
        self._pid: int | None = None
        self._thread: Thread | None = None
        self._is_running = True

    def wake(self) -> None:
        """Read the outbox now. The first call in a process starts the thread."""
        with self._lock:
            # A thread does not survive a fork.
            if self._pid != os.getpid():
                self._pid = os.getpid()
                self._thread = Thread(target=self._work, name="mail-dispatcher", daemon=True)
                self._thread.start()
        self._wake_up.set()

    def stop(self) -> None:
        """Finish the mail that is being sent, and send no more."""
        self._is_running = False
        self._wake_up.set()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while self._is_running:
            self.empty_outbox()
            self._wake_up.wait(LOOK_EVERY_SECONDS)
            self._wake_up.clear()

    def empty_outbox(self) -> None:
        """Try to send every mail that is due. An unexpected error is logged, and the thread goes on."""
        parts = self._parts
        try:
            while self._is_running and deliver_next(parts.database, parts.mailer, parts.clock()) is not None:
                pass
        except Exception as error:
            # Only the kind of the error: the text of a database error repeats the values of the statement.
            LOG.warning("mail_dispatcher_failed %s", type(error).__name__)


def install_mail_dispatcher(app: Flask, parts: Services) -> None:
    """Wake the dispatcher after every request that called dispatch_mail_soon()."""
    app.extensions[KEY] = MailDispatcher(parts)
    app.after_request(_wake)


def start_mail_dispatcher(app: Flask) -> None:
    """Start the dispatcher, or wake it. It first sends the mail that another process did not."""
    app.extensions[KEY].wake()


def dispatch_mail_soon() -> None:
    """Wake the dispatcher after this request, which has put mail into the outbox."""
    g.has_mail = True


def _wake(response: Response) -> Response:
    # Tests empty the outbox themselves.
    if g.get("has_mail") and not current_app.testing:
        current_app.extensions[KEY].wake()
    return response
