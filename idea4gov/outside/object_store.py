"""Made files in a bucket of an S3-compatible store (a FileStore): the only file that imports minio."""

import logging
import os
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property
from typing import IO, Any, cast
from urllib.parse import urlsplit

from minio import Minio
from minio.error import InvalidResponseError, MinioException, S3Error
from urllib3 import BaseHTTPResponse, PoolManager, Retry, Timeout
from urllib3.exceptions import HTTPError

from idea4gov.domain.made_files import AWAY_SECONDS, Bucket, FilesAway, StoredFile

BLOCK_BYTES = 256 * 1024
# The whole of what is held in memory while a file is sent; more is sent in parts of this size.
PART_BYTES = 8 * 1024 * 1024
CONNECT_SECONDS, READ_SECONDS, RETRIES, PAUSE_SECONDS = 2, 10, 2, 0.1
PASSING = (500, 502, 503, 504)
CODE = re.compile(r"<Code>(\w+)</Code>")
# It would write the addresses of exports into the log, which are as good as the files.
logging.getLogger("urllib3.connectionpool").setLevel(logging.ERROR)


class ObjectStore:
    """The files of a bucket below its prefix. The bucket is private: nothing is ever given out by a link."""

    shares_renditions = True

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    @cached_property
    def _client(self) -> Minio:
        # Its threads and connections would not live through a fork, so it is made when it is first used.
        place = urlsplit(self._bucket.endpoint)
        return Minio(
            place.netloc,
            access_key=self._bucket.key,
            secret_key=self._bucket.secret,
            secure=place.scheme == "https",
            region=self._bucket.region,
            http_client=_connections(self._bucket.cafile),
        )

    def check(self) -> None:
        """Raise FilesAway unless the store answers and lets us in."""
        for _file in self.list_files("-"):
            pass

    def local_path(self, name: str) -> None:  # noqa: ARG002 - of every FileStore
        """None: files lie elsewhere."""
        return

    def put(self, name: str, file: IO[bytes]) -> None:
        """Store a whole file. Raises FilesAway."""
        size = file.seek(0, os.SEEK_END)
        file.seek(0)
        with _translated():
            self._client.put_object(
                self._bucket.name,
                self._key(name),
                cast(Any, file),
                size,
                part_size=PART_BYTES,
                num_parallel_uploads=1,
            )

    def read(self, name: str) -> Iterator[bytes]:
        """The file in blocks. Raises FileNotFoundError, FilesAway."""
        answer: BaseHTTPResponse | None = None
        try:
            with _translated():
                answer = self._client.get_object(self._bucket.name, self._key(name))
                # A connection that breaks off is an error, not the end of the file.
                yield from answer.stream(BLOCK_BYTES)
        finally:
            if answer is not None:
                answer.close()

    def remove(self, name: str) -> None:
        """Remove a file if it is there. Raises FilesAway."""
        with _translated():
            self._client.remove_object(self._bucket.name, self._key(name))

    def list_files(self, prefix: str) -> Iterator[StoredFile]:
        """The files whose names begin so. Raises FilesAway."""
        own = self._key("")
        with _translated():
            for one in self._client.list_objects(self._bucket.name, self._key(prefix), recursive=True):
                if one.object_name and one.last_modified and not one.is_dir:
                    yield StoredFile(one.object_name.removeprefix(own), one.size or 0, one.last_modified)

    def remove_unfinished(self, *, now: datetime) -> None:
        """Nothing: the store shows no file before it is whole, and a rule of the bucket removes its parts."""

    def _key(self, name: str) -> str:
        return f"{self._bucket.prefix}/{name}" if self._bucket.prefix else name


def _connections(cafile: str) -> PoolManager:
    """Connections that follow nobody elsewhere. cafile: of the authority; "": those of the system."""
    return PoolManager(
        timeout=Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS),
        retries=Retry(
            total=RETRIES,
            redirect=0,
            backoff_factor=PAUSE_SECONDS,
            status_forcelist=PASSING,
            raise_on_redirect=True,
        ),
        ssl_context=ssl.create_default_context(cafile=cafile or None),
    )


@contextmanager
def _translated() -> Iterator[None]:
    """Tell what goes wrong in our words. Raises FileNotFoundError, FilesAway."""
    try:
        yield
    except (MinioException, HTTPError, OSError) as error:
        # No fault; that there is no bucket is one.
        if _reason(error) == "NoSuchKey":
            raise FileNotFoundError from error
        raise FilesAway(seconds=AWAY_SECONDS, reason=_reason(error)) from error


def _reason(error: Exception) -> str:
    """What the store calls it, such as NoSuchKey or SignatureDoesNotMatch; else the kind of the error."""
    if isinstance(error, S3Error) and error.code:
        return error.code
    # Stores that call their XML text/xml: the client does not read it, and keeps it.
    found = CODE.search(str(error)) if isinstance(error, InvalidResponseError) else None
    return found[1] if found else type(getattr(error, "reason", None) or error).__name__
