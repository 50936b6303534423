"""A supervisor of one child process: started again when it dies, ended with us."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Thread

PAUSE_SECONDS = 5
END_SECONDS = 15


@contextmanager
def supervised(command: Sequence[str]) -> Iterator[None]:
    """Run a command while the block runs; after it, ask it to end, and end it if it does not."""
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
    """Waits for the child, and starts another one when it died before its time."""

    def __init__(self, command: Sequence[str], child: subprocess.Popen[bytes], over: Event) -> None:
        super().__init__(name="supervisor", daemon=True)
        self._command, self._child, self._over = command, child, over

    def run(self) -> None:
        while not self._over.is_set():
            self._child.wait()
            # Ctrl-C reaches both of us: by then, it is over.
            if self._over.wait(PAUSE_SECONDS):
                return
            self._child = subprocess.Popen(self._command)  # noqa: S603 - our own command

    def end_child(self) -> None:
        """SIGTERM, then SIGKILL."""
        self._child.terminate()
        try:
            self._child.wait(END_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()
