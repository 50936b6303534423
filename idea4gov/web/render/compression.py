"""Answers travel compressed, for a phone's line is slow.

A compressed page holds a token beside words of others, so its length could betray the token (BREACH).
An attacker would need hundreds of requests by the reader's browser, and other sites cannot make it send them
with the session's cookie, which is SameSite=Lax.
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
# Fast for what is sent once, small for what is kept.
QUICK, SMALL = 1, 6
_RAW = -15
# RFC 1952: no name, no time, unknown system.
_GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
# RFC 1951: a last block without content.
_LAST_BLOCK = b"\x03\x00"


class PrecompressedTemplate:
    """A text that is compressed once, with gaps for a word that differs each time.

    text: the whole, with some `word`. word: where the gaps are.
    """

    def __init__(self, text: bytes, word: bytes) -> None:
        self._plain = text.split(word)
        deflate = zlib.compressobj(SMALL, zlib.DEFLATED, _RAW)
        # A full flush ends a piece at a whole byte, and the next one refers to nothing before it.
        self._pieces = [deflate.compress(piece) + deflate.flush(zlib.Z_FULL_FLUSH) for piece in self._plain]

    def __sizeof__(self) -> int:
        return object.__sizeof__(self) + sum(
            getsizeof(pieces) + sum(map(getsizeof, pieces)) for pieces in (self._plain, self._pieces)
        )

    def text(self, word: bytes) -> bytes:
        """The text with `word` in its gaps."""
        return word.join(self._plain)

    def gzip(self, word: bytes) -> bytes:
        """The same in gzip; `word`, below 64 KB, stands between the pieces uncompressed."""
        plain = self.text(word)
        stored = struct.pack("<BHH", 0, len(word), 0xFFFF ^ len(word)) + word
        sum_and_size = struct.pack("<LL", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
        return _GZIP_HEADER + stored.join(self._pieces) + _LAST_BLOCK + sum_and_size


def accepts_gzip() -> bool:
    """Whether the browser that asks reads gzip."""
    return request.accept_encodings.quality("gzip") > 0


def mark_gzip(response: Response) -> None:
    """Set the headers that say that the body is gzip, and that it depends on what the browser accepts."""
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")


def install_compression(app: Flask) -> None:
    """Compress textual answers of LEAST_BYTES or more for browsers that read gzip."""
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
