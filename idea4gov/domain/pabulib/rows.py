"""The rows of a `.pb` file with their line numbers, from bytes or text."""

import csv
from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import BinaryIO

from idea4gov.domain.errors import N_
from idea4gov.domain.pabulib.errors import BadPabulib

LONGEST_LINE = 2**20
"""Bytes of a line; the descriptions of projects in real files have a few thousand."""
LONGEST_FILE = 2**30
"""Bytes of a file; the largest real ones have 30 million. Memory: six times that, at worst."""


def decoded_lines(stream: BinaryIO) -> Iterator[str]:
    """The lines of a binary stream as text, with their line ends, decoded from UTF-8 one at a time.

    Raises BadPabulib, with the number of the line, if it is not UTF-8 or longer than LONGEST_LINE, or where
    the file is longer than LONGEST_FILE.
    """
    number = size = 0
    while data := stream.readline(LONGEST_LINE + 1):
        number, size = number + 1, size + len(data)
        if size > LONGEST_FILE:
            raise BadPabulib(number, N_("The file is far too long for a .pb file."))
        if len(data) > LONGEST_LINE:
            raise BadPabulib(number, N_("The line is far too long for a .pb file."))
        try:
            yield data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadPabulib(number, N_("The text is not UTF-8.")) from error


def lines_of_bytes(data: bytes) -> Iterator[str]:
    """As decoded_lines, for the bytes of a whole file."""
    return decoded_lines(BytesIO(data))


def lines_of_text(text: str) -> Iterator[str]:
    """The lines of the text of a whole file, with their line ends. Only a line feed ends a line."""
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        yield text[start:end]
        start = end


class Rows:
    """Iterates over the rows that are not blank, as pairs of (number of the row's first line, cells).

    lines: with their line ends. Cells are as written, except that line ends within quotes become line feeds.
    The attribute `line` is the number of the last row; at the end of the file, of the line after it. Raises
    BadPabulib.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        self.line = 1
        self._reader = csv.reader(_checked(lines), delimiter=";", strict=True)

    def __iter__(self) -> "Rows":
        return self

    def __next__(self) -> tuple[int, list[str]]:
        while True:
            self.line = self._reader.line_num + 1
            try:
                row = next(self._reader)
            except csv.Error as error:
                reason = N_("The quotation marks or line ends are not right, or a cell is far too long.")
                raise BadPabulib(self.line, reason) from error
            if any(row) and (len(row) > 1 or row[0].strip()):
                return self.line, row


def _checked(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if "\0" in line:
            raise BadPabulib(number, N_("The line holds a zero byte: this is not a text file."))
        if "\r" in line:
            line = line.replace("\r\n", "\n").replace("\r", "\n")
        yield line.removeprefix("\ufeff") if number == 1 else line
