"""Files that only the user of this process may read: votes, passwords' hashes and links lie in them."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

OTHERS = 0o077


def keep_new_files_private() -> None:
    """Let every file and folder that this process makes from now on be its user's alone."""
    os.umask(OTHERS)


def make_private(files: Iterable[str]) -> None:
    """Take the rights of others from files that an earlier version made; those of another user stay."""
    for file in map(Path, files):
        with suppress(FileNotFoundError, PermissionError):
            mode = file.stat().st_mode
            if mode & OTHERS:
                file.chmod(mode & ~OTHERS)
