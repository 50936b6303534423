"""The one place that turns domain errors and HTTP errors into pages, or into JSON for our own scripts."""

from collections.abc import Callable
from itertools import count

from flask import Flask, Response, current_app, g, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DataError, DBAPIError, TimeoutError
from werkzeug.exceptions import HTTPException

from idea4gov.domain.errors import N_, Busy, Conflict, DomainError, Forbidden, Invalid, NotFound, TooMany
from idea4gov.domain.fields import InvalidFields
from idea4gov.domain.renditions import NotReady
from idea4gov.outside.logs import log_failure, log_warning
from idea4gov.outside.metrics import count_error
from idea4gov.store.failures import Failure, find_failure
from idea4gov.web.http.carried_forms import sent_fields, sent_words
from idea4gov.web.http.failures import note_failure
from idea4gov.web.http.locale import forget_account_language, gettext
from idea4gov.web.http.login import read_as_nobody
from idea4gov.web.http.logs import route_of_request

STATUS: tuple[tuple[type[DomainError], int], ...] = (
    (NotFound, 404),
    (Forbidden, 403),
    (Conflict, 409),
    (TooMany, 429),
    (Invalid, 422),
    (NotReady, 503),
    (Busy, 503),
)
SAYS = {
    400: N_("Your browser sent something that we cannot read. Go back, reload the page and try again."),
    401: N_("Send a valid token: “Authorization: Bearer …”. Officials make tokens on their own page."),
    403: N_("You do not have permission to do this."),
    404: N_("We cannot find what you are looking for. The address may be mistyped, or it was removed."),
    405: N_("This page cannot be used in that way. Go back and try again."),
    409: N_("Someone changed this in the meantime. Look at it once more and try again."),
    410: N_("It was here once, and was taken away for good."),
    413: N_("What you sent is too large. Please make it smaller and try again."),
    429: N_("Too many attempts. Please wait a few minutes and try again."),
    500: N_("Something went wrong on our side. Nothing was changed. Please try again in a moment."),
    503: N_("The service is very busy. Nothing was changed. Please try again in a moment."),
}
# What somebody reads while the database does not do its work, and after how many seconds to come again.
FAILED: dict[Failure, tuple[str, int]] = {
    "busy": (SAYS[503], 5),
    "away": (N_("The service is interrupted. Nothing was changed. Please try again in a moment."), 5),
    "unsure": (
        N_(
            "The service was interrupted while this was being saved. It may be saved already: "
            "look before you send it again."
        ),
        5,
    ),
    "read_only": (N_("Nothing can be saved just now, only read. Please try again in a few minutes."), 60),
}
FAILURES = count(1)
ErrorRenderer = Callable[[int, str, Exception | None], ResponseReturnValue]
ERROR_RENDERERS = "idea4gov-error-renderers"
KEPT_HEADERS = ("Allow", "WWW-Authenticate", "Retry-After")
BUSY_SECONDS = 5
MESSAGE_LENGTH = 200


def status_of(error: DomainError) -> int:
    """The HTTP status of a domain error, by STATUS; 400 for other kinds."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 400)


def error_message(error: DomainError) -> str:
    """The text of a domain error in the reader's language; of several fields, one after the other."""
    if isinstance(error, InvalidFields):
        return " ".join(map(error_message, error.errors))
    return str(gettext(error.message) % error.data)


def retry_after(error: TooMany | NotReady) -> str:
    """The seconds until the next attempt is possible, for the header Retry-After."""
    return str(error.data["seconds"] if "seconds" in error.data else 60 * error.data.get("minutes", 1))


def wants_json() -> bool:
    """Whether the request is from one of our scripts, which shows the message itself."""
    return request.accept_mimetypes.best == "application/json"


def render_errors_below(app: Flask, prefix: str, render: ErrorRenderer) -> None:
    """Let `render(status, message, error)` answer the errors of addresses that begin with `prefix`."""
    app.extensions[ERROR_RENDERERS][prefix] = render


def install_errors(app: Flask) -> None:
    """Answer every error with a page that says what to do next."""
    app.extensions[ERROR_RENDERERS] = {}
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DBAPIError, _database_failed)
    app.register_error_handler(TimeoutError, _database_failed)
    app.register_error_handler(DataError, _unstorable)
    app.register_error_handler(Exception, _unexpected)


def error_page(status: int, message: str, error: Exception | None = None) -> Response:
    """The answer to an error, as a page or as JSON, with its status and headers such as Retry-After."""
    if status >= 500:
        read_as_nobody()
    response = make_response(_rendered(status, message, error))
    response.headers.update(_headers(status, error))
    return response


def _headers(status: int, error: Exception | None) -> dict[str, str]:
    if isinstance(error, HTTPException):
        given = dict(error.get_headers())
        return {name: given[name] for name in KEPT_HEADERS if name in given}
    if isinstance(error, TooMany | NotReady):
        return {"Retry-After": retry_after(error)}
    return {"Retry-After": str(BUSY_SECONDS)} if status == 503 else {}


def _rendered(status: int, message: str, error: Exception | None) -> ResponseReturnValue:
    renderers: dict[str, ErrorRenderer] = current_app.extensions[ERROR_RENDERERS]
    for prefix, render in renderers.items():
        if request.path.startswith(prefix):
            return render(status, message, error)
    if wants_json():
        return jsonify(error=message), status
    page = render_template(
        "errors/error.html",
        status=status,
        message=message,
        request_id=g.get("request_id", ""),
        fields=sent_fields(),
        words=sent_words(),
        may_be_saved=error is not None and find_failure(error) == "unsure",
    )
    return page, status


def _domain_error(error: DomainError) -> ResponseReturnValue:
    return error_page(status_of(error), error_message(error), error)


def _http_error(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error
    said = SAYS.get(error.code, SAYS[400 if error.code < 500 else 500])
    return error_page(error.code, gettext(said), error)


def _database_failed(error: DBAPIError | TimeoutError) -> ResponseReturnValue:
    failure = find_failure(error)
    if failure is None:
        return _unexpected(error)
    cause = getattr(error, "orig", None) or error
    count_error(failure)
    note_failure(failure, cause)
    # A restart of the database makes hundreds of these: one line each, without the way that led here.
    log_warning(
        "database_unavailable",
        failure=failure,
        number=next(FAILURES),
        route=route_of_request(),
        **_cause_of(cause),
    )
    forget_account_language()
    said, seconds = FAILED[failure]
    response = error_page(503, gettext(said), error)
    response.headers["Retry-After"] = str(seconds)
    return response


def _cause_of(cause: BaseException) -> dict[str, str]:
    """The class of an error and the first line of what it says; those behind it may repeat what was typed."""
    return {"error": type(cause).__name__, "message": str(cause).partition("\n")[0][:MESSAGE_LENGTH]}


def _unstorable(_error: DataError) -> ResponseReturnValue:
    """PostgreSQL refuses texts with a zero byte, also in the condition of a query."""
    return error_page(400, gettext(SAYS[400]))


def _unexpected(error: Exception) -> ResponseReturnValue:
    if current_app.testing:
        raise error
    count_error("unexpected")
    note_failure("unexpected", error)
    log_failure("unexpected_error", error, route=route_of_request())
    forget_account_language()
    return error_page(500, gettext(SAYS[500]))
