"""The OpenAPI 3.1 document, made from the endpoints and the fields of the open data."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from flask import Response

from idea4gov.api.endpoints import OPERATIONS, ApiAnswer, Operation, bp, respond
from idea4gov.api.errors import PROBLEM
from idea4gov.domain.figures import FIGURES_DATASET
from idea4gov.domain.opendata.datasets import DATASETS
from idea4gov.domain.opendata.fields import Dataset, Field
from idea4gov.web.http.guards import public
from idea4gov.web.http.services import services

SCHEMAS = {
    "provinces": "Province",
    "local-governments": "LocalGovernment",
    "boards": "Board",
    "proposals": "Proposal",
    "comments": "Comment",
    "answers": "OfficialAnswer",
    "results": "Result",
    "priorities": "Priority",
    "rounds": "Round",
    "projects": "Project",
    "milestones": "Milestone",
    "participation": "Participation",
    "figures": "Figure",
}
_SETS: dict[str, Dataset] = {**DATASETS, FIGURES_DATASET.name: FIGURES_DATASET}
_PART = re.compile(r"<(id|place):([a-z_]+)>")
_TYPES: dict[str, dict[str, Any]] = {
    "integer": {"type": "integer"},
    "text": {"type": "string"},
    "boolean": {"type": "boolean"},
    "moment": {"type": "string", "format": "date-time"},
    "address": {"type": "string", "format": "uri"},
}
_PATH_SCHEMAS: dict[str, dict[str, Any]] = {
    "id": {"type": "integer", "minimum": 1, "maximum": 10**18 - 1},
    "place": {"type": "string", "pattern": "^[0-9]{2}(?:[0-9]{2}){0,2}$"},
}
_HEADERS = {
    "ETag": {"description": "Send it back as If-None-Match", "schema": {"type": "string"}},
    "RateLimit-Limit": {"description": "Requests a minute", "schema": {"type": "integer"}},
    "RateLimit-Remaining": {"description": "Requests left in this minute", "schema": {"type": "integer"}},
    "RateLimit-Reset": {"description": "Seconds until the next minute", "schema": {"type": "integer"}},
}


@bp.get("/openapi.json")
@public
def openapi() -> Response:
    """The document as JSON."""
    return respond(ApiAnswer(build_document(services().config.public_url)), mimetype="application/json")


@cache
def build_document(base_url: str) -> dict[str, Any]:
    """The whole document, as values of JSON. base_url: of this site, without a slash at the end."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "idea4gov",
            "version": "1",
            "summary": "Boards, proposals, answers and budget rounds of Thailand's local governments",
            "description": f"Reading needs no key. For people: {base_url}/api",
        },
        "servers": [{"url": f"{base_url}/api/v1"}],
        "paths": _paths(),
        "components": {
            "schemas": dict(_schemas()),
            "headers": _HEADERS,
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def path_of(operation: Operation) -> str:
    """The address of an operation as OpenAPI writes it: /boards/{board_id}."""
    return _PART.sub(r"{\2}", operation.rule)


def schema_of(dataset: Dataset) -> dict[str, Any]:
    """The JSON Schema of a row of a data set."""
    return {
        "type": "object",
        "description": dataset.about_en,
        "properties": {each.name: _field(each) for each in dataset.fields},
        "required": list(dataset.columns),
        "additionalProperties": False,
    }


def _field(each: Field) -> dict[str, Any]:
    schema = dict(_TYPES[each.kind])
    values: list[str | None] = list(each.values)
    if each.may_be_empty:
        schema["type"] = [schema["type"], "null"]
        values += [None] if values else []
    return {**schema, **({"enum": values} if values else {}), "description": each.en}


def _schemas() -> Iterator[tuple[str, dict[str, Any]]]:
    for name, schema in SCHEMAS.items():
        yield schema, schema_of(_SETS[name])
    yield (
        "Problem",
        {
            "type": "object",
            "description": "An error (RFC 9457). code: stable; detail: what to do next.",
            "properties": {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "code": {"type": "string"},
                "detail": {"type": "string"},
                "instance": {"type": "string"},
                "parameter": {"type": "string"},
                "field": {"type": "string"},
                "revision": {"type": "integer"},
                "errors": {
                    "type": "array",
                    "description": "What is wrong with each field, if it is several",
                    "items": {
                        "type": "object",
                        "properties": {
                            "code": {"type": "string"},
                            "detail": {"type": "string"},
                            "field": {"type": "string"},
                        },
                        "required": ["code", "detail"],
                        "additionalProperties": False,
                    },
                },
            },
            "required": ["type", "title", "status", "code", "detail", "instance"],
            "additionalProperties": False,
        },
    )


def _operation(each: Operation) -> dict[str, Any]:
    parts = [
        {"name": name, "in": "path", "required": True, "schema": _PATH_SCHEMAS[kind]}
        for kind, name in _PART.findall(each.rule)
    ]
    query = [
        {"name": one.name, "in": "query", "description": one.en, "schema": dict(one.schema)}
        for one in each.parameters
    ]
    found: dict[str, Any] = {
        "operationId": each.name,
        "summary": each.en,
        "parameters": parts + query,
        "responses": {
            "200": {
                "description": _SETS[each.rows].about_en,
                "headers": _headers(each),
                "content": {"application/json": {"schema": _answer(each)}},
            },
            "422": _problem("A parameter or field is not known, or cannot be used"),
            "404": _problem("There is no such thing, or it is not public"),
            "429": _problem("Too many requests: wait as long as Retry-After says"),
        },
    }
    if each.method == "GET":
        found["responses"]["304"] = {"description": "What you have is still right"}
        return found
    found["responses"] |= {
        "401": _problem("No token, or one that does not work"),
        "403": _problem("The token was made for something else"),
        "409": _problem("Somebody was faster, or it can no longer be done"),
    }
    return {**found, **_write(each)}


def _headers(each: Operation) -> dict[str, Any]:
    names = [name for name in _HEADERS if each.method == "GET" or name != "ETag"]
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _write(each: Operation) -> dict[str, Any]:
    """What the document says of writes alone: the token that they need, and the object that they take."""
    schema = {
        "type": "object",
        "properties": {one.name: {**one.schema, "description": one.en} for one in each.body},
        "required": [one.name for one in each.body],
        "additionalProperties": False,
    }
    return {
        "description": f"Needs a token for: {each.scope}",
        "security": [{"token": []}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": schema}}},
    }


def _answer(each: Operation) -> dict[str, Any]:
    row = {"$ref": f"#/components/schemas/{SCHEMAS[each.rows]}"}
    if not each.many:
        return row
    return {
        "type": "object",
        "properties": {
            "data": {"type": "array", "items": row},
            "next": {
                "type": ["string", "null"],
                "format": "uri",
                "description": "Address of the next page; null on the last",
            },
        },
        "required": ["data", "next"],
        "additionalProperties": False,
    }


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Problem"}
    return {"description": description, "content": {PROBLEM: {"schema": schema}}}


def _paths() -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for each in OPERATIONS:
        paths.setdefault(path_of(each), {})[each.method.lower()] = _operation(each)
    return paths | _own_path()


def _own_path() -> dict[str, Any]:
    return {
        "/openapi.json": {
            "get": {
                "operationId": "openapi",
                "summary": "This document",
                "responses": {
                    "200": {
                        "description": "OpenAPI 3.1",
                        "content": {"application/json": {"schema": {"type": "object"}}},
                    },
                    "429": _problem("Too many requests: wait as long as Retry-After says"),
                },
            }
        }
    }
