"""A supervisor of child processes: starts each again when it dies, and ends them with this process."""

import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import Event, Lock, Thread

# Before a child is started again.
PAUSE_SECONDS = 5
# From SIGTERM to SIGKILL.
END_SECONDS = 4


@contextmanager
def supervised(*commands: Sequence[str]) -> Iterator[None]:
    """Keep `commands` running during the block.

    After it, send each SIGTERM, and SIGKILL if it does not end in time. The standard input of each is a pipe
    that is closed when this process ends, however it ends: see end_with_supervisor.
    """
    supervisors = [_Supervisor(command) for command in commands]
    for each in supervisors:
        each.start()
    try:
        yield
    finally:
        for each in supervisors:
            each.terminate_child()
        deadline = time.monotonic() + END_SECONDS
        for each in supervisors:
            each.end_child(max(0.0, deadline - time.monotonic()))


class _Supervisor(Thread):
    """Waits for the child, and starts it again when it ends before it is to end."""

    def __init__(self, command: Sequence[str]) -> None:
        super().__init__(name="supervisor", daemon=True)
        self._command, self._over, self._starting = command, Event(), Lock()
        self._child = _start(command)

    def run(self) -> None:
        while True:
            self._child.wait()
            # Ctrl-C ends both processes. After the pause the child is to end, and is not started again.
            if self._over.wait(PAUSE_SECONDS):
                return
            with self._starting:
                if self._over.is_set():
                    return
                self._child = _start(self._command)

    def terminate_child(self) -> None:
        """Send SIGTERM, and start no other child."""
        with self._starting:
            self._over.set()
        self._child.terminate()

    def end_child(self, seconds: float) -> None:
        """Wait for the end of the child, and send SIGKILL if it does not come in time."""
        try:
            self._child.wait(seconds)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()


def _start(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(command, stdin=subprocess.PIPE)  # noqa: S603 - our own command
