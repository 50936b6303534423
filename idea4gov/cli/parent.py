"""Processes beside the website end with it."""

import os
import signal
from threading import Thread
from time import sleep

LOOK_SECONDS = 2


def end_with_parent() -> None:
    """End this process, by SIGTERM, once its parent is gone. A killed parent cannot end it by itself."""
    Thread(target=_watch, args=(os.getppid(),), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        sleep(LOOK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
