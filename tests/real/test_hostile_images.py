"""Hostile and broken pictures through the real form: a safe photo, or a sentence that says why not."""

import html
import re
import resource
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from idea4gov.store.session import Database
from tests.factories import add_board
from tests.pictures import metadata, read
from tests.web.conftest import Site, app, citizen, hidden_fields, outbox

__all__ = ["app", "citizen", "outbox"]

REFUSED = {
    "pillow_decompression_bomb.gif": "too many pixels",
    "pillow_decompression_bomb.ico": "not a picture that we can read",
}
# What a viewer shows that turns the pixels as the metadata say.
UPRIGHT = {
    "DSCN0010.jpg": (640, 480),
    "broken_11-tests.jpg": (1136, 775),
    "broken_67-0_length_string.jpg": (1600, 798),
    "landscape_8.jpg": (600, 450),
    "pillow_decompression_bomb_extents.gif": (100, 100),
    "pillow_exif_gps.jpg": (8, 8),
    "portrait_6.jpg": (450, 600),
    "samplefilehub.heif": (640, 426),
}
MORE_MEMORY_KIB = 256 * 1024


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Pictures are drawn before a database sees them."""
    return sqlite_database


def test_every_hostile_picture_is_expected_here(real_data: Path) -> None:
    assert {path.name for path in (real_data / "hostile/images").iterdir()} == {*REFUSED, *UPRIGHT}


@pytest.mark.parametrize("name", [*REFUSED, *UPRIGHT])
def test_a_hostile_picture_ends_as_a_safe_photo_or_a_sentence(
    real_data: Path, citizen: tuple[Site, int], database: Database, name: str
) -> None:
    site = citizen[0]
    site.client.set_cookie("language", "en")
    with database.transaction() as db:
        path = f"/boards/{add_board(db)}/proposals/new"
    content = (real_data / "hostile/images" / name).read_bytes()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    answer = site.send_files(
        path,
        {
            **hidden_fields(site.get(path).text, path),
            "title": "ถังขยะ",
            "category": "environment",
            "body": "ตั้งถัง",
            "place": "",
            "photos": (BytesIO(content), name),
        },
    )
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MORE_MEMORY_KIB
    if name in REFUSED:
        assert answer.status_code == 422
        text = html.unescape(answer.get_data(as_text=True))
        assert f"Photo 1 ({name})" in text
        assert REFUSED[name] in text
        return
    assert answer.status_code == 303
    page = site.get(answer.headers["Location"]).text
    [address] = re.findall(r'href="(/photos/[^"]+)"', page)
    picture = site.client.get(address).data
    assert read(picture).size == UPRIGHT[name]
    assert metadata(read(picture)) == set()
    # The exchangeable image file format and its positions begin with this word.
    assert b"Exif" not in picture
    assert len(picture) < 400_000


def test_the_pictures_came_with_what_must_be_gone(real_data: Path) -> None:
    with Image.open(real_data / "hostile/images/DSCN0010.jpg") as image:
        assert image.getexif().get_ifd(0x8825)
    with Image.open(real_data / "hostile/images/portrait_6.jpg") as image:
        assert image.getexif()[0x0112] == 6
        assert image.size == (600, 450)
