"""The heads of the parts of a multipart form: bounded before they are read.

Werkzeug's decoder takes the parameters of a head apart with regular expressions, which lasted 6 s for 30 MB.
"""

import re
from typing import IO

from werkzeug.exceptions import RequestEntityTooLarge

# The longest name of a file that systems know is of 255 letters, 765 bytes in Thai.
MAX_HEAD_BYTES = 2048
MAX_HEADS_BYTES = 64 * 1024
"""Of all heads of a form together."""
MAX_BOUNDARIES = 500
"""Forms have at most some hundreds of parts, and no program draws a boundary that its files contain."""
BLANK_LINE = re.compile(rb"\r\n\r\n|\r\r|\n\n")


class BoundedHeads:
    """The stream of a multipart form, to be read on as it is.

    Reading raises RequestEntityTooLarge at a head of more than MAX_HEAD_BYTES, or without an end, where all
    of them have more than MAX_HEADS_BYTES, and at the boundary after MAX_BOUNDARIES, whatever follows it.
    """

    def __init__(self, stream: IO[bytes], boundary: bytes) -> None:
        self._stream, self._delimiter = stream, b"--" + boundary
        self._unread = b""
        self._boundaries = self._heads_bytes = 0

    def read(self, size: int) -> bytes:
        """The next bytes of the form; none at its end."""
        block = self._stream.read(size)
        self._unread = self._look(self._unread + block, is_last=not block)
        return block

    def _look(self, window: bytes, *, is_last: bool) -> bytes:
        """Look at the heads in a window. Returns its end, which is to be looked at with what follows it."""
        size, place = len(self._delimiter), 0
        while (found := window.find(self._delimiter, place)) >= 0:
            place = found + size
            head = window[place : place + MAX_HEAD_BYTES]
            if len(head) < MAX_HEAD_BYTES and not is_last:
                return window[found:]
            self._count(head)
        return window[max(place, len(window) - size + 1) :]

    def _count(self, head: bytes) -> None:
        self._boundaries += 1
        # The decoder takes other bytes for content, or for the end of the form.
        if head[:1].isspace():
            end = BLANK_LINE.search(head)
            self._heads_bytes += end.start() if end else MAX_HEADS_BYTES
        if self._boundaries > MAX_BOUNDARIES or self._heads_bytes >= MAX_HEADS_BYTES:
            raise RequestEntityTooLarge()
