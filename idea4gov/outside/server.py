"""The web server. The only module that imports granian."""

from granian import Granian
from granian.constants import HTTPModes, Interfaces


def serve(target: str, *, host: str, port: int, workers: int) -> None:
    """Serve a WSGI application until SIGINT or SIGTERM. Requests in progress are finished.

    target: the application, as `module:name`. workers: number of processes.

    Each worker has one blocking thread: more of them caused errors under load, and our requests are short.
    Only HTTP/1.1 is served: a half-sent HTTP/2 body kept a worker busy for good, and proxies use 1.1 anyway.
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
