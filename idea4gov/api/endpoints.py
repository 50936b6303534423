"""Decorators that register a view of the API and its description for the OpenAPI document."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, Response, request
from werkzeug.exceptions import BadRequest

from idea4gov.api.errors import BadBody
from idea4gov.api.headers import open_to_other_sites
from idea4gov.api.limits import limit_requests
from idea4gov.api.parameters import LIMIT, LIMIT_DEFAULT, Parameter, after, read_parameters
from idea4gov.api.tokens import count_write, require_scope
from idea4gov.domain.errors import NotFound
from idea4gov.domain.opendata.datasets import DATASETS
from idea4gov.domain.opendata.rows import Publisher, public_row
from idea4gov.domain.permissions import Permission
from idea4gov.store.published.datasets import SOURCES
from idea4gov.store.published.source import Source
from idea4gov.web.http.guards import public, require
from idea4gov.web.http.services import now, reading, services
from idea4gov.web.http.standby import may_lag

Body = Mapping[str, Any]


class ApiAnswer(NamedTuple):
    """What a view returns.

    body: the JSON object. modified: aware UTC, when the body last changed; None when that is not certain.
    """

    body: Body
    modified: datetime | None = None


class BodyField(NamedTuple):
    """A field of the JSON object that a write sends.

    en: its description. schema: its JSON Schema. kind: the Python type of its value.
    """

    name: str
    en: str
    schema: Mapping[str, Any]
    kind: type


class Operation(NamedTuple):
    """One operation of the API: a method of an address.

    rule: of Flask's URL map. name: of the view. th, en: its description. rows: name of the data set of the
    rows that it returns. many: whether it returns a list of rows. parameters: those of the query. scope,
    body: of a write, the scope that its token needs, and the fields of the JSON object that it takes.
    """

    rule: str
    name: str
    th: str
    en: str
    rows: str
    many: bool
    parameters: tuple[Parameter, ...]
    method: str = "GET"
    scope: str | None = None
    body: tuple[BodyField, ...] = ()


bp = Blueprint("api", __name__, url_prefix="/api/v1")
open_to_other_sites(bp)
limit_requests(bp)
OPERATIONS: list[Operation] = []
"""Every operation of the API, in the order of the OpenAPI document."""


def listing(
    rule: str, rows: str, *, th: str, en: str, filters: tuple[Parameter, ...] = ()
) -> Callable[[Callable[..., ApiAnswer]], Callable[..., Response]]:
    """Register a view that returns a page of the data set `rows`.

    filters: query parameters beside `limit` and `after`. The view is called with the value of each parameter
    by its name; None for those that are not given. th, en: description of the operation.
    """
    parameters = (*filters, LIMIT, after(len(DATASETS[rows].key)))
    return _endpoint(rule, rows, th, en, many=True, parameters=parameters)


def single(
    rule: str, rows: str, *, th: str, en: str
) -> Callable[[Callable[..., ApiAnswer]], Callable[..., Response]]:
    """Register a view that returns one row of the data set `rows`. th, en: as for listing()."""
    return _endpoint(rule, rows, th, en, many=False, parameters=())


def whole(
    rule: str, rows: str, *, th: str, en: str, filters: tuple[Parameter, ...] = ()
) -> Callable[[Callable[..., ApiAnswer]], Callable[..., Response]]:
    """Register a view that returns all its rows in one page, because they are few.

    Arguments: as for listing().
    """
    return _endpoint(rule, rows, th, en, many=True, parameters=filters)


def _endpoint(
    rule: str, rows: str, th: str, en: str, *, many: bool, parameters: tuple[Parameter, ...]
) -> Callable[[Callable[..., ApiAnswer]], Callable[..., Response]]:
    def register(view: Callable[..., ApiAnswer]) -> Callable[..., Response]:
        @wraps(view)
        def answer(**path: Any) -> Response:
            asked = read_parameters(parameters, request.args.to_dict(flat=False))
            return respond(view(**path, **asked))

        OPERATIONS.append(Operation(rule, view.__name__, th, en, rows, many, parameters))
        guarded = public(may_lag(answer))
        bp.get(rule)(guarded)
        return guarded

    return register


def writing(
    method: str,
    rule: str,
    rows: str,
    *,
    permission: Permission,
    scope: str,
    body: tuple[BodyField, ...],
    th: str,
    en: str,
) -> Callable[[Callable[..., ApiAnswer]], Callable[..., Response]]:
    """Register a view that writes, and returns a row of the data set `rows`.

    permission: that the owner of the token must have. scope: that the token must have. body: fields of the
    JSON object; the view is called with the value of each by its name. th, en: as for listing().
    """

    def register(view: Callable[..., ApiAnswer]) -> Callable[..., Response]:
        @wraps(view)
        def answer(**path: Any) -> Response:
            require_scope(scope)
            count_write(services().database)
            read_parameters((), request.args.to_dict(flat=False))
            return respond(view(**path, **_sent(body)))

        OPERATIONS.append(Operation(rule, view.__name__, th, en, rows, False, (), method, scope, body))
        guarded = require(permission)(answer)
        bp.route(rule, methods=[method])(guarded)
        return guarded

    return register


def _sent(fields: tuple[BodyField, ...]) -> dict[str, Any]:
    """{field: value} of the JSON object that was sent. Raises BadBody unless it has exactly these fields.

    Raises BadRequest where the body is nested deeper than any reader goes.
    """
    try:
        sent = request.get_json(force=True, silent=True)
    except RecursionError as error:
        raise BadRequest() from error
    if not isinstance(sent, dict):
        raise BadBody()
    for name in sent.keys() ^ {each.name for each in fields}:
        # JSON can name half a character, which no answer can hold.
        raise BadBody(field=name[:40].encode(errors="replace").decode())
    for each in fields:
        # isinstance() would take True for an int.
        if type(sent[each.name]) is not each.kind:
            raise BadBody(field=each.name)
    return sent


def publisher() -> Publisher:
    """The Publisher of this site, which turns rows of the store into public rows."""
    parts = services()
    return Publisher(parts.config.public_url, parts.pseudonym)


def page(rows: str, *, limit: int | None, after: tuple[int, ...] | None, **filters: Any) -> ApiAnswer:
    """A page of the data set `rows`, with the address of the next one.

    limit: rows of a page; None for LIMIT_DEFAULT. after: key of the last row of the page before, as numbers;
    None for the first page. filters: passed on to the source of the data set.
    """
    source, dataset, size = SOURCES[rows], DATASETS[rows], limit or LIMIT_DEFAULT
    with reading() as db:
        found = source.page(db, now=now(), limit=size + 1, after=_key(source, after), **filters)
    maker = publisher()
    data = [public_row(rows, row, maker) for row in found[:size]]
    if len(found) <= size:
        return ApiAnswer({"data": data, "next": None})
    return ApiAnswer({"data": data, "next": _next(".".join(str(data[-1][column]) for column in dataset.key))})


def one(rows: str, *key: int | str, source: Source | None = None, modified: str | None = None) -> ApiAnswer:
    """The row with this key of the data set `rows`.

    source: where the row comes from, instead of the source of the data set. modified: name of the field with
    the time of its last change. Raises NotFound.
    """
    with reading() as db:
        row = (source or SOURCES[rows]).find(db, *key, now=now())
    if row is None:
        raise NotFound()
    return ApiAnswer(public_row(rows, row, publisher()), row[modified] if modified else None)


def respond(answer: ApiAnswer, *, mimetype: str = "application/json") -> Response:
    """An answer as JSON.

    Reads get an ETag, and 304 when the client has that version. A next page is also in the Link header.
    """
    response = Response(json.dumps(answer.body, ensure_ascii=False) + "\n", mimetype=mimetype)
    if request.method in ("GET", "HEAD"):
        response.add_etag(weak=True)
        response.last_modified = answer.modified
        response.headers["Cache-Control"] = "public, no-cache"
    if following := answer.body.get("next"):
        response.headers["Link"] = f'<{following}>; rel="next"'
    response.make_conditional(request)
    return response


def _key(source: Source, after: tuple[int, ...] | None) -> tuple[int | str, ...] | None:
    """The key in a cursor; codes of places are texts in the database, so their numbers become texts."""
    if after is None:
        return None
    pairs = zip(source.key, after, strict=True)
    return tuple(str(number) if column.type.python_type is str else number for column, number in pairs)


def _next(cursor: str) -> str:
    """The address of this request with another value of `after`."""
    kept = {name: value for name, value in request.args.items() if name != "after"}
    return f"{services().config.public_url}{request.path}?{urlencode({**kept, 'after': cursor})}"
