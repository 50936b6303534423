"""The parts of a workbook: files of XML in a ZIP, read within bounds on bytes, elements and depth.

Only parts that are asked for are unpacked. Elements are told to a reader one at a time, so that nothing of a
hostile file is built up before it is refused. A document type, which could expand or name other files, is
refused where it begins, in every encoding.
"""

import zipfile
from io import BytesIO
from xml.parsers import expat

from idea4gov.domain.proposal_sheets import OF_PROPOSALS, SheetBounds, SheetRefused, SheetTooLarge

MAX_DEPTH = 50
MAX_PARTS = 2_000


class PackageTooLarge(SheetTooLarge):
    """The parts that were read are too large together, so that no other can be read any more."""


class PartReader:
    """Takes in the elements of a part. Names are without their name spaces.

    ISO 29500 has two sets of these, Strict and Transitional, for the same elements.
    """

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        """An element begins."""

    def end(self, name: str, text: str, /) -> None:
        """An element ends. text: what stands between it and its last child, or whole if it has none."""


class Package:
    """The parts of a workbook. Raises zipfile.BadZipFile, PackageTooLarge.

    Of the bounds, `elements` are those of all parts together; a part that is read twice counts twice.
    """

    def __init__(self, data: bytes, bounds: SheetBounds = OF_PROPOSALS) -> None:
        self._zip = zipfile.ZipFile(BytesIO(data))
        parts = self._zip.infolist()
        if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > bounds.declared:
            raise PackageTooLarge(field="sheet")
        self._names = frozenset(part.filename for part in parts)
        self._bytes_left, self._elements_left, self._depth = bounds.unpacked, bounds.elements, 0

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def read(self, name: str, reader: PartReader) -> None:
        """Tell a part to its reader. Raises PackageTooLarge, SheetRefused, KeyError and expat's errors."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.StartDoctypeDeclHandler = _refuse
        self._depth = 0
        words = list[str]()

        def start(name: str, attributes: dict[str, str]) -> None:
            words.clear()
            self._count()
            reader.start(name.rpartition("}")[2], attributes)

        def end(name: str) -> None:
            self._depth -= 1
            reader.end(name.rpartition("}")[2], "".join(words))
            words.clear()

        parser.StartElementHandler, parser.EndElementHandler = start, end
        parser.CharacterDataHandler, parser.buffer_text = words.append, True
        # At once: in pieces, expat before 2.6 reads a long attribute again with each piece.
        parser.Parse(self._unpacked(name), True)

    def _count(self) -> None:
        self._elements_left -= 1
        if self._elements_left < 0:
            raise PackageTooLarge(field="sheet")
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise SheetRefused(field="sheet")

    def _unpacked(self, name: str) -> bytes:
        """The bytes of a part. What its header says of their number counts for nothing."""
        with self._zip.open(name) as file:
            data = file.read(self._bytes_left + 1)
        self._bytes_left -= len(data)
        if self._bytes_left < 0:
            raise PackageTooLarge(field="sheet")
        return data


def _refuse(*_declared: object) -> None:
    raise SheetRefused(field="sheet")
