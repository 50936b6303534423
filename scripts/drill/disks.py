"""Drills with a full disk, each on one node of its own."""

from contextlib import suppress
from pathlib import Path

from scripts.drill.drill import Drill, Scene
from scripts.drill.stages import postgres_on_small_disk, sqlite_on_small_disk

BUSY = frozenset({"503"})
FULL_SECONDS = 6
PIECE = bytes(64 * 1024)


def fill_disk(scene: Scene, disk: Path) -> None:
    """Fill the disk to its last byte, and free it again after FULL_SECONDS."""
    ballast = disk / "ballast"
    # Others take room meanwhile, too, so it is filled piece by piece until nothing more goes in.
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(PIECE)
    size = ballast.stat().st_size
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
