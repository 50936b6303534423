"""Documents as tagged PDF with Thai text that can be copied, and share images as PNG, both by typst.

The only module that imports typst.
"""

import json
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any

import fontpkg_sarabun
import typst

from idea4gov.domain.documents.blocks import Block, Document, QrCode
from idea4gov.domain.share_images import ShareImage
from idea4gov.outside.pdf_text import mend_thai
from idea4gov.outside.qr_codes import qr_svg

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES, SIGN = ROOT / "templates" / "documents", ROOT / "static" / "img" / "icon.svg"
FONTS = Path(fontpkg_sarabun.__file__).parent / "files"
EMOJI = Path(__file__).parent / "fonts"
AUTHOR = "บอกเรา ถึงรัฐ (idea4gov)"


def typeset(document: Document) -> bytes:
    """The document as a PDF. Its texts reach the template as data: nothing in them is run as code."""
    return mend_thai(_compile("document.typ", _data(document), format="pdf"), FONTS)


def render_share_image(image: ShareImage, *, map_svg: str | None) -> bytes:
    """The image as a PNG of 1200 x 630 pixels. map_svg: None for no map."""
    data = {**image._asdict(), "sign": SIGN.read_text(encoding="utf-8"), "map": map_svg}
    return _compile("share_image.typ", data, format="png", ppi=72)


def _compile(template: str, data: dict[str, Any], **options: Any) -> bytes:
    files = {"main": _template(template), "data.json": json.dumps(data, ensure_ascii=False).encode()}
    compile_files: Any = typst.compile  # its type hints do not allow a dict of files
    return bytes(
        compile_files(files, font_paths=[str(FONTS), str(EMOJI)], ignore_system_fonts=True, **options)
    )


@cache
def _template(name: str) -> bytes:
    return (TEMPLATES / name).read_bytes()


def _data(document: Document) -> dict[str, Any]:
    return {
        "form": document.form,
        "title": document.title,
        "author": AUTHOR,
        "landscape": document.landscape,
        # A list of byte values: typst takes only text files from memory.
        "emblem": list(document.emblem) if document.emblem else None,
        "memo": asdict(document.memo) if document.memo else None,
        "blocks": [_block(block) for block in document.blocks],
    }


def _block(block: Block) -> dict[str, Any]:
    data = {"type": type(block).__name__, **asdict(block)}
    if isinstance(block, QrCode):
        data["svg"] = qr_svg(block.url)
    return data
