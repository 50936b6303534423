"""Failures of requests, noted for whoever looks after the installation."""

from flask import g

from idea4gov.domain.failures import Failure
from idea4gov.web.http.logs import route_of_request
from idea4gov.web.http.services import services


def note_failure(kind: str, error: BaseException) -> None:
    """Note that this request failed on our side. kind: as it is counted."""
    parts = services()
    number = g.get("request_id", "")
    parts.failures.add(Failure(parts.clock(), kind, type(error).__name__, route_of_request() or "", number))
