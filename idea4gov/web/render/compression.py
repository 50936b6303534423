"""Answers travel compressed, for a phone's line is slow.

Compressed pages hold a token beside words of others, which an attacker could weigh (BREACH) only by having
the reader's browser send hundreds of requests: the session's cookie is SameSite=Lax and stays at home.
"""

import struct
import zlib

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


class Mould:
    """A text that is compressed once, with gaps for a word that is another one each time."""

    def __init__(self, text: bytes, word: bytes) -> None:
        self._plain = text.split(word)
        deflate = zlib.compressobj(SMALL, zlib.DEFLATED, _RAW)
        # A full flush ends a piece at a whole byte, and the next one refers to nothing before it.
        self._pieces = [deflate.compress(piece) + deflate.flush(zlib.Z_FULL_FLUSH) for piece in self._plain]

    def text(self, word: bytes) -> bytes:
        """The text with `word` in its gaps."""
        return word.join(self._plain)

    def gzip(self, word: bytes) -> bytes:
        """The same, compressed: `word`, below 64 KB, stands between the pieces as it is."""
        plain = self.text(word)
        stored = struct.pack("<BHH", 0, len(word), 0xFFFF ^ len(word)) + word
        sum_and_size = struct.pack("<LL", zlib.crc32(plain), len(plain) & 0xFFFFFFFF)
        return _GZIP_HEADER + stored.join(self._pieces) + _LAST_BLOCK + sum_and_size


def accepts_gzip() -> bool:
    """Whether the browser that asks reads gzip."""
    return request.accept_encodings.quality("gzip") > 0


def mark_gzip(response: Response) -> None:
    """Say that the body is compressed, and that others may get it otherwise."""
    response.headers["Content-Encoding"] = "gzip"
    response.vary.add("Accept-Encoding")


def install_compression(app: Flask) -> None:
    """Compress what is text, and worth it, for browsers that read it so."""
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
