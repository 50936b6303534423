"""Documents as DOCX, to be edited before they are signed. The only module that imports docx."""

import re
from collections.abc import Sequence
from copy import deepcopy
from functools import cache, singledispatchmethod
from io import BytesIO
from typing import Any

import docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt

from idea4gov.domain.documents.blocks import (
    Banner,
    Bars,
    Code,
    Document,
    Heading,
    Item,
    MemoHead,
    PageBreak,
    Paragraph,
    QrCode,
    Signature,
    Table,
)
from idea4gov.outside.qr_codes import qr_png

FONT = "TH Sarabun New"  # of official Thai letters; their text size is 16 points
TEXT_POINTS, SMALL_POINTS, FORM_POINTS = 16, 14, 12
LARGER = 1.45  # at equal size, TH Sarabun New looks smaller than Sarabun in our PDFs
ALIGN = {name: getattr(WD_ALIGN_PARAGRAPH, name.upper()) for name in ("left", "center", "right")}
RUN_ORDER = ("rStyle", "rFonts", "b", "bCs", "i", "iCs", "color", "sz", "szCs", "cs", "lang")
BAR_SIGNS = 16
# Word takes lower case for Thai digits, too. LibreOffice has no Thai digits: for "ThaiArabic" it would show a
# Thai letter. It ignores this spelling, and shows both the page and the total in Arabic digits.
PAGE_TOTAL = r"NUMPAGES \* thaiarabic"
_SIGNS = {"\n": "w:br", "\t": "w:tab"}


def write_word(document: Document) -> bytes:
    """The document as a DOCX file."""
    out = BytesIO()
    _Writer(document).file.save(out)
    return out.getvalue()


