"""Decoding of requests: queries and forms become text, and bytes that are not UTF-8 become U+FFFD."""

import math
import re
from collections.abc import Collection
from io import BytesIO
from typing import IO, Any, cast
from urllib.parse import parse_qsl, quote, unquote_plus

from flask import Request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from idea4gov.web.http.part_heads import BoundedHeads

# RFC 2046, 5.1.1 has 70, which some programs pass a little. Werkzeug makes a regular expression of it, which
# takes 0.3 s for 60 KB.
MAX_BOUNDARY = 100
# The largest form, a round with all its areas and neighbourhoods, has some hundreds.
MAX_FIELDS = 2_000
# Werkzeug fails at days whose numbers are too large; without such a header it sends the whole answer.
DAY_HEADERS = ("HTTP_IF_MODIFIED_SINCE", "HTTP_IF_UNMODIFIED_SINCE", "HTTP_IF_RANGE")
DAY_OR_ETAG = re.compile(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT|(?:W/)?\"[^\"]*\"", re.ASCII)
PRINTABLE = "".join(map(chr, range(0x21, 0x7F)))


Parsed = tuple[IO[bytes], MultiDict[str, str], MultiDict[str, Any]]


class FormReader(FormDataParser):
    """Decodes bytes of forms that are not UTF-8 as U+FFFD, which the rules of texts refuse.

    Werkzeug would decode such a byte as "%FF", as if somebody had typed these three characters.
    """

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Parsed:
        """Returns (rest of the stream, fields, files)."""
        if mimetype == "application/x-www-form-urlencoded":
            body = stream.read().decode(errors="replace")
            if body.count("&") >= MAX_FIELDS:
                raise RequestEntityTooLarge()
            return stream, self.cls(parse_qsl(body, keep_blank_values=True, errors="replace")), self.cls()
        if mimetype == "multipart/form-data":
            return self._parse_parts(stream, content_length, (options or {}).get("boundary", ""))
        return super().parse(stream, mimetype, content_length, options)

    def _parse_parts(self, stream: IO[bytes], content_length: int | None, boundary: str) -> Parsed:
        if len(boundary) > MAX_BOUNDARY or not boundary.isascii():
            return stream, self.cls(), self.cls()
        bounded = cast(IO[bytes], BoundedHeads(stream, boundary.encode()))
        options = {"boundary": boundary}
        _, fields, files = super().parse(bounded, "multipart/form-data", content_length, options)
        # A part of a multipart form may have no name, but code that reads forms expects texts.
        named = [(name, value) for name, value in fields.items(multi=True) if name is not None]
        # Werkzeug asks this of each field by itself.
        if sum(len(value) for _, value in named) > (self.max_form_memory_size or math.inf):
            raise RequestEntityTooLarge()
        return stream, self.cls(named), files


class ReadableRequest(Request):
    """A request whose query is quoted to ASCII, as browsers do, and whose form is read by FormReader."""

    form_data_parser_class = FormReader
    files_in_memory = False
    """Whether no disk may hold a file of this form."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        if self.files_in_memory:
            return BytesIO()
        return super()._get_file_stream(total_content_length, content_type, filename, content_length)

    def __init__(self, environ: dict[str, Any], *rest: Any, **options: Any) -> None:
        query = environ.get("QUERY_STRING", "").encode("latin-1")
        readable = {**environ, "QUERY_STRING": quote(query, safe=PRINTABLE)}
        for name in DAY_HEADERS:
            if name in readable and not DAY_OR_ETAG.fullmatch(readable[name]):
                del readable[name]
        super().__init__(readable, *rest, **options)

    def keep_arguments(self, names: Collection[str]) -> None:
        """Remove all query arguments but the first of each of `names`, also from `full_path` and `url`."""
        if not self.query_string:
            return
        first: dict[str, str] = {}
        for pair in self.query_string.decode().split("&"):
            first.setdefault(unquote_plus(pair.partition("=")[0]), pair)
        self.query_string = "&".join(first[name] for name in names if name in first).encode()
        for derived in ("args", "values", "full_path", "url"):
            self.__dict__.pop(derived, None)
