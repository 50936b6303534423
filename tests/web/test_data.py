"""The open-data pages, the files of a day, and the catalogues."""

import csv
import hashlib
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from rdflib import Graph
from rdflib.namespace import DCAT, DCTERMS, RDF

from idea4gov import create_app
from idea4gov.actions.data import dump_data, export_dataset, stream_rows
from idea4gov.cli.files import clear_files
from idea4gov.domain.opendata.datasets import DATASETS
from idea4gov.domain.opendata.rows import Publisher
from idea4gov.store.session import Database
from tests.api.conftest import SECRET_NAME, Published, published
from tests.conftest import NOON, Clock
from tests.factories import add_proposal
from tests.officials import add_comment
from tests.queries import count_queries
from tests.web.conftest import Site, both_engines

pytestmark = both_engines

__all__ = ["published"]
PUBLISHER = Publisher("https://pb.example", lambda text: hashlib.sha256(text.encode()).hexdigest())


@pytest.fixture
def portal(app: Flask) -> Site:
    """A site that names whom to ask about its data."""
    parts = app.extensions["idea4gov"]
    config = replace(parts.config, data_contact="data@example.go.th", data_keep_days=2)
    other = create_app(config, parts=replace(parts, config=config))
    other.testing = True
    return Site(other)


def dump(database: Database, portal: Site, *, days: int = 0) -> None:
    parts, now = portal.app.extensions["idea4gov"], NOON + timedelta(days=days)
    dump_data(database, parts.files, PUBLISHER, now=now)
    clear_files(parts.files, parts.config, now)


def rows_of(database: Database, name: str) -> list[dict[str, object]]:
    with database.snapshot() as db:
        return list(stream_rows(db, name, PUBLISHER, now=NOON))


@pytest.mark.slow
def test_every_set_is_written_with_its_digest_and_served(
    portal: Site, database: Database, published: Published
) -> None:
    dump(database, portal)
    for name, dataset in DATASETS.items():
        page = portal.get(f"/data/{name}").text
        for file_format in ("csv", "jsonl"):
            answer = portal.client.get(f"/data/{name}.{file_format}")
            assert hashlib.sha256(answer.data).hexdigest() in page
            again = portal.client.get(f"/data/2026-11-23/{name}.{file_format}")
            assert again.data == answer.data
        rows = [json.loads(line) for line in answer.data.decode().splitlines()]
        assert rows, name
        assert {tuple(sorted(row)) for row in rows} == {tuple(sorted(dataset.columns))}
    assert "CC-BY-4.0" not in page
    assert "Creative Commons Attribution 4.0" in page


def test_the_same_address_works_before_any_file_was_written(portal: Site, published: Published) -> None:
    text = portal.client.get("/data/proposals.csv").data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["title"] for row in rows] == ["ถังขยะแยกประเภททุก 100 เมตร", "'=1+1"]
    portal.get("/data/2026-11-23/proposals.csv", status=404)
    portal.get("/data/secrets.csv", status=404)
    portal.get("/data/secrets", status=404)


def test_no_name_account_or_hidden_word_is_in_any_file(database: Database, published: Published) -> None:
    for name in DATASETS:
        with database.snapshot() as db:
            text = "".join(export_dataset(db, name, "jsonl", PUBLISHER, now=NOON))
        assert [w for w in (SECRET_NAME, "example.org", "ถูกซ่อน", "ร่างลับ", "_id_") if w in text] == [], name


def test_an_unchanged_set_keeps_the_time_of_its_last_change(
    portal: Site, database: Database, published: Published
) -> None:
    dump(database, portal)
    with database.transaction() as db:
        add_proposal(db, published.open_board)
    dump(database, portal, days=1)
    unchanged = portal.client.get("/data/provinces.csv").headers["Last-Modified"]
    changed = portal.client.get("/data/proposals.csv").headers["Last-Modified"]
    assert (unchanged[:16], changed[:16]) == ("Mon, 23 Nov 2026", "Tue, 24 Nov 2026")


def test_old_files_go_and_their_digests_stay(
    portal: Site, database: Database, published: Published, clock: Clock
) -> None:
    dump(database, portal)
    digest = portal.client.get("/data/boards.csv").get_etag()[0]
    dump(database, portal, days=3)
    clock.move(days=3)
    portal.get("/data/2026-11-23/boards.csv", status=404)
    assert digest is not None
    assert digest in portal.get("/data/boards").text


def test_a_file_is_not_sent_again_to_whoever_has_it(
    portal: Site, database: Database, published: Published
) -> None:
    dump(database, portal)
    first = portal.client.get("/data/boards.csv")
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    again = portal.client.get("/data/boards.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_an_export_while_people_post_shows_one_moment(database: Database, published: Published) -> None:
    with database.snapshot() as db:
        rows: Iterator[dict[str, object]] = stream_rows(db, "proposals", PUBLISHER, now=NOON)
        first = next(rows)
        with database.transaction() as other:
            late = add_proposal(other, published.open_board)
            comment = add_comment(other, late)
        proposals = {row["id"] for row in [first, *rows]}
        comments = list(stream_rows(db, "comments", PUBLISHER, now=NOON))
    assert late not in proposals
    assert comment not in {row["id"] for row in comments}
    assert {row["proposal_id"] for row in comments} <= proposals
    assert late in {row["id"] for row in rows_of(database, "proposals")}


# rdflib itself uses what it has deprecated.
@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")
def test_the_catalogue_is_dcat(portal: Site, database: Database, published: Published) -> None:
    dump(database, portal)
    answer = portal.client.get("/data/catalog.jsonld")
    assert answer.mimetype == "application/ld+json"
    graph = Graph().parse(data=answer.get_data(as_text=True), format="json-ld")
    (catalogue,) = graph.subjects(RDF.type, DCAT.Catalog)
    assert {graph.value(catalogue, each) for each in (DCTERMS.title, DCTERMS.publisher)} - {None}
    datasets = set(graph.objects(catalogue, DCAT.dataset))
    assert datasets == set(graph.subjects(RDF.type, DCAT.Dataset))
    assert len(datasets) == len(DATASETS) + 1
    for dataset in datasets:
        for needed in (DCTERMS.title, DCTERMS.description, DCTERMS.identifier, DCAT.distribution):
            assert graph.value(dataset, needed), (dataset, needed)
    for file in graph.subjects(RDF.type, DCAT.Distribution):
        for needed in (DCAT.accessURL, DCAT.downloadURL, DCTERMS.license, DCTERMS["format"]):
            assert graph.value(file, needed), (file, needed)
    sizes = list(graph.objects(None, DCAT.byteSize))
    assert len(sizes) == 2 * len(DATASETS)


def test_the_other_catalogue_names_every_file(portal: Site, published: Published) -> None:
    body = portal.client.get("/data.json").get_json()
    names = {one["identifier"].rpartition("/")[2] for one in body["dataset"]}
    assert set(DATASETS) <= names
    urls = [file["downloadURL"] for one in body["dataset"] for file in one["distribution"]]
    assert f"http://127.0.0.1:8000/rounds/{published.round_id}.pb" in urls
    assert {one["contactPoint"]["hasEmail"] for one in body["dataset"]} == {"mailto:data@example.go.th"}


def test_pages_cost_the_same_however_many_days_there_are(
    portal: Site, database: Database, published: Published
) -> None:
    counts = []
    for day in (0, 3):
        dump(database, portal, days=day)
        with count_queries(database) as sent:
            for path in ("/data", "/data/boards", "/data/catalog.jsonld", "/data.json"):
                portal.get(path)
        counts.append(len(sent))
    assert counts[0] == counts[1]
