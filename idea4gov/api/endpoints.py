"""Endpoints: a decorator that registers a view and notes what the OpenAPI document says of it."""

import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask import Blueprint, Response, request

from idea4gov.api.errors import BadBody
from idea4gov.api.headers import open_to_other_sites
from idea4gov.api.limits import limit_requests
from idea4gov.api.parameters import LIMIT, LIMIT_DEFAULT, Parameter, after, read_parameters
from idea4gov.api.tokens import count_write, require_scope
from idea4gov.domain.errors import NotFound
from idea4gov.domain.opendata import DATASETS, Publisher, public_row
from idea4gov.domain.permissions import Permission
from idea4gov.store.published import SOURCES, Source
from idea4gov.web.http.guards import public, require
from idea4gov.web.http.services import now, reading, services

Body = Mapping[str, Any]


class ApiAnswer(NamedTuple):
    """What a view answers. modified: when it last changed, where that is known for certain."""

    body: Body
    modified: datetime | None = None


class BodyField(NamedTuple):
    """A field of the JSON object that a write sends. schema: its JSON Schema. kind: of its value."""

    name: str
    en: str
    schema: Mapping[str, Any]
    kind: type


class Operation(NamedTuple):
    """One line of the API. rule: as Flask writes it. rows: the data set answered. many: as a list.

    scope, body: of a write: what its token must be for, and the fields of the object sent.
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
"""Every line of the API, in the order of the document."""


def listing(
    rule: str, rows: str, *, th: str, en: str, filters: tuple[Parameter, ...] = ()
) -> Callable[[Callable[..., ApiAnswer]], Callable[..., Response]]:
    """Register a view that answers a page of the data set `rows`. It gets the parameters' values."""
    parameters = (*filters, LIMIT, after(len(DATASETS[rows].key)))
    return _endpoint(rule, rows, th, en, many=True, parameters=parameters)


def single(
    rule: str, rows: str, *, th: str, en: str
) -> Callable[[Callable[..., ApiAnswer]], Callable[..., Response]]:
    """Register a view that answers one row of the data set `rows`."""
    return _endpoint(rule, rows, th, en, many=False, parameters=())


def whole(
    rule: str, rows: str, *, th: str, en: str, filters: tuple[Parameter, ...] = ()
) -> Callable[[Callable[..., ApiAnswer]], Callable[..., Response]]:
    """Register a view that answers a list which is short by nature, in one page."""
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
        guarded = public(answer)
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
    """Register a view that writes with a token for `scope`, and answers a row of the data set `rows`."""

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
    """The fields of the object that was sent. Raises BadBody."""
    sent = request.get_json(force=True, silent=True)
    if not isinstance(sent, dict):
        raise BadBody()
    for name in sent.keys() ^ {each.name for each in fields}:
        raise BadBody(field=str(name)[:40])
    for each in fields:
        # True is an int to Python.
        if type(sent[each.name]) is not each.kind:
            raise BadBody(field=each.name)
    return sent


def publisher() -> Publisher:
    """What makes rows public on this site."""
    parts = services()
    return Publisher(parts.config.public_url, parts.signer.keyed_digest)


def page(rows: str, *, limit: int | None, after: tuple[int, ...] | None, **filters: Any) -> ApiAnswer:
    """A page of a data set, with the address of the next one."""
    source, dataset, size = SOURCES[rows], DATASETS[rows], limit or LIMIT_DEFAULT
    with reading() as db:
        found = source.page(db, now=now(), limit=size + 1, after=_key(source, after), **filters)
    maker = publisher()
    data = [public_row(rows, row, maker) for row in found[:size]]
    if len(found) <= size:
        return ApiAnswer({"data": data, "next": None})
    return ApiAnswer({"data": data, "next": _next(".".join(str(data[-1][column]) for column in dataset.key))})


def one(rows: str, *key: int | str, source: Source | None = None, modified: str | None = None) -> ApiAnswer:
    """The row of a data set with this key. modified: its field that says when it changed. Raises NotFound."""
    with reading() as db:
        row = (source or SOURCES[rows]).find(db, *key, now=now())
    if row is None:
        raise NotFound()
    return ApiAnswer(public_row(rows, row, publisher()), row[modified] if modified else None)


def respond(answer: ApiAnswer, *, mimetype: str = "application/json") -> Response:
    """An answer as JSON, revalidated by its ETag (304)."""
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
    """The key that a cursor names; codes of places are digits kept as text."""
    if after is None:
        return None
    pairs = zip(source.key, after, strict=True)
    return tuple(str(number) if column.type.python_type is str else number for column, number in pairs)


def _next(cursor: str) -> str:
    kept = {name: value for name, value in request.args.items() if name != "after"}
    return f"{services().config.public_url}{request.path}?{urlencode({**kept, 'after': cursor})}"
