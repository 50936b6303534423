"""The web server, granian: the only place that imports it."""

from granian import Granian
from granian.constants import HTTPModes, Interfaces


def serve(target: str, *, host: str, port: int, workers: int) -> None:
    """Serve the WSGI application `module:name` until SIGINT or SIGTERM; requests in flight are finished.

    One blocking thread a worker: more of them give errors under load, and our work is short. HTTP/1.1 only: a
    worker that is left with a half-sent HTTP/2 body never comes to rest again, and proxies speak 1.1 to us.
    """
    Granian(
        target,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=workers,
        blocking_threads=1,
        backlog=1024,
        log_access=False,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()