class _Writer:
    """Writes one document into one DOCX file."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.file: Any = docx.Document()
        self.points = FORM_POINTS if document.form == "sheet" else TEXT_POINTS
        core = self.file.core_properties
        core.title, core.author = document.title, "บอกเรา ถึงรัฐ (idea4gov)"
        core.language, core.comments = "th-TH", ""
        for name in ("created", "modified"):  # the dates of python-docx's empty file, in 2013
            core._element.remove(core._element.find(qn(f"dcterms:{name}")))
        self._set_page()
        self._set_font()
        if document.memo:
            self._memo_head(document.memo)
        elif document.emblem:
            self._emblem(2.2)
        for block in document.blocks:
            self.add(block)

    def _set_page(self) -> None:
        section = self.file.sections[0]
        width, height = Cm(21), Cm(29.7)
        if self.document.landscape:
            section.orientation, width, height = WD_ORIENT.LANDSCAPE, height, width
        section.page_width, section.page_height = width, height
        narrow = self.document.form == "sheet"
        section.left_margin, section.right_margin = Cm(1.5 if narrow else 3), Cm(1.5 if narrow else 2)
        section.top_margin, section.bottom_margin = Cm(1.5 if narrow else 2), Cm(1.5 if narrow else 2)
        self.width_cm = (width - section.left_margin - section.right_margin) / Cm(1)
        thai = OxmlElement("w:pgNumType")
        thai.set(qn("w:fmt"), "thaiNumbers")
        section._sectPr.find(qn("w:pgMar")).addnext(thai)
        footer = section.footer.paragraphs[0]
        footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if self.document.form not in ("poster", "ballot"):
            for words, field in (("หน้า ", "PAGE"), (" จาก ", PAGE_TOTAL)):
                self._run(footer, words, points=SMALL_POINTS)
                self._field(footer, field)

    def _set_font(self) -> None:
        style = self.file.styles["Normal"]
        style.font.name, style.font.size = FONT, Pt(self.points)
        properties = style.element.get_or_add_rPr()
        _set_complex_font(properties, self.points)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "th-TH")
        language.set(qn("w:bidi"), "th-TH")
        properties.append(language)
        _in_order(properties)
        style.paragraph_format.space_after, style.paragraph_format.space_before = Pt(0), Pt(0)

    def _run(self, paragraph: Any, text: str, *, bold: bool = False, points: float | None = None) -> None:
        """Append text with its line ends and tabs. As XML: python-docx takes seconds over a long table."""
        run = OxmlElement("w:r")
        run.append(deepcopy(_look(points or self.points, bold)))
        for part in re.split("([\n\t])", text):
            word = OxmlElement(_SIGNS.get(part, "w:t"))
            if part not in _SIGNS:
                word.text = part
                word.set(qn("xml:space"), "preserve")
            run.append(word)
        paragraph._p.append(run)

    def _field(self, paragraph: Any, name: str) -> None:
        """Append a field that Word fills in. name: its field code, such as PAGE, the number of the page."""
        for kind, text in (("begin", None), (None, f" {name} "), ("end", None)):
            run = paragraph.add_run()
            _set_complex_font(run._element.get_or_add_rPr(), SMALL_POINTS)
            part = OxmlElement("w:instrText" if text else "w:fldChar")
            if text:
                part.text = text
                part.set(qn("xml:space"), "preserve")
            else:
                part.set(qn("w:fldCharType"), str(kind))
            run._element.append(part)

    def _paragraph(
        self, text: str = "", *, align: str = "left", bold: bool = False, points: float = 0
    ) -> Any:
        paragraph = self.file.add_paragraph()
        paragraph.alignment = ALIGN[align]
        if text:
            self._run(paragraph, text, bold=bold, points=points or None)
        return paragraph

    def _emblem(self, height_cm: float, *, align: str = "center") -> None:
        assert self.document.emblem is not None
        self._paragraph(align=align).add_run().add_picture(
            BytesIO(self.document.emblem), height=Cm(height_cm)
        )

    def _memo_head(self, head: MemoHead) -> None:
        if self.document.emblem:
            self._emblem(1.5, align="left")
        self._paragraph("บันทึกข้อความ", align="center", bold=True, points=29)
        self._line(("ส่วนราชการ", head.office, 1.0))
        self._line(("ที่", head.number, 0.5), ("วันที่", head.date, 1.0))
        self._line(("เรื่อง", head.subject, 1.0))
        paragraph = self._paragraph(f"เรียน  {head.addressee or '.' * 60}")
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(6)

    def _line(self, *fields: tuple[str, str, float]) -> None:
        """Write a dotted line of the memo. fields: (label, text, where it ends as a part of the width)."""
        paragraph = self._paragraph()
        stops = paragraph.paragraph_format.tab_stops
        for label, text, part in fields:
            stops.add_tab_stop(Cm(self.width_cm * part), WD_TAB_ALIGNMENT.LEFT, WD_TAB_LEADER.DOTS)
            self._run(paragraph, label, bold=True, points=20)
            self._run(paragraph, f"  {text}\t")

    @singledispatchmethod
    def add(self, block: Any) -> None:
        """Write one block of the document."""
        raise TypeError(f"no block: {block!r}")

    @add.register
    def _(self, block: Heading) -> None:
        paragraph = self._paragraph(block.text, bold=True)
        # An outline level instead of a heading style: it is in the outline, and looks as we want it.
        paragraph.paragraph_format.keep_with_next = True
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(block.level - 1))
        paragraph._element.get_or_add_pPr().append(level)
        paragraph.paragraph_format.space_before = Pt(8)

    @add.register
    def _(self, block: Paragraph) -> None:
        paragraph = self._paragraph(block.text, align=block.align, bold=block.bold)
        if block.indent:
            paragraph.paragraph_format.first_line_indent = Cm(2.5)
        paragraph.paragraph_format.space_before = Pt(6 if self.document.form != "sheet" else 2)

    @add.register
    def _(self, block: Item) -> None:
        paragraph = self._paragraph(f"{block.number} {block.text}")
        paragraph.paragraph_format.first_line_indent = Cm(2.5 if block.depth == 1 else 3.2)
        paragraph.paragraph_format.space_before = Pt(3)

    @add.register
    def _(self, block: Banner) -> None:
        self._paragraph(block.text, align="center", bold=True, points=block.size * LARGER)

    @add.register
    def _(self, block: Table) -> None:
        self._paragraph(block.caption, bold=True, points=SMALL_POINTS)
        shares = [column.share for column in block.columns]
        table = self.file.add_table(rows=1, cols=len(shares), style="Table Grid")
        table.alignment, table.autofit = WD_TABLE_ALIGNMENT.CENTER, False
        points = min(self.points, SMALL_POINTS)
        for cell, column in zip(table.rows[0].cells, block.columns, strict=True):
            self._cell(cell, column.title, align="center", bold=True, points=points)
        repeat = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(repeat)
        for row in block.rows:
            added = table.add_row()
            added._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
            for cell, text, column in zip(added.cells, row, block.columns, strict=True):
                self._cell(cell, text, align=column.align, points=points)
        self._widen(table, shares)

    def _widen(self, table: Any, shares: Sequence[float]) -> None:
        """Set the widths of columns, in cells for Word and in the grid for others. shares: of the page."""
        widths = [Cm(self.width_cm * share / sum(shares)) for share in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = width

    def _cell(self, cell: Any, text: str, *, align: str, points: float, bold: bool = False) -> None:
        paragraph = cell.paragraphs[0]
        paragraph.alignment = ALIGN[align]
        self._run(paragraph, text, bold=bold, points=points)

    @add.register
    def _(self, block: Bars) -> None:
        self._paragraph(block.title, bold=True, points=SMALL_POINTS).paragraph_format.space_before = Pt(8)
        table = self.file.add_table(rows=0, cols=3)
        table.autofit = False
        for bar in block.bars:
            label, drawn, value = table.add_row().cells
            self._cell(label, bar.label, align="left", points=SMALL_POINTS)
            self._cell(drawn, "█" * max(1, round(bar.part * BAR_SIGNS)), align="left", points=8)
            self._cell(value, bar.value, align="right", points=SMALL_POINTS)
        self._widen(table, (0.5, 0.32, 0.18))

    @add.register
    def _(self, _block: PageBreak) -> None:
        self.file.add_page_break()

    @add.register
    def _(self, block: Code) -> None:
        self._paragraph(block.label).paragraph_format.space_before = Pt(6)
        run = self._paragraph().add_run(block.text)
        run.font.name, run.font.size = "Courier New", Pt(9)

    @add.register
    def _(self, block: QrCode) -> None:
        picture = BytesIO(qr_png(block.url))
        self._paragraph(align="center").add_run().add_picture(picture, width=Cm(9 if block.large else 2.8))
        self._paragraph(block.caption, align="center", points=SMALL_POINTS)
        self._paragraph(block.url, align="center", points=SMALL_POINTS)

    @add.register
    def _(self, block: Signature) -> None:
        name = f"({block.name or '.' * 50})"
        position = block.position or f"ตำแหน่ง {'.' * 40}"
        for index, text in enumerate((f"(ลงชื่อ) {'.' * 50}", name, position, block.role)):
            if text:
                paragraph = self._paragraph(text, align="center")
                paragraph.paragraph_format.left_indent = Cm(self.width_cm * 0.45)
                paragraph.paragraph_format.keep_with_next = index < 3
                paragraph.paragraph_format.space_before = Pt(36 if index == 0 else 0)


@cache
def _look(points: float, bold: bool) -> Any:
    """The properties of a run. Without the font for complex scripts, Word shows Thai in another font."""
    properties = OxmlElement("w:rPr")
    for name in ("b", "bCs") if bold else ():
        properties.append(OxmlElement(f"w:{name}"))
    size = OxmlElement("w:sz")
    size.set(qn("w:val"), str(round(points * 2)))
    properties.extend((size, OxmlElement("w:cs")))
    _set_complex_font(properties, points)
    _in_order(properties)
    return properties


def _in_order(properties: Any) -> None:
    """Sort the properties of a run into the order of the schema. Word may refuse other orders."""
    order = {qn(f"w:{name}"): place for place, name in enumerate(RUN_ORDER)}
    properties[:] = sorted(properties, key=lambda part: order.get(part.tag, len(order)))


def _set_complex_font(properties: Any, points: float) -> None:
    """Set font and size for Thai as well: Word keeps those of complex scripts apart from those of Latin."""
    fonts = properties.get_or_add_rFonts()
    for name in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(name), FONT)
    size = properties.find(qn("w:szCs"))
    if size is None:
        size = OxmlElement("w:szCs")
        properties.append(size)
    size.set(qn("w:val"), str(round(points * 2)))
