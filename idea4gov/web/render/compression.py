"""Compression of answers, for slow connections of phones.

A compressed page contains a CSRF token and texts of other people, so that its length could reveal the token
(the BREACH attack). For this, an attacker must make the browser of the reader send hundreds of requests with
the cookie of the session. Other sites cannot do that, because the cookie is SameSite=Lax.
"""

import struct
import zlib
from sys import getsizeof

from flask import Flask, Response, request

COMPRESSED = {
    "text/html",
    "text/javascript",
    "image/svg+xml",
    "application/json",
    "application/manifest+json",
    "application/xml",
    "application/atom+xml",
}
LEAST_BYTES = 1024
# Levels of zlib: fast for a page that is sent once, small for one that is cached.
QUICK, SMALL = 1, 6
# The largest window, without header and checksum.
_RAW = -15
# RFC 1952: no name, no time, unknown system.
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
# RFC 1951: a last block without content.
_LAST_BLOCK = b"\x03\x00"


class PrecompressedTemplate:
    """A text that is compressed once, although a word in it, such as the nonce, differs in every answer.

    text: the text with some `word` in it. word: marks the gaps, in which text() and gzip() put other words.
    """

    def __init__(self, text: bytes, word: bytes) -> None:
        self._plain = text.split(word)
        deflate = zlib.compressobj(SMALL, zlib.DEFLATED, _RAW)
        # A full flush ends each piece at a byte, and the next piece refers to nothing before it: bytes can be
        # put between them.
        self._pieces = [deflate.compress(piece) + deflate.flush(zlib.Z_FULL_FLUSH) for piece in self._plain]

    def __sizeof__(self) -> int:
        return object.__sizeof__(self) + sum(
            getsizeof(pieces) + sum(map(getsizeof, pieces)) for pieces in (self._plain, self._pieces)
        )

    def text(self, word: bytes) -> bytes:
        """The text with `word` in its gaps, uncompressed."""
        return word.join(self._plain)

    def gzip(self, word: bytes) -> bytes:
        """The text with `word` in its gaps, as gzip.

        word: below 64 KiB; stored uncompressed between the pieces.
        """
        plain = self.text(word)
        stored = struct.pack("<BHH", 0, len(word), 0xFFFF ^ len(word)) + word
        sum_and_size = struct.pack("<LL", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
        return _GZIP_HEADER + stored.join(self._pieces) + _LAST_BLOCK + sum_and_size


def accepts_gzip() -> bool:
    """Whether the browser that sent this request accepts gzip."""
    return request.accept_encodings.quality("gzip") > 0


def mark_gzip(response: Response) -> None:
    """Set the headers that say that the body is gzip, and that it depends on what the browser accepts."""
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")


def install_compression(app: Flask) -> None:
    """Compress answers of the types COMPRESSED from LEAST_BYTES on, for browsers that accept gzip."""
    app.after_request(_compress)


def _compress(response: Response) -> Response:
    if (
        response.mimetype not in COMPRESSED
        or response.is_streamed
        or response.direct_passthrough
        or "Content-Encoding" in response.headers
    ):
        return response
    body = response.get_data()
    if len(body) >= LEAST_BYTES and accepts_gzip():
        response.set_data(zlib.compress(body, QUICK, wbits=31))
        mark_gzip(response)
    return response
