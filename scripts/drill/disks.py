"""Drills with a full disk, each on one node of its own."""

import os
from pathlib import Path

from scripts.drill.drill import Drill, Scene
from scripts.drill.stages import postgres_on_small_disk, sqlite_on_small_disk

BUSY = frozenset({"503"})
FULL_SECONDS = 6


def fill_disk(scene: Scene, disk: Path) -> None:
    """Fill the disk to its last byte, and free it again after FULL_SECONDS."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        size = os.statvfs(disk).f_bavail * os.statvfs(disk).f_frsize
        os.posix_fallocate(file.fileno(), 0, size)
    scene.pause(FULL_SECONDS)
    refused = len(scene.book.failed_since(scene.fault_at))
    scene.notes.append(f"{size >> 20} MiB taken, {refused} refused while it was full")
    ballast.unlink()


DRILLS = [
    Drill(
        "disk-full-sqlite",
        "the disk of the SQLite file is full for six seconds",
        fill_disk,
        12,
        BUSY,
        open=sqlite_on_small_disk,
    ),
    Drill(
        "disk-full-postgresql",
        "the disk of PostgreSQL's data and log is full for six seconds",
        fill_disk,
        30,
        BUSY,
        open=postgres_on_small_disk,
    ),
]
