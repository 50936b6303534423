"""A command that is asked to end cleans up after itself."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

ASKED = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end the block as an exception, so that its scratch places are removed."""
    former = {number: signal.signal(number, lambda got, _frame: sys.exit(128 + got)) for number in ASKED}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)
