"""The catalogue of the open data, as DCAT-AP 3 in JSON-LD and as data.json of Project Open Data 1.1.

The harvesters of CKAN read both. The JSON-LD contains its context, so readers need no network.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from idea4gov.domain.opendata.fields import Dataset
from idea4gov.domain.opendata.files import MEDIA_TYPES
from idea4gov.domain.opendata.licences import Licence

_EU = "http://publications.europa.eu/resource/authority"
FREQUENCY = f"{_EU}/frequency/DAILY"
THEME = f"{_EU}/data-theme/GOVE"
LANGUAGE = f"{_EU}/language/THA"
THAILAND = "https://sws.geonames.org/1605651/"
FILE_TYPES = {"csv": f"{_EU}/file-type/CSV", "jsonl": f"{_EU}/file-type/JSON", "pb": f"{_EU}/file-type/CSV"}
MEDIA = "https://www.iana.org/assignments/media-types/"
KEYWORDS_TH = ("งบประมาณแบบมีส่วนร่วม", "การมีส่วนร่วมของประชาชน", "องค์กรปกครองส่วนท้องถิ่น")
CONTEXT: Mapping[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


class Site(NamedTuple):
    """The publisher of the catalogue. base_url: without a slash at the end. contact: e-mail address or ""."""

    base_url: str
    publisher: str
    contact: str
    licence: Licence


class File(NamedTuple):
    """A file of a data set.

    size_bytes, digest, changed_at: None if the file is generated on request. digest: SHA-256, in hex.
    """

    file_format: str
    url: str
    size_bytes: int | None = None
    digest: str | None = None
    changed_at: datetime | None = None


class CatalogueEntry(NamedTuple):
    """A data set with its files. page_url: of the page that describes it."""

    dataset: Dataset
    page_url: str
    files: Sequence[File]

    @property
    def changed_at(self) -> datetime | None:
        """The latest change of any of its files, or None."""
        return max((one.changed_at for one in self.files if one.changed_at), default=None)


def dcat(site: Site, entries: Iterable[CatalogueEntry]) -> dict[str, Any]:
    """The catalogue as JSON-LD."""
    catalogue = f"{site.base_url}/data"
    listed = list(entries)
    return {
        "@context": dict(CONTEXT),
        "@id": catalogue,
        "@type": "dcat:Catalog",
        "dct:title": _both("ข้อมูลเปิด บอกเรา ถึงรัฐ", "Open data of idea4gov"),
        "dct:description": _both(
            "กระดาน ข้อเสนอ คำตอบ ผล และรอบงบประมาณขององค์กรปกครองส่วนท้องถิ่น",
            "Boards, proposals, answers, results and budget rounds of local governments",
        ),
        "dct:publisher": _publisher(site),
        "dct:language": {"@id": LANGUAGE},
        "dct:license": {"@id": site.licence.url},
        "foaf:homepage": {"@id": site.base_url},
        "dcat:dataset": [_dataset(site, entry) for entry in listed],
        "dcat:service": {
            "@id": f"{site.base_url}/api/v1",
            "@type": "dcat:DataService",
            "dct:title": _both("API ของบอกเรา ถึงรัฐ", "API of idea4gov"),
            "dcat:endpointURL": {"@id": f"{site.base_url}/api/v1"},
            "dcat:endpointDescription": {"@id": f"{site.base_url}/api/v1/openapi.json"},
            "dcat:servesDataset": [{"@id": entry.page_url} for entry in listed],
        },
    }


def data_json(site: Site, entries: Iterable[CatalogueEntry], *, now: datetime) -> dict[str, Any]:
    """The catalogue as data.json (https://project-open-data.cio.gov/v1.1/schema/catalog.json)."""
    return {
        "conformsTo": "https://project-open-data.cio.gov/v1.1/schema",
        "describedBy": "https://project-open-data.cio.gov/v1.1/schema/catalog.json",
        "dataset": [
            {
                "@type": "dcat:Dataset",
                "identifier": entry.page_url,
                "title": entry.dataset.th,
                "description": entry.dataset.about_th,
                "keyword": list(KEYWORDS_TH),
                "modified": (entry.changed_at or now).date().isoformat(),
                "accrualPeriodicity": "R/P1D",
                "publisher": {"@type": "org:Organization", "name": site.publisher},
                "contactPoint": {
                    "@type": "vcard:Contact",
                    "fn": site.publisher,
                    "hasEmail": f"mailto:{site.contact}" if site.contact else "",
                },
                "accessLevel": "public",
                "license": site.licence.url,
                "landingPage": entry.page_url,
                "language": ["th"],
                "distribution": [
                    {
                        "@type": "dcat:Distribution",
                        "downloadURL": one.url,
                        "mediaType": MEDIA_TYPES.get(one.file_format, "text/plain"),
                        "format": one.file_format.upper(),
                    }
                    for one in entry.files
                ],
            }
            for entry in entries
        ],
    }


def _dataset(site: Site, entry: CatalogueEntry) -> dict[str, Any]:
    dataset = entry.dataset
    found: dict[str, Any] = {
        "@id": entry.page_url,
        "@type": "dcat:Dataset",
        "dct:identifier": dataset.name,
        "dct:title": _both(dataset.th, dataset.en),
        "dct:description": _both(dataset.about_th, dataset.about_en),
        "dct:publisher": {"@id": f"{site.base_url}/#publisher"},
        "dct:license": {"@id": site.licence.url},
        "dct:accrualPeriodicity": {"@id": FREQUENCY},
        "dct:spatial": {"@id": THAILAND},
        "dct:language": {"@id": LANGUAGE},
        "dcat:theme": {"@id": THEME},
        "dcat:keyword": [{"@language": "th", "@value": word} for word in KEYWORDS_TH],
        "dcat:landingPage": {"@id": entry.page_url},
        "dcat:distribution": [_distribution(site, one) for one in entry.files],
    }
    if site.contact:
        found["dcat:contactPoint"] = {
            "@type": "vcard:Organization",
            "vcard:fn": site.publisher,
            "vcard:hasEmail": {"@id": f"mailto:{site.contact}"},
        }
    if entry.changed_at:
        found["dct:modified"] = _moment(entry.changed_at)
    return found


def _distribution(site: Site, one: File) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@id": one.url,
        "@type": "dcat:Distribution",
        "dct:title": one.file_format.upper(),
        "dcat:accessURL": {"@id": one.url},
        "dcat:downloadURL": {"@id": one.url},
        "dct:license": {"@id": site.licence.url},
        "dct:format": {"@id": FILE_TYPES[one.file_format]},
        "dcat:mediaType": {"@id": MEDIA + MEDIA_TYPES.get(one.file_format, "text/plain")},
    }
    if one.size_bytes is not None:
        found["dcat:byteSize"] = {"@type": "xsd:nonNegativeInteger", "@value": str(one.size_bytes)}
    if one.digest is not None:
        found["spdx:checksum"] = {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": one.digest},
        }
    if one.changed_at is not None:
        found["dct:modified"] = _moment(one.changed_at)
    return found


def _publisher(site: Site) -> dict[str, Any]:
    return {
        "@id": f"{site.base_url}/#publisher",
        "@type": "foaf:Organization",
        "foaf:name": {"@language": "th", "@value": site.publisher},
    }


def _both(th: str, en: str) -> list[dict[str, str]]:
    return [{"@language": "th", "@value": th}, {"@language": "en", "@value": en}]


def _moment(value: datetime) -> dict[str, str]:
    return {"@type": "xsd:dateTime", "@value": value.isoformat(timespec="seconds")}
