"""Let twenty phones send two hundred photos of 8 MB at once, and see whether anybody else has to wait.

    python -m bench.phones [--phones 20] [--each 10] [--pace 1.5] [--engine sqlite]

Each phone sends proposals with two photos, one after the other, at so many MB a second (0: as fast as goes);
who is refused waits and sends again. Meanwhile an anonymous reader and one who is logged in each ask for a
page every 100 ms. Prints what the phones and the readers were answered, what it took, and whether all photos
are stored, without the place where they were taken.
"""

import argparse
import select
import socket
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse
from pathlib import Path

import sqlalchemy as sql

from bench.endurance import whole_website
from bench.engines import opened, parser_of, tell_each
from bench.open_load import Stream, Waits, send
from bench.pictures import phone_jpeg, tells_place
from bench.seeding import BOARD, seed
from bench.visitors import Visitors, production_settings
from bench.watching import Sample, Watch
from idea4gov.store.models import PhotoFile

SIZE_PX = (4624, 3468)  # 16 million pixels, some 8 MB
PER_PROPOSAL, PROPOSALS, READERS_PER_SECOND = 2, 200, 10
BLOCK, MB = 64 * 1024, 1_000_000
TRIES, WAIT_SECONDS, PATIENCE_SECONDS = 40, 5.0, 120
LOOK_SECONDS, READ_SECONDS = 1.0, 5.0
CUT = 0


@dataclass
class Told:
    """What the phones were answered. gave_up: forms that were refused to the end."""

    answers: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    gave_up: int = 0


MEASURES: dict[str, Callable[[Sample], float]] = {
    "memory of all processes, MiB": lambda one: sum(process.own_mib for process in one.processes),
    "temporary files and bodies on disk, MiB": lambda one: one.temporary_mib,
    "descriptors": lambda one: sum(process.descriptors for process in one.processes),
}


def main() -> None:
    """Do what the command line asks for."""
    parser = parser_of("bench.phones", __doc__)
    parser.add_argument("--phones", type=int, default=20)
    parser.add_argument("--each", type=int, default=10, help="photos of each phone")
    parser.add_argument("--pace", type=float, default=1.5, help="MB a second of each phone; 0: no bound")
    asked = parser.parse_args()
    tell_each(asked.engine, lambda url, folder: measure(url, folder, asked))


def measure(url: str, folder: Path, asked: argparse.Namespace) -> Iterator[str]:
    """Yield what is to be told. Raises BenchError where the website does not start."""
    seeded = seed(url, proposals=PROPOSALS, voters=asked.phones + 200, searched=False)
    settings = production_settings(url)
    visitors, photos = Visitors(settings, seeded), [phone_jpeg(*SIZE_PX) for _ in range(PER_PROPOSAL)]
    sizes = ", ".join(f"{len(photo) / MB:.1f} MB" for photo in photos)
    yield f"{asked.phones} phones, {asked.pace:g} MB/s each, {asked.each} photos each ({sizes}, by turns)"
    readers = [
        Stream("page, anonymous", READERS_PER_SECOND, visitors.visits(f"/boards/{BOARD}")),
        Stream("page, logged in", READERS_PER_SECOND, visitors.reads(f"/boards/{BOARD}")),
    ]
    told, waits = Told(), defaultdict[str, Waits](Waits)
    with whole_website(settings, folder) as (port, temporary):
        watch = Watch(port, url, temporary)
        send(port, readers, READ_SECONDS)
        before = watch.look()
        with ThreadPoolExecutor(asked.phones) as pool:
            phones = [
                pool.submit(
                    _use_phone, port, visitors, one, photos, asked.each // PER_PROPOSAL, asked.pace, told
                )
                for one in seeded.voters[-asked.phones :]
            ]
            watch.during(lambda: _read_meanwhile(port, readers, phones, waits), LOOK_SECONDS)
        time.sleep(READ_SECONDS)
        after = watch.look()
    visitors.close()
    yield from _report(told, waits)
    for name, measure_of in MEASURES.items():
        was, became = measure_of(before), measure_of(after)
        most = max(map(measure_of, watch.samples), default=0.0)
        yield f"{name}: {was:.0f} before, {most:.0f} at most, {became:.0f} after"
    left = len(list(temporary.rglob("*")))
    yield f"{_stored(url)}; {left} temporary files left"


def _read_meanwhile(
    port: int, readers: list[Stream], phones: Sequence["Future[None]"], waits: dict[str, Waits]
) -> None:
    while not all(phone.done() for phone in phones):
        for kind, found in send(port, readers, READ_SECONDS).items():
            for status, seconds in found.by_status.items():
                waits[kind].by_status[status] += seconds
    for phone in phones:
        phone.result()


def _use_phone(
    port: int, visitors: Visitors, account: int, photos: list[bytes], forms: int, pace: float, told: Told
) -> None:
    """Send the proposals of one person, each until it is taken."""
    for _ in range(forms):
        [request] = visitors.proposals([account], photos)
        began = time.monotonic()
        for _try in range(TRIES):
            status = _send(port, request, pace * MB)
            told.answers[status] += 1
            if status == 303:
                told.seconds.append(time.monotonic() - began)
                break
            time.sleep(WAIT_SECONDS)
        else:
            told.gave_up += 1


def _send(port: int, request: bytes, pace: float) -> int:
    """Send it at `pace` bytes a second; returns the status, or CUT.

    The answer may come before all is sent.
    """
    whole, began = memoryview(request), time.monotonic()
    with suppress(OSError, HTTPException), socket.create_connection(("127.0.0.1", port)) as link:
        link.settimeout(PATIENCE_SECONDS)
        with suppress(ConnectionError):
            for place in range(0, len(whole), BLOCK):
                if select.select([link], [], [], 0)[0]:
                    break
                link.sendall(whole[place : place + BLOCK])
                if pace:
                    time.sleep(max(0.0, began + place / pace - time.monotonic()))
        answer = HTTPResponse(link, method="POST")
        answer.begin()
        answer.read()
        return answer.status
    return CUT


def _report(told: Told, waits: dict[str, Waits]) -> Iterator[str]:
    answers = ", ".join(f"{count} x {status or 'cut'}" for status, count in sorted(told.answers.items()))
    longest = max(told.seconds, default=0.0)
    yield f"phones: {answers}; gave up {told.gave_up}; a form took {longest:.0f} s at most, with its tries"
    for kind, found in waits.items():
        counts = ", ".join(
            f"{len(seconds)} x {status or 'broken'}" for status, seconds in found.by_status.items()
        )
        yield f"{kind}: {counts}; p99 {found.p99(200):.2f} s, longest {found.longest():.2f} s"


def _stored(url: str) -> str:
    with opened(url) as database, database.reading() as db:
        rows = db.execute(sql.select(PhotoFile.full, PhotoFile.thumbnail)).all()
    telling = sum(tells_place(row.full) or tells_place(row.thumbnail) for row in rows)
    return f"{len(rows)} photos stored, {telling} of them with a place or a camera"


if __name__ == "__main__":
    main()
