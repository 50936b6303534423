"""Starts the process that digests the sheet of a list of eligible people.

It takes minutes, which no request has. The sheet goes to the process in memory that has no name, so that no
disk, database or log ever holds it; when the process ends, whatever ends it, the sheet is gone.
"""

import os
import resource
import subprocess
import sys
from threading import Thread

NICE = 10
MEMORY_MIB = 3_072
"""Addresses. The largest workbook that is read takes 1 GiB."""
MIB = 1024 * 1024


def start_list_reader(list_id: int, sheet: bytes) -> Thread:
    """Start `idea4gov identity read-list` for a list, and give it the sheet; a thread that ends with it.

    Raises OSError.
    """
    descriptor = os.memfd_create("sheet")
    try:
        view = memoryview(sheet)
        while view:
            view = view[os.write(descriptor, view) :]
        os.lseek(descriptor, 0, os.SEEK_SET)
        command = [sys.executable, "-m", "idea4gov", "identity", "read-list", str(list_id)]
        child = subprocess.Popen(command, stdin=descriptor, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
    finally:
        os.close(descriptor)
    # Somebody has to take in that it ended.
    waiting = Thread(target=child.wait, name="list-reader", daemon=True)
    waiting.start()
    return waiting


def limit_memory(mib: int) -> None:
    """Bound the addresses of this process, and let it leave no core file."""
    resource.setrlimit(resource.RLIMIT_AS, (mib * MIB, mib * MIB))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
