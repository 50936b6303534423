"""Whatever file is sent: a safe picture comes out, or a sentence."""

import struct
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from idea4gov.domain.photos import (
    MAX_PHOTO_BYTES,
    PhotoRefused,
    PhotoTooHeavy,
    PhotoTooLarge,
    SafePhoto,
)
from idea4gov.outside.images import MAX_JPEG_SCANS, ORIENTATION, make_emblem, make_safe
from tests.pictures import BLUE, GREEN, RED, WHITE, colours, file_of, heic, metadata, near, quarters, read
from tests.services.sample import examples

GPS = 0x8825


def safe(content: bytes) -> SafePhoto:
    return make_safe(content, number=1, name="ภาพ.jpg")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_a_picture_of_each_kind_becomes_a_large_and_a_small_webp(kind: str) -> None:
    photo = safe(file_of(quarters(2000, 1000), kind))
    full, thumbnail = read(photo.full), read(photo.thumbnail)
    assert (full.format, full.size, thumbnail.format, thumbnail.size) == (
        "WEBP",
        (1600, 800),
        "WEBP",
        (480, 240),
    )
    assert (photo.width, photo.height) == full.size
    assert colours(full) == colours(thumbnail) == [RED, GREEN, BLUE, WHITE]


def test_a_small_picture_is_not_made_larger() -> None:
    photo = safe(file_of(quarters(10, 7)))
    assert read(photo.full).size == read(photo.thumbnail).size == (10, 7)


def test_a_picture_as_thin_as_a_line_keeps_a_pixel() -> None:
    assert read(safe(file_of(Image.new("RGB", (9000, 1)))).full).size == (1600, 1)


@pytest.mark.parametrize(
    ("orientation", "stands"),
    [
        (1, [RED, GREEN, BLUE, WHITE]),
        (2, [GREEN, RED, WHITE, BLUE]),
        (3, [WHITE, BLUE, GREEN, RED]),
        (4, [BLUE, WHITE, RED, GREEN]),
        (5, [RED, BLUE, GREEN, WHITE]),
        (6, [BLUE, RED, WHITE, GREEN]),
        (7, [WHITE, GREEN, BLUE, RED]),
        (8, [GREEN, WHITE, RED, BLUE]),
        (9, [RED, GREEN, BLUE, WHITE]),
    ],
)
def test_a_photo_stands_as_the_camera_was_held(orientation: int, stands: list[tuple[int, int, int]]) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    full = read(safe(file_of(quarters(), "JPEG", exif=exif, quality=95)).full)
    assert full.size == ((32, 64) if orientation in (5, 6, 7, 8) else (64, 32))
    assert colours(full) == stands


def test_nothing_but_pixels_is_kept() -> None:
    exif = Image.Exif()
    exif[0x010F] = "SECRET-CAMERA"
    exif.get_ifd(GPS)[1] = "N"
    said = {"exif": exif, "comment": b"SECRET-COMMENT", "xmp": b"<x>SECRET-XMP</x>"}
    text = PngInfo()
    text.add_text("Comment", "SECRET-TEXT")
    for content in (file_of(quarters(), "JPEG", **said), file_of(quarters(), "PNG", pnginfo=text, exif=exif)):
        assert b"SECRET" in content
        photo = safe(content)
        for file in (photo.full, photo.thumbnail):
            assert metadata(read(file)) == set()
            assert b"SECRET" not in file


def test_colours_of_another_profile_become_those_of_the_web() -> None:
    # A profile whose red is the blue of sRGB, and its blue the red.
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    swapped = profile.replace(b"rXYZ", b"xXYZ").replace(b"bXYZ", b"rXYZ").replace(b"xXYZ", b"bXYZ")
    photo = safe(file_of(quarters(), "PNG", icc_profile=swapped))
    assert colours(read(photo.full)) == [BLUE, GREEN, RED, WHITE]
    assert metadata(read(photo.full)) == set()


