"""Visitors who ask without end for files that are costly to make, and for pages."""

import itertools
from collections.abc import Callable, Iterable, Iterator
from http.client import HTTPConnection, HTTPException
from multiprocessing.synchronize import Event
from threading import Thread

from scripts.attack.attack import Attack, Target

# A network of its own, as a proxy would name it: who watches the site is in another.
HEADERS = {"Accept": "text/html,*/*", "X-Forwarded-For": "198.51.100.9"}
FORMATS = ("pdf", "docx", "xlsx")
Paths = Callable[[], Iterator[str]]


def one_file() -> Iterator[str]:
    """The same file again and again."""
    return itertools.repeat("/boards/2/priorities.pdf")


def many_files() -> Iterator[str]:
    """Every file that there is, of boards, rounds and proposals."""
    papers = (f"/boards/{board}/priorities.{one}" for board in range(1, 12) for one in FORMATS)
    results = (f"/rounds/{round_}/results.{one}" for round_ in range(1, 12) for one in FORMATS)
    cards = (f"/proposals/{proposal}/card.png" for proposal in range(1, 200))
    return itertools.cycle([*papers, *results, *cards])


def invented_addresses() -> Iterator[str]:
    """One page with another invention at the end of its address each time."""
    return (f"/boards/2?x={number}" for number in itertools.count())


def searches() -> Iterator[str]:
    """Another search each time, and pages that are not there."""
    return (f"/search?q={number}" if number % 2 else f"/nothing/{number}" for number in itertools.count())


def asking(paths: Paths, clients: int) -> Callable[[Target, Event], None]:
    """So many clients that ask for these addresses, one after the other, until the event is set."""

    def run(target: Target, over: Event) -> None:
        threads = [Thread(target=_ask, args=(target, over, paths())) for _ in range(clients)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()

    return run


def _ask(target: Target, over: Event, paths: Iterable[str]) -> None:
    link = HTTPConnection(target.host, target.port, timeout=10)
    for path in paths:
        if over.is_set():
            break
        try:
            link.request("GET", path, headers=HEADERS)
            link.getresponse().read()
        except (OSError, HTTPException):
            link.close()
    link.close()


ATTACKS = [
    Attack(f"{name}, {clients}", what, clients, asking(paths, clients))
    for name, what, clients, paths in (
        ("one PDF", "the PDF of one board, in a loop", 4, one_file),
        ("all files", "every PDF, DOCX, XLSX and picture, in a loop", 20, many_files),
        ("invented addresses", "one page under other addresses", 20, invented_addresses),
        ("searches", "searches, and pages that are not there", 50, searches),
    )
]
