"""The post room: one thread per process sends what waits in the outbox, after the answers went out."""

import logging
import os
from threading import Event, Lock, Thread

from flask import Flask, Response, current_app, g

from idea4gov.actions.mail import deliver_next
from idea4gov.web.http.services import Services

LOG = logging.getLogger(__name__)
KEY = "idea4gov-post"
LOOK_EVERY_SECONDS = 30


class PostRoom:
    """Looks into the outbox when the bell rings, and now and then for what other processes put there."""

    def __init__(self, parts: Services) -> None:
        self._parts = parts
        self._bell = Event()
        self._lock = Lock()
        self._pid: int | None = None
        self._thread: Thread | None = None
        self._is_open = True

    def ring(self) -> None:
        """There may be mail. The first ring in a process opens the room."""
        with self._lock:
            # A thread does not survive a fork.
            if self._pid != os.getpid():
                self._pid = os.getpid()
                self._thread = Thread(target=self._work, name="post-room", daemon=True)
                self._thread.start()
        self._bell.set()

    def close(self) -> None:
        """Finish the mail at hand, and send no more."""
        self._is_open = False
        self._bell.set()
        if self._thread is not None:
            self._thread.join()

    def _work(self) -> None:
        while self._is_open:
            self.empty_outbox()
            self._bell.wait(LOOK_EVERY_SECONDS)
            self._bell.clear()

    def empty_outbox(self) -> None:
        """Try every mail that is due; a trouble that nobody foresaw is logged, and the room stays open."""
        parts = self._parts
        try:
            while self._is_open and deliver_next(parts.database, parts.mailer, parts.clock()) is not None:
                pass
        except Exception as error:
            # Only its kind: the text of a database's error repeats what was written.
            LOG.warning("post_room_failed %s", type(error).__name__)


def install_post(app: Flask, parts: Services) -> None:
    """Ring the bell after every request that called post_soon()."""
    app.extensions[KEY] = PostRoom(parts)
    app.after_request(_ring)


def open_post(app: Flask) -> None:
    """Send what an earlier run left behind."""
    app.extensions[KEY].ring()


def post_soon() -> None:
    """This request put mail into the outbox."""
    g.has_mail = True


def _ring(response: Response) -> Response:
    # Tests empty the outbox themselves.
    if g.get("has_mail") and not current_app.testing:
        current_app.extensions[KEY].ring()
    return response