def test_a_broken_profile_is_passed_over() -> None:
    photo = safe(file_of(quarters(), "JPEG", icc_profile=b"no profile at all", quality=95))
    assert colours(read(photo.full)) == [RED, GREEN, BLUE, WHITE]


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_every_kind_of_pixels_is_drawn(mode: str) -> None:
    image = quarters().convert("L").convert("I;16") if mode == "I;16" else quarters().convert(mode)
    full = read(safe(file_of(image, "JPEG" if mode == "CMYK" else "PNG")).full)
    assert (full.mode, full.size) == ("RGB", (64, 32))
    assert near(full.getpixel((48, 24)), WHITE) or mode == "I;16"


def test_what_is_transparent_lies_on_white() -> None:
    assert near(
        read(safe(file_of(Image.new("RGBA", (20, 20), (0, 0, 0, 0)))).full).getpixel((9, 9)), WHITE, 3
    )


def test_of_an_animation_the_first_frame_is_taken() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in (RED, GREEN)]
    for kind in ("GIF", "PNG", "WEBP"):
        photo = safe(file_of(frames[0], kind, save_all=True, append_images=frames[1:]))
        assert near(read(photo.full).getpixel((9, 9)), RED)
        assert getattr(read(photo.full), "n_frames", 1) == 1


def test_a_file_is_known_by_what_it_holds() -> None:
    for content in (
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"%PDF-1.7",
        b"\xff\xd8\xff",
    ):
        with pytest.raises(PhotoRefused):
            safe(content)
    for kind in ("BMP", "TIFF", "ICO", "PPM"):
        with pytest.raises(PhotoRefused):
            safe(file_of(quarters(), kind))


def test_a_file_of_too_many_bytes_is_refused() -> None:
    with pytest.raises(PhotoTooHeavy):
        safe(b"\xff\xd8" + bytes(MAX_PHOTO_BYTES))


def test_a_photo_of_an_iphone_is_read() -> None:
    photo = safe(heic())
    assert (photo.width, photo.height) == (64, 32)
    assert colours(read(photo.full)) == [RED, GREEN, BLUE, WHITE]
    assert metadata(read(photo.full)) == set()


def test_a_photo_of_an_iphone_stands_as_it_was_held() -> None:
    photo = safe(heic(turned=True))
    assert (photo.width, photo.height) == (32, 64)
    assert colours(read(photo.full)) == [GREEN, WHITE, RED, BLUE]


def test_an_emblem_may_be_a_photo_of_an_iphone() -> None:
    assert colours(read(make_emblem(heic(), name="IMG_1.HEIC"))) == [RED, GREEN, BLUE, WHITE]


@pytest.mark.parametrize("side", [6_000, 60_000])
def test_an_iphone_photo_that_claims_too_many_pixels_is_refused_before_they_are_read(side: int) -> None:
    content = bytearray(heic())
    place = content.rindex(b"ispe") + 8
    content[place : place + 8] = struct.pack(">II", side, side)
    content = content.replace(b"\0\0\0@\0 ", struct.pack(">IHH", 0, side % 65536, side % 65536)[2:])
    with pytest.raises(PhotoRefused):
        safe(bytes(content))


@pytest.mark.parametrize("brand", [b"heic", b"avif", b"mif1"])
def test_what_only_begins_like_a_photo_of_an_iphone_is_refused(brand: bytes) -> None:
    with pytest.raises(PhotoRefused):
        safe(b"\0\0\0\x18ftyp" + brand + bytes(100))


def scan(width: int, *shades: int) -> Image.Image:
    """A picture of 16 bits, 16 pixels high: stripes of these shades, each of this width."""
    row = b"".join(struct.pack("<H", shade) * width for shade in shades)
    return Image.frombytes("I;16", (width * len(shades), 16), row * 16)


