"""What a drill is, and how one is run."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from scripts.cluster.errors import ClusterError
from scripts.drill.book import Book, Key, Write, balance
from scripts.drill.load import RATE, Door, Load

QUIET_SECONDS = 3
# Each person writes three times; so many last for fifty seconds.
PEOPLE = 500
People = Callable[[int], Iterator[Write]]


class DrillFailed(Exception):
    """Something is not as it should be; the text says what."""


class NotTried(Exception):
    """This machine does not let the fault happen; the text says why."""


@dataclass
class Stage:
    """Where a drill takes place: a cluster or one node.

    stored: how often each write stands in the database. check: lets the site check itself, and raises
    ClusterError where something is not right. next_writes: prepares the writes of so many people who have
    written nothing yet. rate: writes a second.
    """

    door: Door
    stored: Callable[[], Mapping[Key, int]]
    check: Callable[[], object]
    next_writes: People
    rate: int = RATE


@dataclass
class Scene:
    """One run of a drill, for what makes the fault. notes: what is worth telling, for the table."""

    stage: Stage
    book: Book = field(default_factory=Book)
    notes: list[str] = field(default_factory=list)
    fault_at: float = field(default_factory=time.monotonic)

    def fault_now(self) -> None:
        """From here on the seconds count until all is well."""
        self.fault_at = time.monotonic()

    def pause(self, seconds: float) -> None:
        """Let people go on for so long."""
        time.sleep(seconds)

    def require(self, condition: bool, otherwise: str) -> None:
        """Raise DrillFailed unless it is so."""
        if not condition:
            raise DrillFailed(otherwise)


@dataclass(frozen=True)
class Drill:
    """A fault, and what is right.

    what: in a few words, for the page. run: makes the fault and mends it. most_seconds: until everybody is
    served again. allowed: answers that people may get meanwhile. people: who write. open: a
    place of its own, in the folder that it is given; None for the cluster.
    """

    name: str
    what: str
    run: Callable[..., None]
    most_seconds: float = 0
    allowed: frozenset[str] = frozenset()
    people: int = PEOPLE
    open: Callable[[Path], AbstractContextManager[tuple[Stage, Any]]] | None = None


class Row(NamedTuple):
    """How a drill went. verdict: "passed", "failed" or "not tried". why: where it did not pass."""

    drill: Drill
    verdict: str
    why: str
    lost: int = 0
    doubled: int = 0
    well_seconds: float = 0
    longest_seconds: float = 0
    answers: Counter[str] = Counter()


def perform(drill: Drill, stage: Stage, subject: object, *, quiet_seconds: float = QUIET_SECONDS) -> Row:
    """Run a drill under load, and judge it.

    subject: what the fault is made to. quiet_seconds: before the fault, and after the last refusal.
    """
    scene = Scene(stage)
    try:
        with Load(stage.door, stage.next_writes(drill.people), scene.book, stage.rate):
            scene.pause(quiet_seconds)
            scene.fault_now()
            drill.run(scene, subject)
            _wait_until_calm(scene, drill, quiet_seconds)
        why = _find_fault(drill, scene)
    except NotTried as reason:
        return Row(drill, "not tried", str(reason))
    except (DrillFailed, ClusterError, SQLAlchemyError) as error:
        why = str(error)
    return _judge(drill, scene, why)


def _wait_until_calm(scene: Scene, drill: Drill, quiet_seconds: float) -> None:
    """Wait until nobody has been refused for so long, or much longer than is allowed."""
    end = scene.fault_at + drill.most_seconds + 30
    while scene.book.failed_since(time.monotonic() - quiet_seconds) and time.monotonic() < end:
        time.sleep(0.2)
    time.sleep(quiet_seconds)


def _find_fault(drill: Drill, scene: Scene) -> str:
    """What went wrong for people; "" for nothing."""
    # What was on its way at that moment met the fault.
    if any(entry.sent_at + entry.seconds < scene.fault_at for entry in scene.book.failed_since(0)):
        return f"refused before the fault: this machine is too slow for {scene.stage.rate} writes a second"
    strange = set(scene.book.answers()) - drill.allowed - {"303"}
    if strange:
        return f"people got {', '.join(sorted(strange))}"
    seconds = scene.book.well_after(scene.fault_at)
    return f"well after {seconds:.1f} s, not {drill.most_seconds:.0f}" if seconds > drill.most_seconds else ""


def _judge(drill: Drill, scene: Scene, why: str) -> Row:
    try:
        found = balance(scene.book, scene.stage.stored())
        scene.stage.check()
    except (ClusterError, SQLAlchemyError) as error:
        return Row(drill, "failed", f"{why} {error}".strip(), answers=scene.book.answers())
    if found.lost or found.doubled:
        why = f"{why} lost {found.lost[:3]} doubled {found.doubled[:3]}".strip()
    return Row(
        drill,
        "failed" if why else "passed",
        why or "; ".join(scene.notes),
        len(found.lost),
        len(found.doubled),
        scene.book.well_after(scene.fault_at),
        scene.book.longest_seconds(),
        scene.book.answers(),
    )
