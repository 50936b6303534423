"""Official documents as data: blocks of text, which outside/typesetting.py and outside/word_files.py lay out.

Texts that people wrote stand in blocks as they wrote them; numbers of ours are in Thai digits.
"""

from dataclasses import dataclass, field
from typing import Literal

Align = Literal["left", "center", "right"]
Form = Literal["memo", "report", "announcement", "poster", "sheet", "ballot"]


@dataclass(frozen=True)
class Heading:
    """A heading. level: 1 opens a part, 2 a section of it."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. indent: its first line is set in, as official letters have it. align: of its lines."""

    text: str
    indent: bool = True
    align: Align = "left"
    bold: bool = False


@dataclass(frozen=True)
class Item:
    """A numbered point. number: as it is to be read, "๑."; depth: 1 below a paragraph, 2 below a point."""

    number: str
    text: str
    depth: Literal[1, 2] = 1


@dataclass(frozen=True)
class TableColumn:
    """A column of a table. share: of the width, in any unit, by which columns divide the page."""

    title: str
    share: float
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """A table. rows: texts, each row as long as the columns. blank_lines: dotted lines in empty cells."""

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    dotted: bool = False


@dataclass(frozen=True)
class Bar:
    """A bar of a chart. part: 0 to 1, of the longest one. value: the number in words."""

    label: str
    value: str
    part: float


@dataclass(frozen=True)
class Bars:
    """A chart of bars, each with its number."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Code:
    """What a machine reads: a command, a digest, an address. label: what it is."""

    label: str
    text: str


@dataclass(frozen=True)
class QrCode:
    """A square code that leads to an address. caption: the sentence below it. large: on a poster."""

    url: str
    caption: str
    large: bool = False


@dataclass(frozen=True)
class Signature:
    """Where an official signs. name, position: "" leaves a dotted line. date: a line for the day, too."""

    name: str = ""
    position: str = ""
    role: str = ""


@dataclass(frozen=True)
class Banner:
    """The great words of a poster or a title page. size: in points."""

    text: str
    size: int = 28


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a page of its own."""


Block = Heading | Paragraph | Item | Table | Bars | Code | QrCode | Signature | Banner | PageBreak


@dataclass(frozen=True)
class MemoHead:
    """The head of a บันทึกข้อความ. What is "" is left as a dotted line."""

    office: str
    number: str
    date: str
    subject: str
    addressee: str


@dataclass(frozen=True)
class Document:
    """A document. name: of its file, ASCII. title: for the reader of a PDF. has_emblem: room at its top."""

    form: Form
    name: str
    title: str
    blocks: tuple[Block, ...]
    memo: MemoHead | None = None
    landscape: bool = False
    emblem: bytes | None = field(default=None, repr=False)
