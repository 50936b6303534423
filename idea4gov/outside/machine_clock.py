"""What Linux knows of time beside the clock: since when it runs, and whether the network keeps it right."""

import ctypes
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from idea4gov.domain.clock import Machine

BOOT_ID, UPTIME = Path("/proc/sys/kernel/random/boot_id"), Path("/proc/uptime")
# Of adjtimex(2): the clock is not synchronized.
TIME_ERROR = 5
_LIBRARY = ctypes.CDLL(None)


class _Timex(ctypes.Structure):
    """struct timex of adjtimex(2), as far as it is read; the rest is room."""

    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("frequency", ctypes.c_long),
        ("max_error", ctypes.c_long),
        ("estimated_error", ctypes.c_long),
        ("status", ctypes.c_int),
        ("constant", ctypes.c_long),
        ("precision", ctypes.c_long),
        ("tolerance", ctypes.c_long),
        ("seconds", ctypes.c_long),
        ("room", ctypes.c_char * 256),
    )


def read_machine() -> Machine:
    """This machine now. Where the system does not say when it started, boot is ""."""
    try:
        boot = BOOT_ID.read_text(encoding="ascii").strip()
        # Counts on while the machine sleeps, and whatever is done to its clock.
        uptime = float(UPTIME.read_text(encoding="ascii").split()[0])
    except (OSError, ValueError, IndexError):
        boot, uptime = "", time.monotonic()
    return Machine(boot, timedelta(seconds=uptime), _synchronized_at())


def _synchronized_at() -> datetime | None:
    """The kernel's time, if a service such as systemd-timesyncd or chrony keeps it right."""
    adjtimex, told = getattr(_LIBRARY, "adjtimex", None), _Timex()
    if adjtimex is None or adjtimex(ctypes.byref(told)) in (-1, TIME_ERROR):
        return None
    return datetime.fromtimestamp(told.seconds, UTC)
