"""A structured log line for each request: id, method, route, status, time. No person, nothing typed."""

import secrets
import time

from flask import Flask, Response, g, request

from idea4gov.outside.logs import log_event, mark_lines, set_up_logging, unmark_lines


def install_logs(app: Flask, *, level: str, readable: bool) -> None:
    """Log every request to standard error. readable: coloured lines for a person instead of JSON."""
    set_up_logging(level=level, readable=readable)
    app.before_request(_start)
    app.after_request(_finish)
    app.teardown_request(_forget)


def route_of_request() -> str | None:
    """The rule of the address: addresses of links in mails are secrets. None where there is no such page."""
    return str(request.url_rule) if request.url_rule else None


def _start() -> None:
    g.request_id = secrets.token_hex(8)
    # Each line that is written meanwhile bears it, so that a failure is found by the number on its page.
    mark_lines(request_id=g.request_id)
    g.started = time.perf_counter()


def _forget(_error: BaseException | None) -> None:
    unmark_lines("request_id")


def _finish(response: Response) -> Response:
    response.headers["X-Request-Id"] = g.get("request_id", "")
    log_event(
        "request",
        method=request.method,
        route=route_of_request(),
        status=response.status_code,
        ms=round((time.perf_counter() - g.get("started", time.perf_counter())) * 1000, 1),
    )
    return response
