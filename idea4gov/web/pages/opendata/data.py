"""Open data: the data sets, their daily files, and the catalogue that other portals read."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from idea4gov.domain.errors import NotFound
from idea4gov.domain.made_files import day_name
from idea4gov.domain.opendata.catalogue import CatalogueEntry, File, Site, data_json, dcat
from idea4gov.domain.opendata.datasets import DATASETS, get_dataset
from idea4gov.domain.opendata.files import FILE_FORMATS, MEDIA_TYPES, FileFormat
from idea4gov.domain.opendata.licences import LICENCES
from idea4gov.domain.opendata.round_sets import URNS
from idea4gov.domain.renditions import Rendition
from idea4gov.domain.thai import bangkok_date
from idea4gov.store import data_files
from idea4gov.store.data_files import PublishedFile
from idea4gov.store.published.rounds import list_urns
from idea4gov.web.http.guards import public
from idea4gov.web.http.services import now, reading, services
from idea4gov.web.render.made_files import send_made
from idea4gov.web.render.page_cache import cached_for_visitors
from idea4gov.web.render.renditions import send_rendition

bp = Blueprint("data", __name__)

URNS_SHOWN = 50
URNS_IN_CATALOGUE = 1_000


@bp.get("/data")
@public
@cached_for_visitors()
def index() -> ResponseReturnValue:
    """Every data set with its newest files, the ballot files, and the licence."""
    with reading() as db:
        kept = _by_file(data_files.list_newest(db))
        urns = list_urns(db, limit=URNS_SHOWN)
    return render_template(
        "pages/opendata/index.html",
        datasets=DATASETS.values(),
        formats=FILE_FORMATS,
        files=kept,
        urns=urns,
        site=_site(),
    )


@bp.get("/data/<name>")
@public
@cached_for_visitors()
def show(name: str) -> ResponseReturnValue:
    """One data set: its fields and its daily files."""
    dataset = get_dataset(name)
    with reading() as db:
        files = data_files.list_days(db, name)
    days = [(day, list(of_day)) for day, of_day in groupby(files, key=lambda one: one.made_on)]
    return render_template(
        "pages/opendata/show.html", dataset=dataset, formats=FILE_FORMATS, days=days, site=_site()
    )


@bp.get("/data/<name>.<any(csv,jsonl):file_format>")
@public
def newest(name: str, file_format: FileFormat) -> ResponseReturnValue:
    """The newest file of a data set. If none is stored, it is made, once an hour."""
    get_dataset(name)
    with reading() as db:
        kept = data_files.find_newest(db, name, file_format)
    return (_kept(kept) if kept else None) or _live(name, file_format)


@bp.get("/data/<day:made_on>/<name>.<any(csv,jsonl):file_format>")
@public
def of_day(made_on: date, name: str, file_format: FileFormat) -> ResponseReturnValue:
    """The file of a data set of one day, while it is stored."""
    get_dataset(name)
    with reading() as db:
        kept = data_files.find_of_day(db, name, file_format, made_on)
    response = _kept(kept) if kept else None
    if response is None:
        raise NotFound()
    return response


@bp.get("/data/catalog.jsonld")
@public
def catalogue() -> ResponseReturnValue:
    """The catalogue as DCAT-AP, in JSON-LD."""
    return _document(dcat(_site(), _entries()), "application/ld+json")


@bp.get("/data.json")
@public
def project_open_data() -> ResponseReturnValue:
    """The catalogue as data.json."""
    return _document(data_json(_site(), _entries(), now=now()), "application/json")


def _site() -> Site:
    config = services().config
    licence = LICENCES[config.data_licence]
    return Site(config.public_url, config.data_publisher, config.data_contact, licence)


def _by_file(kept: list[PublishedFile]) -> dict[tuple[str, str], PublishedFile]:
    return {(one.dataset, one.format): one for one in kept}


def _entries() -> list[CatalogueEntry]:
    with reading() as db:
        kept = _by_file(data_files.list_newest(db))
        urns = list_urns(db, limit=URNS_IN_CATALOGUE)
    root = services().config.public_url
    tables = [
        CatalogueEntry(
            dataset,
            root + url_for("data.show", name=dataset.name),
            [_file(root, kept, dataset.name, file_format) for file_format in FILE_FORMATS],
        )
        for dataset in DATASETS.values()
    ]
    sealed = [
        File("pb", root + url_for("rounds.file", round_id=urn["id"]), None, urn["digest"], urn["counted_at"])
        for urn in urns
    ]
    return [*tables, CatalogueEntry(URNS, root + url_for("data.index", _anchor="urns"), sealed)]


def _file(root: str, kept: dict[tuple[str, str], PublishedFile], name: str, file_format: FileFormat) -> File:
    url = root + url_for("data.newest", name=name, file_format=file_format)
    found = kept.get((name, file_format))
    if found is None:
        return File(file_format, url)
    return File(file_format, url, found.size_bytes, found.digest, found.changed_at)


def _kept(kept: PublishedFile) -> Response | None:
    """The stored file, or None if it is not stored any more."""
    if kept.made_on < bangkok_date(now()) - timedelta(days=services().config.data_keep_days):
        return None
    if request.if_none_match.contains(kept.digest):
        # Whoever has these bytes may keep them, wherever they lie.
        response = Response(status=304)
    else:
        try:
            response = make_response(_stored(kept))
        except FileNotFoundError:
            return None
        if response.status_code != 200:
            return response
    response.set_etag(kept.digest)
    response.last_modified = kept.changed_at
    return _shared(response)


def _stored(kept: PublishedFile) -> ResponseReturnValue:
    return send_made(
        day_name(kept.made_on, kept.dataset, kept.digest, kept.format),
        content_type=f"{MEDIA_TYPES[kept.format]}; charset=utf-8",
        shown_name=f"idea4gov-{kept.dataset}-{kept.made_on}.{kept.format}",
        digest=kept.digest,
    )


def _live(name: str, file_format: FileFormat) -> Response:
    response = make_response(
        send_rendition(
            Rendition("dataset", name, file_format),
            content_type=f"{MEDIA_TYPES[file_format]}; charset=utf-8",
            name=f"idea4gov-{name}.{file_format}",
        )
    )
    return _shared(response) if response.status_code in (200, 304) else response


def _document(body: Mapping[str, Any], mimetype: str) -> Response:
    response = Response(json.dumps(body, ensure_ascii=False, indent=1) + "\n", mimetype=mimetype)
    response.add_etag(weak=True)
    response.make_conditional(request)
    return _shared(response)


def _shared(response: Response) -> Response:
    """Allow scripts of other sites to read the response (CORS); it is the same for everybody."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "public, no-cache"
    return response
