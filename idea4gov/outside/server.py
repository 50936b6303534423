"""The web server. The only module that imports granian."""

import asyncio
import resource
import sys
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from granian import Granian
from granian.constants import HTTPModes, Interfaces, SSLProtocols
from granian.http import HTTP1Settings

from idea4gov.outside.server_adapter import Bounds, WholeRequests
from idea4gov.outside.server_watch import ServerWatch

# From one byte of a request to the end of its head, and from an answer to the next request.
HEAD_SECONDS = 10
HEAD_BYTES = 64 * 1024
DESCRIPTORS = 8192


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
) -> None:
    """Serve a WSGI application until SIGINT or SIGTERM. Requests in progress are finished.

    target: the application, as `module:name`. workers: number of processes. bounds: of each of them.
    certificate: to speak TLS 1.2 and 1.3 with the proxy, and nothing in the clear.

    Only HTTP/1.1 is served: a half-sent HTTP/2 body kept a worker busy for good, and proxies use 1.1 anyway.
    """
    bounds = bounds or Bounds()
    _allow_open_files()
    Granian(
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
        backpressure=2 * bounds.connections,
        log_access=False,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve(target_loader=partial(_load, bounds), wrap_loader=True)


def _load(bounds: Bounds, target: str) -> WholeRequests:
    """The application, in a new process whose event loop is about to run."""
    # wsgi.py lies in the working directory, which the program `idea4gov` does not look in.
    sys.path.insert(0, "")
    module, _, name = target.partition(":")
    watch = ServerWatch(bounds.connections)
    loop = asyncio.get_event_loop()
    loop.call_soon(watch.start, loop)
    return WholeRequests(getattr(import_module(module), name), bounds, watch)


def _allow_open_files() -> None:
    """Raise the soft limit of open files: each connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))
