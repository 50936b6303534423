"""How much is free on the disk under a folder."""

import shutil
from pathlib import Path


def disk_under(folder: Path) -> tuple[int, int]:
    """(free bytes for this user, all bytes) of the disk where a folder lies, or will be made."""
    there = next(each for each in (folder.absolute(), *folder.absolute().parents) if each.exists())
    found = shutil.disk_usage(there)
    return found.free, found.total
