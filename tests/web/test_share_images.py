"""Pictures of shared links: what chats are told of a page, and that the picture is one."""

import io
import re

import pytest
from PIL import Image

from idea4gov.domain.share_images import drawable
from idea4gov.outside import typesetting
from idea4gov.store.session import Database
from tests.api.conftest import Published, published
from tests.factories import add_proposal
from tests.web.conftest import Site

__all__ = ["published"]


def told(site: Site, path: str) -> dict[str, str]:
    """The Open Graph properties of a page."""
    return dict(re.findall(r'<meta property="og:([a-z:_]+)" content="([^"]*)">', site.get(path).text))


def test_a_shared_page_brings_its_title_words_and_a_picture(site: Site, published: Published) -> None:
    for path, title in (
        (f"/boards/{published.open_board}", "ขยะหาดบางแสน - บอกเรา ถึงรัฐ"),
        (f"/proposals/{published.answered}", "=1+1 - บอกเรา ถึงรัฐ"),
        ("/provinces/20", "ชลบุรี - บอกเรา ถึงรัฐ"),
    ):
        found = told(site, path)
        assert found["title"] == title
        assert found["description"]
        assert found["image"] == f"http://127.0.0.1:8000{path}/card.png"
    assert told(site, f"/rounds/{published.round_id}")["image"].endswith(
        f"/boards/{published.round_id}/card.png"
    )
    assert told(site, "/manual")["image"].endswith("/card.png")


def test_pictures_have_the_size_that_chats_want(site: Site, published: Published) -> None:
    boards = (f"/boards/{number}" for number in (published.open_board, published.round_id))
    paths = ("", *boards, f"/proposals/{published.answered}", "/provinces/20")
    pictures = [site.client.get(f"{path}/card.png") for path in paths]
    for picture in pictures:
        assert picture.mimetype == "image/png"
        assert Image.open(io.BytesIO(picture.data)).size == (1200, 630)
        assert picture.headers["Cache-Control"] == "public, max-age=3600"
    assert len({picture.data for picture in pictures}) == len(paths)


def test_a_picture_is_drawn_once(site: Site, published: Published, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/boards/{published.open_board}/card.png"
    etag = site.client.get(path).headers["ETag"]
    monkeypatch.setattr(typesetting, "render_share_image", None)
    assert site.client.get(path).status_code == 200
    assert site.client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_what_is_hidden_has_no_picture(site: Site, published: Published) -> None:
    site.get(f"/proposals/{published.hidden}/card.png", status=404)


def test_markup_of_the_typesetter_in_a_title_is_only_text(
    site: Site, database: Database, published: Published
) -> None:
    with database.transaction() as db:
        proposal = add_proposal(db, published.open_board, title='#panic() $ " \\ #read("data.json") <a> @b')
    assert site.client.get(f"/proposals/{proposal}/card.png").status_code == 200


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("ขยะ 🗑️ ล้น", "ขยะ 🗑️ ล้น"),
        ("ก" * 130, "ก" * 119 + "…"),
        ("น้ำ\u200bท่วม\u202e", "น้ำท่วม"),
        ("🎉", "ข้อเสนอ 🎉"),
        ("👨\u200d👩\u200d👧 🇹🇭", "ข้อเสนอ 👨\u200d👩\u200d👧 🇹🇭"),
        ("!!! ...", "ข้อเสนอ !!! ..."),
        ("\u200b", "ข้อเสนอ"),
        ("🎉" * 130, "ข้อเสนอ " + "🎉" * 111 + "…"),
        ("5 🎉", "5 🎉"),
    ],
)
def test_a_title_of_emoji_alone_gets_words_before_it(text: str, drawn: str) -> None:
    assert drawable(text, kind="ข้อเสนอ") == drawn
