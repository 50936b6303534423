"""What typst sets: emoji are drawn, in documents and in pictures of shared links."""

from io import BytesIO

import pikepdf
import pytest
from PIL import Image, ImageChops

from idea4gov.domain.documents.blocks import Document, Paragraph
from idea4gov.domain.share_images import ShareImage
from idea4gov.outside.typesetting import render_share_image, typeset

EMOJI = ["🎉", "🗑️", "👍🏽", "👨\u200d👩\u200d👧", "🇹🇭", "❤️\u200d🔥", "☎️", "🫠"]


def fonts(text: str) -> set[str]:
    """The fonts that a PDF with this text holds, without the parts of their names that change."""
    pdf = typeset(Document("report", "x", text, (Paragraph(text),)))
    with pikepdf.open(BytesIO(pdf)) as file:
        found = [font for page in file.pages for font in page.Resources["/Font"].values()]
        return {str(font.BaseFont).partition("+")[2] for font in found}


@pytest.mark.parametrize("emoji", EMOJI)
def test_emoji_are_printed_beside_thai_words(emoji: str) -> None:
    assert "NotoEmoji-Regular" in fonts(f"ขยะล้น {emoji} ถนน")


def test_words_and_digits_stay_in_the_typeface_of_documents() -> None:
    assert "NotoEmoji-Regular" not in fonts("ถนน 12 สาย #1 * (c) ๓ ข้อ ก.")


def picture(title: str) -> Image.Image:
    image = ShareImage("ข้อเสนอ", title, "ชลบุรี", "", "20")
    return Image.open(BytesIO(render_share_image(image, map_svg=None))).convert("L")


def test_each_emoji_has_a_picture_of_its_own_in_what_is_shared() -> None:
    drawn = [picture(f"ก {emoji}") for emoji in EMOJI]
    # a sign that no font has is an empty box, the same for all
    unknown = picture("ก \U0001fbff")
    for place, one in enumerate(drawn):
        others = [unknown, *drawn[:place]]
        assert all(ImageChops.difference(one, other).getbbox() for other in others), EMOJI[place]
