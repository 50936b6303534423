"""A structured log line for each request: id, method, route, status, time. No person, nothing typed."""

import logging
import secrets
import sys
import time
from typing import Any

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict, Processor


def install_logs(app: Flask, *, level: str, readable: bool) -> None:
    """Log every request to standard error. readable: coloured lines for a person instead of JSON."""
    set_up_logging(level=level, readable=readable)
    app.before_request(_start)
    app.after_request(_finish)
    app.teardown_request(_forget)


def set_up_logging(*, level: str, readable: bool) -> None:
    """Send the logs of structlog and of the standard library to standard error, in one format.

    level: lowest level of structlog that is written, such as "info". readable: as for install_logs().
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    render = (
        structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
        if readable
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    tail: list[Processor] = [structlog.processors.format_exc_info] if not readable else []
    structlog.configure(
        processors=[*shared, *tail, render],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=[*tail, _plain, render])
    )
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)


def log_warning(event: str, **about: Any) -> None:
    """Log that something is wrong which somebody has to mend."""
    structlog.get_logger().warning(event, **about)


def log_failure(event: str, error: Exception, **about: Any) -> None:
    """Log an error of ours with the way that led to it, once: the line bears the id of the request."""
    structlog.get_logger().error(event, error=type(error).__name__, exc_info=error, **about)


def route_of_request() -> str | None:
    """The rule of the address: addresses of links in mails are secrets. None where there is no such page."""
    return str(request.url_rule) if request.url_rule else None


def _plain(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Remove the keys that ProcessorFormatter adds to each event for its own use."""
    return {key: value for key, value in event.items() if not key.startswith("_")}


def _start() -> None:
    g.request_id = secrets.token_hex(8)
    # Each line that is written meanwhile bears it, so that a failure is found by the number on its page.
    structlog.contextvars.bind_contextvars(request_id=g.request_id)
    g.started = time.perf_counter()


def _forget(_error: BaseException | None) -> None:
    structlog.contextvars.unbind_contextvars("request_id")


def _finish(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    structlog.get_logger().info(
        "request",
        method=request.method,
        route=route_of_request(),
        status=response.status_code,
        ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
    )
    return response
