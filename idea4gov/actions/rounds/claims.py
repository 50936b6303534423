"""Which rounds a process settles at the moment."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock


class Claims:
    """The rounds that this process settles at the moment, so that no call waits for what another one does."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ids: set[int] = set()

    @contextmanager
    def claim(self, round_id: int) -> Iterator[bool]:
        """Whether the round is the caller's during the block, because no other call has it."""
        with self._lock:
            is_free = round_id not in self._ids
            self._ids.add(round_id)
        try:
            yield is_free
        finally:
            if is_free:
                with self._lock:
                    self._ids.remove(round_id)
