"""What an attack is, and the site that it is made on."""

from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.synchronize import Event


@dataclass(frozen=True)
class Target:
    """The site under attack: the demo, and two large downloads (site.py)."""

    port: int
    host: str = "127.0.0.1"


@dataclass(frozen=True)
class Attack:
    """An attack. name: for the table. what: what is tried, in a few words. clients: at once.

    run: makes the attack until the event is set, in a process of its own. most_ms: what half of the
    visitors of /healthz and of a page may wait meanwhile.
    """

    name: str
    what: str
    clients: int
    run: Callable[[Target, Event], None]
    most_ms: float = 200
