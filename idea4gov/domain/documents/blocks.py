"""Official documents as data: blocks of text, which outside/typesetting.py and outside/word_files.py render.

Texts that people wrote are kept as they are. Numbers that the documents add are in Thai digits.
"""

from dataclasses import dataclass, field
from typing import Literal

Align = Literal["left", "center", "right"]
Form = Literal["memo", "report", "announcement", "poster", "sheet", "ballot"]


@dataclass(frozen=True)
class Heading:
    """A heading. level: 1 for a part, 2 for a section of it."""

    text: str
    level: Literal[1, 2] = 1


@dataclass(frozen=True)
class Paragraph:
    """A paragraph. indent: whether its first line is indented, as in official letters."""

    text: str
    indent: bool = True
    align: Align = "left"
    bold: bool = False


@dataclass(frozen=True)
class Item:
    """A numbered item.

    number: as shown, such as "๑."; depth: 1 below a paragraph, 2 below an item of depth 1.
    """

    number: str
    text: str
    depth: Literal[1, 2] = 1


@dataclass(frozen=True)
class TableColumn:
    """A column of a table. share: its width, relative to the other columns."""

    title: str
    share: float
    align: Align = "left"


@dataclass(frozen=True)
class Table:
    """A table.

    rows: each has one text per column. dotted: whether empty cells get dotted lines to write on.
    """

    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    dotted: bool = False


@dataclass(frozen=True)
class Bar:
    """A bar of a chart. value: the number as text. part: its length, 0 to 1, relative to the longest bar."""

    label: str
    value: str
    part: float


@dataclass(frozen=True)
class Bars:
    """A bar chart."""

    title: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class Code:
    """Text in a fixed-width font: a command, a digest or an address. label: what it is."""

    label: str
    text: str


@dataclass(frozen=True)
class QrCode:
    """A QR code of an address. caption: the sentence below it. large: for posters."""

    url: str
    caption: str
    large: bool = False


@dataclass(frozen=True)
class Signature:
    """Where an official signs.

    name, position: "" for a dotted line. role: in the document, such as ผู้จัดทำรายงาน.
    """

    name: str = ""
    position: str = ""
    role: str = ""


@dataclass(frozen=True)
class Banner:
    """The large text of a poster or a title page. size: in points."""

    text: str
    size: int = 28


@dataclass(frozen=True)
class PageBreak:
    """The next block begins on a new page."""


Block = Heading | Paragraph | Item | Table | Bars | Code | QrCode | Signature | Banner | PageBreak


@dataclass(frozen=True)
class MemoHead:
    """The head of a memo (บันทึกข้อความ). Empty texts become dotted lines."""

    office: str
    number: str
    date: str
    subject: str
    addressee: str


@dataclass(frozen=True)
class Document:
    """A document to be rendered.

    name: of its file without extension, ASCII. title: in the metadata of a PDF. memo: the head of a memo,
    None for other forms. emblem: a PNG at its top, or None.
    """

    form: Form
    name: str
    title: str
    blocks: tuple[Block, ...]
    memo: MemoHead | None = None
    landscape: bool = False
    emblem: bytes | None = field(default=None, repr=False)
