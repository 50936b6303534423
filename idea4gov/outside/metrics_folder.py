"""The folder in which all processes of a server count together, so that each can tell of all."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

# prometheus_client reads it once, when it is imported.
VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
# Files of processes that have ended, which are kept for their counts.
MOST_ENDED = 100


@contextmanager
def counting_together() -> Iterator[None]:
    """Let the processes that are started during the block count in one folder, which is gone after it."""
    with TemporaryDirectory(prefix="idea4gov-metrics-") as folder:
        os.environ[VARIABLE] = folder
        try:
            yield
        finally:
            del os.environ[VARIABLE]


def count_alone() -> None:
    """Count in this process alone: for those that live for one piece of work, of which each left files."""
    os.environ.pop(VARIABLE, None)


def shared_folder() -> str | None:
    """The folder where this process counts together with others; None where it counts alone."""
    return os.environ.get(VARIABLE)


def forget_ended(folder: str) -> None:
    """Remove what ended processes said of a moment that is over, and the oldest of their counts."""
    ended = [each for each in Path(folder).glob("*.db") if not _lives(each.stem.rpartition("_")[2])]
    counts = sorted((each for each in ended if "_live" not in each.stem), key=_written)
    for each in (*(one for one in ended if "_live" in one.stem), *counts[:-MOST_ENDED]):
        each.unlink(missing_ok=True)


def _lives(pid: str) -> bool:
    return pid.isdigit() and Path(f"/proc/{pid}").exists()


def _written(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return 0.0