def test_a_scan_of_16_bits_keeps_its_shades() -> None:
    shades = (0, 20_000, 40_000, 65_535)
    content = file_of(scan(16, *shades))
    for picture in (read(safe(content).full), read(make_emblem(content, name="ตรา.png"))):
        for place, shade in enumerate(shades):
            assert near(picture.getpixel((16 * place + 8, 8)), (shade // 257,) * 3, 6)


def test_the_transparent_shade_of_a_scan_lies_on_white() -> None:
    full = read(safe(file_of(scan(16, 9_000, 30_000), transparency=9_000)).full)
    assert near(full.getpixel((6, 8)), WHITE, 6)
    assert near(full.getpixel((26, 8)), (116, 116, 116), 6)


VIDEO = b"\0\0\0\x18ftypmp42" + b"\xff\xda\xff\xd8\xff\xd9" * 5_000


@pytest.mark.parametrize(
    "trailer",
    [
        VIDEO,
        b"\0\0" + VIDEO + b"SEFHe\0\0\0SEFT",
        b"\xff\xda" * 40_000,
        VIDEO + bytes(2 * MAX_PHOTO_BYTES),
    ],
    ids=["google", "samsung", "scans", "heavy"],
)
@pytest.mark.parametrize("progressive", [False, True])
def test_a_motion_photo_is_a_photo_whatever_lies_behind_its_picture(
    trailer: bytes, progressive: bool
) -> None:
    photo = safe(file_of(quarters(), "JPEG", quality=95, progressive=progressive) + trailer)
    assert colours(read(photo.full)) == [RED, GREEN, BLUE, WHITE]


def test_of_a_photo_with_a_second_picture_behind_it_the_first_is_taken() -> None:
    second = Image.new("RGB", (64, 32), RED)
    photo = safe(file_of(quarters(), "MPO", save_all=True, append_images=[second], quality=95))
    assert colours(read(photo.full)) == [RED, GREEN, BLUE, WHITE]


def test_a_preview_inside_a_jpeg_does_not_end_it() -> None:
    preview = b"\xff\xe5" + struct.pack(">H", 2 + 600) + (b"\xff\xda\xff\xd9" * 150)
    jpeg = file_of(quarters(), "JPEG", quality=95)
    assert colours(read(safe(jpeg[:2] + preview + jpeg[2:]).full)) == [RED, GREEN, BLUE, WHITE]


def test_a_jpeg_of_endless_parts_is_refused() -> None:
    jpeg = file_of(quarters(), "JPEG")
    with pytest.raises(PhotoRefused):
        safe(jpeg[:2] + b"\xff\xe5\0\2" * 2_000_000 + jpeg[2:])


@pytest.mark.real
@pytest.mark.parametrize(("name", "colour"), [("gray16_dark.png", (78, 78, 78)), ("trailer_min.jpg", None)])
def test_pictures_from_the_field_keep_what_they_show(
    real_data: Path, name: str, colour: tuple[int, int, int] | None
) -> None:
    full = read(safe((real_data / "field" / "images" / name).read_bytes()).full)
    assert full.size == (400, 300)
    assert colour is None or near(full.getpixel((200, 150)), colour, 4)


def test_a_picture_that_claims_too_many_pixels_is_refused_before_they_are_read() -> None:
    png = bytearray(file_of(quarters()))
    png[16:24] = struct.pack(">II", 60_000, 60_000)
    with pytest.raises(PhotoRefused):
        safe(bytes(png))
    jpeg = file_of(quarters(), "JPEG")
    head = jpeg.index(b"\xff\xc0") + 5
    with pytest.raises(PhotoTooLarge):
        safe(jpeg[:head] + struct.pack(">HH", 60_000, 60_000) + jpeg[head + 4 :])


@pytest.mark.slow
def test_a_real_bomb_is_refused() -> None:
    with pytest.raises(PhotoTooLarge):
        safe(file_of(Image.new("1", (20_000, 20_000))))


def test_a_jpeg_of_endless_passes_is_refused() -> None:
    jpeg = file_of(quarters(), "JPEG", progressive=True)
    start, end = jpeg.rindex(b"\xff\xda"), len(jpeg) - 2
    with pytest.raises(PhotoRefused):
        safe(jpeg[:start] + jpeg[start:end] * (MAX_JPEG_SCANS + 1) + jpeg[end:])


@pytest.mark.slow
def test_a_photo_of_a_good_camera_is_taken() -> None:
    assert read(safe(file_of(quarters(8160, 6120), "JPEG")).full).size == (1600, 1200)


@settings(max_examples=examples(60))
@given(data=st.data())
def test_a_damaged_file_is_drawn_or_refused(data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]))
    content = bytearray(file_of(quarters(), kind))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    cut = data.draw(st.integers(0, len(content)))
    try:
        photo = safe(bytes(content[:cut]) if data.draw(st.booleans()) else bytes(content))
    except PhotoRefused:
        return
    assert Image.open(BytesIO(photo.full)).size == (photo.width, photo.height)
