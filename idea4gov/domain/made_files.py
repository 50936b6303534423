"""Made files: exports, daily files of the open data, and renditions; what they are called and when they go.

Where they lie is a setting: folders of this machine, one shared folder, the database, or a bucket that is
spoken to as to Amazon's S3. Each is a FileStore.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Final, Literal, NamedTuple, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from idea4gov.domain.connections import OF_AMAZON
from idea4gov.domain.errors import N_
from idea4gov.domain.export_jobs import KEPT, LEASE
from idea4gov.domain.renditions import KEPT_UNUSED, NotReady

EXPORTS: Final = "exports"
DAYS: Final = "data"
RENDITIONS: Final = "renditions"
KINDS: Final = (EXPORTS, DAYS, RENDITIONS)
"""The first parts of all names."""
# Hex digits of the digest in the name of a day's file.
SHOWN_DIGEST: Final = 16
LEFT_OVER = timedelta(hours=1)
"""Age from which what nobody has finished writing is deleted."""
AWAY_SECONDS: Final = 10
IN_DATABASE: Final = "database:"
FOLDERS: Final = "folders:"
"""The folders of one machine."""
# What we have stored: whatever else lies in a folder or bucket is not for us to delete.
OURS = re.compile(
    r"exports/[0-9a-f]{32}|data/\d{4}-\d\d-\d\d/[a-z_-]+-[0-9a-f]{16}\.[a-z]+"
    r"|renditions/[0-9a-f]{32}/[0-9a-f]{32}-[0-9a-f]*"
)
BUCKET_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")
FilesKind = Literal["", "folders", "file", "database", "s3"]


class FilesAway(NotReady):
    """What keeps the files does not answer, or refuses. seconds: when to ask again. reason: for operators."""

    code = "files_away"
    message = N_(
        "The place where this file is kept does not answer at the moment. "
        "Please try again in %(seconds)s seconds."
    )


class FilesFull(Exception):
    """The database holds as many bytes of files as it may."""


class StoredFile(NamedTuple):
    """A file that is complete. stored_at: aware UTC."""

    name: str
    size_bytes: int
    stored_at: datetime


class FileStore(Protocol):
    """Where made files lie. Names have slashes: exports/NAME, data/DAY/NAME, renditions/KEY/STATE.

    Everything raises FilesAway where the store does not answer.
    """

    shares_renditions: bool
    """Whether renditions are put here for the other machines."""

    def check(self) -> None:
        """Raise FilesAway unless it is worth beginning to make what goes into the store."""

    def put(self, name: str, file: IO[bytes]) -> None:
        """Store a whole file; readers find all of it, or none. It takes the place of one of this name.

        file: is read from its start. Raises FilesFull.
        """

    def read(self, name: str) -> Iterator[bytes]:
        """The file in blocks. Raises FileNotFoundError before the first of them."""

    def remove(self, name: str) -> None:
        """Remove a file if it is there."""

    def list_files(self, prefix: str) -> Iterator[StoredFile]:
        """The files whose names begin so, in no order."""

    def remove_unfinished(self, *, now: datetime) -> None:
        """Remove what killed processes have not finished, older than LEFT_OVER."""

    def local_path(self, name: str) -> Path | None:
        """The path of a file of this name; None where files do not lie in folders."""


class FilesPlace(NamedTuple):
    """What the settings say of where made files lie. url: see docs/settings.md.

    export_dir, data_dir: the folders where they lie on one machine. max_bytes: of those in the database.
    """

    url: str
    export_dir: str
    data_dir: str
    key: str = ""
    secret: str = ""
    max_bytes: int = 0


class Bucket(NamedTuple):
    """A bucket of an S3-compatible store.

    endpoint: http(s)://host:port. prefix: without slashes at its ends. cafile: of the authority that its
    certificate is checked by; "": those of the system.
    """

    endpoint: str
    name: str
    prefix: str
    region: str
    key: str
    secret: str
    cafile: str = ""


def files_kind(url: str) -> FilesKind | None:
    """Which kind of place a URL names; None for one that is no place."""
    known: dict[str, FilesKind] = {"": "", IN_DATABASE: "database", FOLDERS: "folders"}
    if url in known:
        return known[url]
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return "file"
    return "s3" if parts.scheme == "s3" else None


def read_bucket(url: str, key: str = "", secret: str = "") -> Bucket:
    """The bucket of s3://[key:secret@]bucket/prefix?endpoint=https://host:port&region=...&cafile=...

    key, secret: where the URL holds none. Raises ValueError with what is wrong, without any secret.
    """
    parts = urlsplit(url)
    query = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    endpoint = query.get("endpoint", OF_AMAZON)
    place = urlsplit(endpoint)
    if place.scheme not in ("http", "https") or not place.hostname or place.path.strip("/") or place.query:
        raise ValueError("its endpoint is no address such as https://minio.example.go.th:9000")
    _ = place.port
    if not BUCKET_NAME.fullmatch(parts.hostname or ""):
        raise ValueError("it names no bucket, as s3://bucket/prefix does")
    key, secret = unquote(parts.username or "") or key, unquote(parts.password or "") or secret
    if not (key and secret):
        raise ValueError("set IDEA4GOV_FILES_KEY and IDEA4GOV_FILES_SECRET, too")
    if unknown := query.keys() - {"endpoint", "region", "cafile"}:
        raise ValueError(f"{min(unknown)[:20]} is nothing that can be said in it")
    return Bucket(
        endpoint=f"{place.scheme}://{place.netloc.rpartition('@')[2]}",
        name=parts.hostname or "",
        prefix=parts.path.strip("/"),
        region=query.get("region", "us-east-1"),
        key=key,
        secret=secret,
        cafile=query.get("cafile", ""),
    )


def export_name(name: str) -> str:
    """The name of an export in the store. name: the random one of its link."""
    return f"{EXPORTS}/{name}"


def day_name(day: date, dataset: str, digest: str, suffix: str) -> str:
    """The name of a day's file of a data set. digest: SHA-256 of its bytes, in hex."""
    return f"{DAYS}/{day.isoformat()}/{dataset}-{digest[:SHOWN_DIGEST]}.{suffix}"


def list_over(
    files: Iterable[StoredFile], *, first_day: date, rendition_bytes: int, now: datetime
) -> list[str]:
    """The names of files that are to go: nobody may or will read them any more.

    first_day: from which files of days are kept. rendition_bytes: of renditions, the oldest go above it.
    """
    gone, total = [], 0
    ours = [one for one in files if OURS.fullmatch(one.name)]
    for one in sorted(ours, key=lambda one: one.stored_at, reverse=True):
        total += one.size_bytes if one.name.startswith(f"{RENDITIONS}/") else 0
        is_too_much = total > rendition_bytes and one.name.startswith(f"{RENDITIONS}/")
        if is_too_much or _is_over(one, first_day, now):
            gone.append(one.name)
    return gone


def _is_over(file: StoredFile, first_day: date, now: datetime) -> bool:
    kind, _, rest = file.name.partition("/")
    if kind == DAYS:
        with suppress(ValueError):
            return date.fromisoformat(rest.partition("/")[0]) < first_day
        return False
    # A link ends so long after its file was stored; what was stored for a lost job ends with it.
    return file.stored_at < now - (KEPT + LEASE if kind == EXPORTS else KEPT_UNUSED)
