"""A supervisor of a child process: starts it again when it dies, and ends it with this process."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread

# Before the child is started again.
PAUSE_SECONDS = 5
# From SIGTERM to SIGKILL.
END_SECONDS = 15


@contextmanager
def supervised(command: Sequence[str]) -> Iterator[None]:
    """Keep `command` running during the block.

    After it, send SIGTERM, and SIGKILL if it does not end in time.
    """
    over, child = Event(), subprocess.Popen(command)  # noqa: S603 - our own command
    supervisor = _Supervisor(command, child, over)
    supervisor.start()
    try:
        yield
    finally:
        over.set()
        supervisor.end_child()
        supervisor.join()


class _Supervisor(Thread):
    """Waits for the child, and starts it again when it ends before `over` is set."""

    def __init__(self, command: Sequence[str], child: subprocess.Popen[bytes], over: Event) -> None:
        super().__init__(name="supervisor", daemon=True)
        self._command, self._child, self._over = command, child, over

    def run(self) -> None:
        while not self._over.is_set():
            self._child.wait()
            # Ctrl-C ends both processes. After the pause, `over` is set, and the child is not started again.
            if self._over.wait(PAUSE_SECONDS):
                return
            self._child = subprocess.Popen(self._command)  # noqa: S603 - our own command

    def end_child(self) -> None:
        """Send SIGTERM, and SIGKILL if the child has not ended after END_SECONDS."""
        self._child.terminate()
        try:
            self._child.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
