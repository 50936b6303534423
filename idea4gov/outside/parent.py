"""Processes beside the website end with it, even where it is killed and cannot end them."""

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable
from threading import Thread
from time import sleep

# From SIGTERM to SIGKILL.
GRACE_SECONDS = 2
STANDARD_INPUT = 0
# <sys/prctl.h> of Linux.
PR_SET_PDEATHSIG = 1


def end_with_supervisor() -> None:
    """End this process with the one that supervises it: its standard input is a pipe, closed by that end."""
    _end_after(lambda: os.read(STANDARD_INPUT, 1))


def end_with_parent() -> None:
    """End this process, which `multiprocessing` has started, with its parent."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        _end_after(parent.join)


def kill_with_forker() -> None:
    """Let the kernel kill this process when the one ends from which it was forked. Only Linux can.

    For processes that run foreign code, in which no thread of ours would come to its turn.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _end_after(wait: Callable[[], object]) -> None:
    Thread(target=_watch, args=(wait,), daemon=True).start()


def _watch(wait: Callable[[], object]) -> None:
    wait()
    os.kill(os.getpid(), signal.SIGTERM)
    sleep(GRACE_SECONDS)
    os.kill(os.getpid(), signal.SIGKILL)
