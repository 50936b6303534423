"""Correct the text layer of PDFs that typst wrote, so that Thai can be copied and searched.

Typst assigns all letters of a Thai cluster to its first glyph, and then those of raised or lowered marks
again: "ถิ่น" is copied as "ถิ่ถิ่น". This module assigns each Thai glyph its own letters. It recognises
glyphs by their outline, because the font embedded in a PDF has no glyph names. Only clusters with SARA AM,
which fonts draw as two glyphs, keep the replacement text (ActualText) that typst gave them.
"""

import re
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

SARA_AM, NIKHAHIT = "\u0e33", "\u0e4d"
_THAI_NAME = re.compile(r"uni((?:0E[0-9A-F]{2})+)(?:\.(?:narrow|small|short))?")
_ENTRY = re.compile(rb"<([0-9A-Fa-f]{4})> <([0-9A-Fa-f]+)>")
_ENTRIES_AT_ONCE = 100


def mend_thai(pdf: bytes, fonts: Path) -> bytes:
    """The PDF with each Thai glyph assigned its own letters.

    fonts: folder with the TTF files of its fonts.
    """
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as file:
        for font in _embedded_fonts(file):
            _assign_letters(font, fonts)
        for page in file.pages:
            page.Contents = file.make_stream(_without_clusters(page))
        file.save(out)
    return out.getvalue()


def _embedded_fonts(file: Any) -> list[Any]:
    """The fonts of the file that have a ToUnicode table, each once."""
    found: dict[Any, Any] = {}
    for page in file.pages:
        for font in page.Resources.get("/Font", {}).values():
            if "/ToUnicode" in font:
                found[font.objgen] = font
    return list(found.values())


def _assign_letters(font: Any, fonts: Path) -> None:
    """Correct the ToUnicode table (glyph to letters) for the Thai glyphs that have a known outline."""
    source = fonts / f"{str(font.BaseFont).partition('+')[2]}.ttf"
    descriptor = font.DescendantFonts[0].FontDescriptor
    if not source.is_file() or "/FontFile2" not in descriptor:
        return
    known = _thai_outlines(source)
    letters = {
        int(glyph, 16): bytes.fromhex(text.decode()).decode("utf-16-be")
        for glyph, text in _ENTRY.findall(font.ToUnicode.read_bytes())
    }
    with TTFont(BytesIO(descriptor.FontFile2.read_bytes())) as embedded:
        for number, name in enumerate(embedded.getGlyphOrder()):
            text = known.get(_outline(embedded, name))
            if text:
                letters[number] = text
    font.ToUnicode.write(_table(letters))


@cache
def _thai_outlines(source: Path) -> Mapping[str, str]:
    """{outline: letters} of the Thai glyphs of a font.

    Their names give the letters: uni0E48.narrow is U+0E48.
    """
    outlines = {}
    with TTFont(source) as font:
        for name in font.getGlyphOrder():
            if found := _THAI_NAME.fullmatch(name):
                letters = bytes.fromhex(found[1]).decode("utf-16-be")
                # The name begins with the ring of SARA AM (NIKHAHIT); in text, the tone mark comes first.
                outlines[_outline(font, name)] = letters[::-1] if letters[0] == NIKHAHIT else letters
    return outlines


def _outline(font: TTFont, name: str) -> str:
    """The drawing commands of a glyph as text; "" for a glyph that draws nothing."""
    pen = DecomposingRecordingPen(font.getGlyphSet())
    font.getGlyphSet()[name].draw(pen)
    return repr(pen.value) if pen.value else ""


def _table(letters: Mapping[int, str]) -> bytes:
    """A ToUnicode table of {number of a glyph: letters}. Source: Adobe technical note 5411."""
    entries = [f"<{glyph:04X}> <{text.encode('utf-16-be').hex()}>" for glyph, text in sorted(letters.items())]
    parts = [entries[at : at + _ENTRIES_AT_ONCE] for at in range(0, len(entries), _ENTRIES_AT_ONCE)]
    lines = [
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def /CMapType 2 def",
        "1 begincodespacerange <0000> <FFFF> endcodespacerange",
    ]
    for part in parts:
        lines += [f"{len(part)} beginbfchar", *part, "endbfchar"]
    lines.append("endcmap CMapName currentdict /CMap defineresource pop end end")
    return "\n".join(lines).encode()


def _without_clusters(page: Any) -> bytes:
    """The content stream of a page without the replacement texts that _is_cluster finds."""
    kept, dropped = [], []
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in ("BDC", "BMC"):
            dropped.append(operator == "BDC" and _is_cluster(instruction.operands[1]))
            if dropped[-1]:
                continue
        elif operator == "EMC" and dropped.pop():
            continue
        kept.append(instruction)
    return pikepdf.unparse_content_stream(kept)


def _is_cluster(properties: Any) -> bool:
    """Whether marked content has a replacement text in Thai without SARA AM."""
    if not isinstance(properties, pikepdf.Dictionary) or "/ActualText" not in properties:
        return False
    text = str(properties.ActualText)
    return SARA_AM not in text and any("\u0e00" <= letter <= "\u0e7f" for letter in text)
