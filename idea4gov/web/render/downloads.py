"""Downloads of files that are written from the database.

A server process answers one request after the other. If it generated a long answer while a phone with a slow
connection received it, everybody else would have to wait. So the file is written first (in memory while it is
small, then on disk), the connection to the database is returned, and the file is handed to the web server,
which sends it by itself.
"""

import gzip
from collections.abc import Callable, Iterable
from os import SEEK_END
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import IO

from flask import Response, request
from sqlalchemy.orm import Session
from werkzeug.wsgi import wrap_file

from idea4gov.web.http.services import snapshot

SPOOL_BYTES = 1024 * 1024
BLOCK_BYTES = 64 * 1024
COMPRESSION = 1


def download(write: Callable[[Session], Iterable[str]], *, content_type: str, name: str) -> Response:
    """An answer with a text file that is written from one snapshot of the database.

    write: returns the text in pieces. name: of the file in browsers; ASCII. The file is compressed if the
    browser accepts gzip.
    """
    compress = request.accept_encodings["gzip"] > 0
    file: IO[bytes] = SpooledTemporaryFile(max_size=SPOOL_BYTES)  # noqa: SIM115 - closed with the answer
    try:
        with snapshot() as db:
            _fill(file, write(db), compress=compress)
    except BaseException:
        file.close()
        raise
    response = _answer(file, content_type, name)
    response.vary.add("Accept-Encoding")
    if compress:
        response.headers["Content-Encoding"] = "gzip"
    return response


def send_kept(path: Path, *, content_type: str, name: str | None) -> Response:
    """An answer with a file that is stored on disk. Raises FileNotFoundError.

    name: as for download(); None for a picture, which is shown and not stored.
    """
    return _answer(path.open("rb"), content_type, name)


def _answer(file: IO[bytes], content_type: str, name: str | None) -> Response:
    """An answer with the whole file: in one piece while it is small, else handed over as it is."""
    size = file.seek(0, SEEK_END)
    file.seek(0)
    if size <= SPOOL_BYTES:
        with file:
            response = Response(file.read(), content_type=content_type)
    else:
        blocks = wrap_file(request.environ, file, BLOCK_BYTES)
        response = Response(blocks, content_type=content_type, direct_passthrough=True)
    if name is not None:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Length"] = str(size)
    return response


def _fill(file: IO[bytes], pieces: Iterable[str], *, compress: bool) -> None:
    if not compress:
        file.writelines(piece.encode() for piece in pieces)
        return
    # Without a name and a time in the gzip header, equal contents give equal bytes.
    with gzip.GzipFile("", "wb", COMPRESSION, file, mtime=0) as packed:
        for piece in pieces:
            packed.write(piece.encode())
