"""Documents as PDF, tagged, titled, with Thai text that can be copied: the only place that imports typst."""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_sarabun
import typst

from idea4gov.domain.documents.blocks import Block, Document, QrCode
from idea4gov.outside.pdf_text import mend_thai
from idea4gov.outside.qr_codes import qr_svg

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "documents" / "document.typ"
FONTS = Path(fontpkg_sarabun.__file__).parent / "files"
AUTHOR = "บอกเรา ถึงรัฐ (idea4gov)"


def typeset(document: Document) -> bytes:
    """The document as a PDF. Its texts are data for the template: nothing in them is run."""
    data = json.dumps(_data(document), ensure_ascii=False).encode()
    files = {"main": _template(), "data.json": data}
    compile_files: Any = typst.compile  # its types do not know that a dict of files is fine
    pdf = compile_files(files, format="pdf", font_paths=[str(FONTS)], ignore_system_fonts=True)
    return mend_thai(bytes(pdf), FONTS)


@cache
def _template() -> bytes:
    return TEMPLATE.read_bytes()


def _data(document: Document) -> dict[str, Any]:
    return {
        "form": document.form,
        "title": document.title,
        "author": AUTHOR,
        "landscape": document.landscape,
        # As numbers: files handed over in memory must be text.
        "emblem": list(document.emblem) if document.emblem else None,
        "memo": asdict(document.memo) if document.memo else None,
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    data = {"type": type(block).__name__, **asdict(block)}
    if isinstance(block, QrCode):
        data["svg"] = qr_svg(block.url)
    return data
