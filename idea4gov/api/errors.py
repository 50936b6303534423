"""Errors of the API as `application/problem+json` (RFC 9457)."""

import json
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue

from idea4gov.domain.errors import N_, DomainError, Invalid
from idea4gov.domain.fields import InvalidFields
from idea4gov.web.http.errors import error_message, render_errors_below

PREFIX = "/api/v1/"
PROBLEM = "application/problem+json"
_KEPT_DATA = ("parameter", "field", "revision")


class BadParameter(Invalid):
    """A query parameter has a value that cannot be used. parameter: its name."""

    code = "bad_parameter"
    message = N_("The parameter “%(parameter)s” has a value that cannot be used. See /api for what it takes.")


class UnknownParameter(Invalid):
    """The address takes no query parameter of this name, which may be misspelt. parameter: its name."""

    code = "unknown_parameter"
    message = N_("There is no parameter “%(parameter)s” here. See /api for those that there are.")


class BadBody(Invalid):
    """The body is not the JSON object that the operation takes.

    field: the one that is wrong, if it is one.
    """

    code = "bad_body"
    message = N_("The body must be a JSON object with exactly the fields that /api names, each of its type.")


def install_problems(app: Flask) -> None:
    """Answer errors below PREFIX with problems."""
    render_errors_below(app, PREFIX, _problem)


def _problem(status: int, message: str, error: Exception | None) -> ResponseReturnValue:
    """An error as a problem of RFC 9457.

    Its `type` is about:blank, so its `title` is the phrase of the status. `code` is stable, and `detail` says
    what to do next.
    """
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": error.code if isinstance(error, DomainError) else HTTPStatus(status).name.lower(),
        "detail": message,
        "instance": request.path,
    }
    if isinstance(error, DomainError):
        body |= {name: error.data[name] for name in _KEPT_DATA if name in error.data}
    if isinstance(error, InvalidFields):
        body["errors"] = [
            {"code": one.code, "detail": error_message(one), "field": one.data["field"]}
            for one in error.errors
        ]
    return Response(json.dumps(body, ensure_ascii=False), status, content_type=PROBLEM)
