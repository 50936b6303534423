"""Use the installation for ten minutes as people do, and see whether anything grows that should not.

    python -m bench.endurance [--minutes 10] [--engine sqlite] [--times 1]

`idea4gov serve` runs with its worker and its renderer. People read, search, log in, support, comment, propose
with photos, vote, fetch exports and pictures to share; others ask for what is not there, forge forms,
hang up, and send half of what they announce. Prints what each kind was answered, a line for each look at the
processes, and "flat", or what grew.
"""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event, Thread
from urllib.parse import quote

from bench.engines import parser_of, tell_each
from bench.open_load import Stream, Waits, send
from bench.pictures import phone_jpeg
from bench.processes import PROGRAMS, free_port, serving
from bench.rounds import begin_voting
from bench.seeding import BOARD, COMMON_WORD, RARE_WORD, Seeded, seed
from bench.visitors import Visitors, production_settings
from bench.watching import Watch
from bench.watching_verdict import line, verdict

PROPOSALS = 2_000
EVERY_SECONDS, WARM_UP_SECONDS, QUIET_SECONDS = 15, 30, 20
# A second of: one visitor of each kind of trouble, and how long each keeps the connection.
TROUBLE_SECONDS, HALF_BODY_BYTES = 2.0, 400_000


def main() -> None:
    """Do what the command line asks for."""
    parser = parser_of("bench.endurance", __doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--times", type=float, default=1, help="so many times as many requests a second")
    asked = parser.parse_args()
    tell_each(asked.engine, lambda url, folder: measure(url, folder, asked.minutes * 60, asked.times))


def measure(url: str, folder: Path, seconds: float, times: float) -> Iterator[str]:
    """Yield what is to be told. Raises BenchError where the website does not start."""
    yield f"{seconds / 60:g} minutes"
    whole = seconds + WARM_UP_SECONDS
    voters = int(whole * times * 8) + 1_000
    seeded = seed(url, proposals=PROPOSALS, voters=voters, searched=True)
    settings = production_settings(url)
    visitors = Visitors(settings, seeded)
    warm_up, load = split(streams(visitors, seeded, times, whole), WARM_UP_SECONDS / whole)
    visitors.close()
    with whole_website(settings, folder) as (port, temporary):
        watch = Watch(port, url, temporary)
        send(port, warm_up, WARM_UP_SECONDS)
        time.sleep(QUIET_SECONDS)
        before = watch.look()
        yield line(before)
        found: dict[str, Waits] = {}
        with trouble(port):
            watch.during(lambda: found.update(send(port, load, seconds)), EVERY_SECONDS)
        yield from map(line, watch.samples)
        time.sleep(QUIET_SECONDS)
        after = watch.look()
        yield line(after)
        yield from map(_told, found.items())
        yield verdict(before, watch.samples, after)
    yield f"left in the folder for temporary files: {_left(temporary)}"


@contextmanager
def whole_website(settings: dict[str, str], folder: Path) -> Iterator[tuple[int, Path]]:
    """Serve the installation with its worker and renderer; gives its port and temporary folder."""
    port, temporary = free_port(), folder / "tmp"
    temporary.mkdir()
    names = ("RENDITION_DIR", "SECURITY_LOG_DIR", "EXPORT_DIR", "DATA_DIR")
    places = {f"IDEA4GOV_{name}": str(folder / name.lower()) for name in names}
    command = [str(PROGRAMS / "idea4gov"), "serve", "--workers", "2", "--port", str(port)]
    env = {**settings, **places, "TMPDIR": str(temporary)}
    with serving([*command, "--host", "127.0.0.1"], port, folder / "website.log", env):
        yield port, temporary


def streams(visitors: Visitors, seeded: Seeded, times: float, seconds: float) -> list[Stream]:
    """What people send: so many of each kind a second. No voter does the same thing twice."""
    count = int(seconds * times) + 2
    free = seeded.voters

    def share(number: int = 1) -> range:
        nonlocal free
        taken, free = free[: count * number], free[count * number :]
        return taken

    voting = begin_voting(seeded)
    pictures = [phone_jpeg(1600, 1200, quality=60), phone_jpeg(640, 480)]
    pairs = [(voter, 1 + voter * 7 % PROPOSALS) for voter in share(2)]
    comments = [(voter, 1 + voter * 3 % PROPOSALS, f"เห็นด้วย ข้อที่ {voter}") for voter in share()]
    shared = [one for path in _shared() for one in visitors.visits(path)]
    kinds: dict[str, tuple[float, list[bytes]]] = {
        "page, anonymous": (6, [one for path in _pages() for one in visitors.visits(path)]),
        "page, logged in": (6, visitors.reads(f"/boards/{BOARD}") + visitors.reads("/proposals/1")),
        "search": (1, [one for word in (COMMON_WORD, RARE_WORD) for one in visitors.reads(_search(word))]),
        "support": (2, visitors.supports(pairs)),
        "comment": (1, visitors.comments(comments)),
        "ballot": (1, visitors.ballots(share(), voting)),
        "log-in": (0.5, visitors.log_ins(share())),
        "proposal, photos": (0.3, visitors.proposals(list(share())[: count // 3 + 1], pictures)),
        "picture to share": (1, shared),
        "export": (0.5, [one for path in EXPORTS for one in visitors.visits(path)]),
        "not there": (1, visitors.visits("/proposals/999999") + visitors.visits("/nothing?a=%00%ff")),
        "forged form": (
            1,
            [one.replace(b"csrf_token=", b"csrf_tokem=") for one in visitors.supports(pairs[:200])],
        ),
    }
    return [Stream(kind, rate * times, requests) for kind, (rate, requests) in kinds.items()]


EXPORTS = ("/data/proposals.csv", "/data/report.csv", f"/boards/{BOARD}/feed.atom", "/sitemap.xml")


def _pages() -> list[str]:
    lists = ["/", f"/boards/{BOARD}", f"/boards/{BOARD}?sort=newest", "/data", "/data/report"]
    return [*lists, *(f"/proposals/{number}" for number in range(1, 600))]


def _shared() -> list[str]:
    """Pictures, each of which has to be drawn, and codes."""
    return [
        path
        for number in range(1, 900)
        for path in (f"/proposals/{number}/card.png", f"/proposals/{number}/qr.svg")
    ]


def _search(word: str) -> str:
    return f"/search?q={quote(word)}"


def split(all_of_it: list[Stream], part: float) -> tuple[list[Stream], list[Stream]]:
    """The streams in two, so that none of the first requests are sent again among the second."""
    cuts = [max(1, int(len(each.requests) * part)) for each in all_of_it]
    both = list(zip(all_of_it, cuts, strict=True))
    return (
        [Stream(each.kind, each.per_second, each.requests[:cut]) for each, cut in both],
        [Stream(each.kind, each.per_second, each.requests[cut:] or each.requests) for each, cut in both],
    )


@contextmanager
def trouble(port: int) -> Iterator[None]:
    """Let people hang up, send half a body, and half a head, while the block lasts."""
    over = Event()
    head = b"POST /log-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    half_body = (
        head + f"Content-Length: {HALF_BODY_BYTES}\r\n\r\nemail=".encode() + b"a" * (HALF_BODY_BYTES // 2)
    )
    whole = b"GET /proposals/1 HTTP/1.1\r\nHost: localhost\r\n\r\n"

    def annoy() -> None:
        while not over.is_set():
            for request in (half_body, head, whole, b"\x16\x03\x01\x02\x00\x01"):
                with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=5) as link:
                    link.sendall(request)
                    # Who asks for a whole page hangs up at once.
                    over.wait(0 if request is whole else TROUBLE_SECONDS)

    people = [Thread(target=annoy, name=f"trouble-{number}") for number in range(4)]
    for one in people:
        one.start()
    try:
        yield
    finally:
        over.set()
        for one in people:
            one.join()


def _told(answers: tuple[str, Waits]) -> str:
    kind, waits = answers
    counts = ", ".join(
        f"{len(found):,} x {status or 'broken'}" for status, found in sorted(waits.by_status.items())
    )
    return f"{kind:18}{counts}; longest {waits.longest():.2f} s"


def _left(folder: Path) -> str:
    found = [str(path.relative_to(folder)) for path in folder.rglob("*")]
    return ", ".join(found[:10]) or "nothing"


if __name__ == "__main__":
    main()
