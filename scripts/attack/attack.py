"""What an attack is, and the site that it is made on."""

from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.synchronize import Event


@dataclass(frozen=True)
class Target:
    """The site under attack. FILE, EXPORT: addresses of 20 MB, one from the disk, one written when asked."""

    port: int
    host: str = "127.0.0.1"


@dataclass(frozen=True)
class Attack:
    """An attack. name: for the table. what: what is tried, in a few words. clients: at once.

    run: makes the attack until the event is set, in a process of its own. least_healthy_ms: the median
    that /healthz and a page may have meanwhile.
    """

    name: str
    what: str
    clients: int
    run: Callable[[Target, Event], None]
    most_ms: float = 200
