"""The web server. The only module that imports granian."""

import asyncio
import resource
import signal
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Event
from typing import Any, NamedTuple

from granian import Granian
from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings

from idea4gov.outside.parent import end_with_parent
from idea4gov.outside.server_adapter import Bounds, WholeRequests
from idea4gov.outside.server_watch import ServerWatch
from idea4gov.outside.stopping import Stop

# From one byte of a request to the end of its head, and from an answer to the next request.
HEAD_SECONDS = 10
HEAD_BYTES = 64 * 1024
DESCRIPTORS = 8192
# For requests in progress, when the server stops.
FINISH_SECONDS = 8
HAND_OVER_SECONDS = 0.000_5
SAY_AGAIN_SECONDS = 0.2


class Certificate(NamedTuple):
    """Files in PEM, with which a server says who it is. chain: its own certificate first."""

    chain: Path
    key: Path


def serve(
    target: str,
    *,
    host: str,
    port: int,
    workers: int,
    bounds: Bounds | None = None,
    certificate: Certificate | None = None,
    stop: Stop | None = None,
    folder: Path | None = None,
) -> None:
    """Serve a WSGI application until SIGINT, SIGTERM or SIGHUP. Requests in progress are finished.

    target: the application, as `module:name`. workers: number of processes. bounds: of each of them.
    certificate: to speak TLS 1.2 and 1.3 with the proxy, and nothing in the clear. stop: made beforehand
    where more is to end with the server. folder: where its module lies, if Python does not find it by itself.

    Only HTTP/1.1 is served: a half-sent HTTP/2 body kept a worker busy for good, and proxies use 1.1 anyway.
    """
    bounds = bounds or Bounds()
    _allow_open_files()
    server = _make_server(target, host, port, certificate, workers=workers, connections=bounds.connections)
    (stop or Stop()).then(server.stop)
    server.serve(target_loader=partial(_load, bounds, folder), wrap_loader=True)


def _make_server(
    target: str, host: str, port: int, certificate: Certificate | None, *, workers: int, connections: int
) -> "Server":
    return Server(
        target,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        http=HTTPModes.http1,
        ssl_cert=certificate.chain if certificate else None,
        ssl_key=certificate.key if certificate else None,
        # Proxies of some age speak no newer one to those behind them.
        ssl_protocol_min=SSLProtocols.tls12,
        http1_settings=HTTP1Settings(header_read_timeout=HEAD_SECONDS * 1000, max_buffer_size=HEAD_BYTES),
        workers=workers,
        backlog=1024,
        # The watch keeps them below that, so that new ones need not wait for old ones.
        backpressure=2 * connections,
        log_access=False,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=FINISH_SECONDS,
    )


class Server(Granian):  # type: ignore[misc,valid-type]
    """granian, but for its handlers of signals, which set an Event on which the main thread waits."""

    def __init__(self, *positional: Any, **named: Any) -> None:
        super().__init__(*positional, **named)
        self._is_stopping = Event()

    def signal_handler_interrupt(self, *_signal: Any) -> None:
        """Leave it to stop()."""

    signal_handler_reload = signal_handler_interrupt

    def stop(self) -> None:
        """End the main loop, which forgets what it is told while it starts a process again."""
        self.interrupt_signal = True
        while not self._is_stopping.wait(SAY_AGAIN_SECONDS):
            self.main_loop_interrupt.set()

    def shutdown(self, exit_code: int = 0) -> None:
        """End the processes. Those that a signal has ended before us have not failed."""
        self._is_stopping.set()
        try:
            super().shutdown(exit_code)
        except SystemExit:
            if not self.interrupt_signal:
                raise


def _load(bounds: Bounds, folder: Path | None, target: str) -> WholeRequests:
    """The application, in a new process whose event loop is about to run."""
    end_with_parent()
    # The server's own thread waits so long for the interpreter, for each request that it hands over.
    sys.setswitchinterval(HAND_OVER_SECONDS)
    if folder is not None:
        sys.path.insert(0, str(folder))
    module, _, name = target.partition(":")
    watch = ServerWatch(bounds.connections)
    loop = asyncio.get_event_loop()
    loop.call_soon(watch.start, loop)
    loop.call_soon(_obey_server_alone)
    application = WholeRequests(getattr(import_module(module), name), bounds, watch)
    loop.call_soon(application.start, loop)
    return application


def _obey_server_alone() -> None:
    """Finish when the server says so, and not as soon as a terminal tells the whole group; and only once.

    granian's handlers are called by the loop, which the interpreter tells of each signal that is handled.
    """
    for each in (signal.SIGINT, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, _frame: signal.signal(number, signal.SIG_IGN))


def _allow_open_files() -> None:
    """Raise the soft limit of open files: each connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
