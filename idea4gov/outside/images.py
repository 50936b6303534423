"""Re-encoding of uploaded images, so that they are safe to show.

The only module that imports Pillow, and pi-heif, which reads HEIC for it.

Only the pixels of an uploaded file are kept. They are decoded within limits on size, turned upright,
converted to sRGB, scaled down, and written to a new file. Metadata, such as the place and the camera, are
dropped.
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from typing import Any

import pi_heif
from PIL import Image, ImageCms

from idea4gov.domain.photos import (
    FULL_SIDE_PX,
    MAX_PHOTO_BYTES,
    THUMBNAIL_SIDE_PX,
    PhotoRefused,
    PhotoTooHeavy,
    PhotoTooLarge,
    SafePhoto,
    fit,
)

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "HEIF")
# A baseline JPEG is scaled down while it is decoded. Any other image is decoded at its full size, and memory
# holds up to four copies of it; of HEIC, which cameras write at 24 million pixels, never more
# than three bytes a pixel.
MAX_JPEG_PIXELS, MAX_HEIF_PIXELS, MAX_PIXELS = 64_000_000, 25_000_000, 16_000_000
# A progressive JPEG can ask for thousands of passes over all its pixels; cameras and editors make about ten.
MAX_JPEG_SCANS, MAX_JPEG_PARTS = 64, 10_000
# Pillow looks at bytes between the parts of a JPEG one by one, and at the chunks of a PNG.
MAX_JPEG_JUNK, MAX_PNG_CHUNKS = 64 * 1024, 20_000
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
JPEG_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]", re.DOTALL)
# A HEIC is drawn from tiles. Pictures made of pictures that are made of pictures double the work with each
# step, and one that lays pictures on a canvas (iovl) may say that it is of 32,768 by 32,768 pixels; unci and
# tili unpack. Cameras write none of these, and one or two pictures of tiles. An entry of the list of items:
# version and flags, a number of 2 or 4 bytes, 2 bytes of protection, the kind. Source: ISO 14496-12, 8.11.6.
HEIF_ITEM = re.compile(rb"(?=infe.{4}(?:..){2,3}(grid|iden|iovl|unci|tili))", re.DOTALL)
HEIF_DERIVED, MAX_HEIF_DERIVED = (b"grid", b"iden"), 4
END_OF_IMAGE, START_OF_SCAN = 0xD9, 0xDA
MAX_PROFILE_BYTES = 1024 * 1024
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
# Method 1 takes a quarter of the time of the default, for files a few per cent larger.
QUALITY, METHOD = 80, 1

# Pillow itself checks this when it decodes a frame, which may be larger than the header of the file says.
Image.MAX_IMAGE_PIXELS = MAX_JPEG_PIXELS
pi_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False, decode_threads=1)


def make_safe(data: bytes, *, number: int, name: str) -> SafePhoto:
    """Re-encode a photo as WebP: at most 1600 pixels a side, with a thumbnail of at most 480, no metadata.

    data: the uploaded file; of an animation, the first frame is used, and of a motion photo the picture.
    number, name: position of the photo in the form, from 1, and name of its file, for refusals.
    Raises PhotoTooHeavy, PhotoTooLarge, PhotoRefused.
    """
    said = {"field": "photos", "number": number, "name": name}
    with _refusing(said):
        image = _draw(data, said)
        small = image.resize(fit(*image.size, THUMBNAIL_SIDE_PX), Image.Resampling.LANCZOS)
        return SafePhoto(*image.size, full=_webp(image), thumbnail=_webp(small))


def make_emblem(data: bytes, *, name: str) -> bytes:
    """Re-encode an emblem for the head of documents: a PNG of at most 480 pixels a side, on white.

    data, name: as for make_safe. Raises the same errors.
    """
    said = {"field": "emblem", "number": 1, "name": name}
    with _refusing(said):
        image, file = _draw(data, said), BytesIO()
        image.resize(fit(*image.size, THUMBNAIL_SIDE_PX), Image.Resampling.LANCZOS).save(file, "PNG")
        return file.getvalue()


@contextmanager
def _refusing(said: dict[str, Any]) -> Iterator[None]:
    """Turn every error that a hostile file causes in the decoder into a refusal.

    said: data of the refusal.
    """
    try:
        with warnings.catch_warnings():
            # Pillow warns about broken metadata. That does not matter here: no metadata are kept.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except PhotoRefused:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning, MemoryError) as error:
        raise PhotoTooLarge(**said) from error
    # Decoders raise errors of many kinds, from SyntaxError to struct.error.
    except Exception as error:
        raise PhotoRefused(**said) from error


def _draw(data: bytes, said: dict[str, Any]) -> Image.Image:
    """Decode `data` to an image that is upright, opaque, in sRGB, and at most FULL_SIDE_PX a side."""
    data, scans = _jpeg(data) if data.startswith(b"\xff\xd8") else (data, 0)
    if len(data) > MAX_PHOTO_BYTES:
        raise PhotoTooHeavy(**said)
    if scans > MAX_JPEG_SCANS or _has_endless_chunks(data) or _is_built_of_pictures(data):
        raise PhotoRefused(**said)
    with Image.open(BytesIO(data), formats=FORMATS) as image:
        _check_size(image, said)
        orientation, profile = _orientation(image), image.info.get("icc_profile")
        image.draft(None, fit(*image.size, FULL_SIDE_PX))
        image.load()
        opaque = _opaque(image, fit(*image.size, FULL_SIDE_PX))
    srgb = _in_srgb(opaque, profile)
    if orientation in UPRIGHT:
        srgb = srgb.transpose(UPRIGHT[orientation])
    # Pillow copies metadata from image to image in every operation, so the pixels are pasted on a new one.
    clean = Image.new("RGB", srgb.size)
    clean.paste(srgb)
    return clean


def _jpeg(data: bytes) -> tuple[bytes, int]:
    """A JPEG up to the end of its picture, and the number of its passes.

    The number is too many for one of endless parts, or of bytes without end before its first pass.

    Behind the end, phones put the video of a motion photo, a second picture or notes of their own.
    """
    place, scans, junk = 2, 0, 0
    for _ in range(MAX_JPEG_PARTS):
        found = JPEG_MARKER.search(data, place)
        junk += 0 if scans else (found.start() if found else len(data)) - place
        if junk > MAX_JPEG_JUNK:
            break
        if found is None:
            return data, scans
        place, marker = found.end(), found[0][1]
        if marker == END_OF_IMAGE:
            return data[:place], scans
        scans += marker == START_OF_SCAN
        place += int.from_bytes(data[place : place + 2])
    return data, MAX_JPEG_SCANS + 1


def _has_endless_chunks(data: bytes) -> bool:
    """Whether it is a PNG with more chunks than any program writes."""
    if not data.startswith(PNG_SIGNATURE):
        return False
    place = len(PNG_SIGNATURE)
    for _ in range(MAX_PNG_CHUNKS):
        if place >= len(data):
            return False
        # Its length, its name, its content, its checksum.
        place += 4 + 4 + int.from_bytes(data[place : place + 4]) + 4
    return True


def _is_built_of_pictures(data: bytes) -> bool:
    """Whether it is a HEIC that is made in other ways than of tiles, or in many steps."""
    if data[4:8] != b"ftyp":
        return False
    kinds = HEIF_ITEM.findall(data)
    return len(kinds) > MAX_HEIF_DERIVED or not set(kinds) <= set(HEIF_DERIVED)


def _check_size(image: Image.Image, said: dict[str, Any]) -> None:
    width, height = image.size
    most = {"JPEG": MAX_JPEG_PIXELS, "MPO": MAX_JPEG_PIXELS, "HEIF": MAX_HEIF_PIXELS}.get(
        image.format or "", MAX_PIXELS
    )
    # Neither saves anything: the passes of the one, and the transparent layer of the other.
    if image.info.get("progressive") or image.has_transparency_data:
        most = min(most, MAX_PIXELS)
    if width * height > most:
        raise PhotoTooLarge(**said)


def _orientation(image: Image.Image) -> object:
    """The EXIF orientation (1 to 8), or None when it is missing or the metadata are broken."""
    try:
        return image.getexif().get(ORIENTATION)
    # Broken metadata are no reason to refuse a photo.
    except Exception:
        return None


def _opaque(image: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The image resized to `size`; transparent parts become white."""
    if image.mode == "I;16":
        image = _in_8_bits(image)
    if image.has_transparency_data:
        layer = image.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
        paper = Image.new("RGBA", size, "white")
        return Image.alpha_composite(paper, layer).convert("RGB")
    if image.mode not in ("RGB", "L", "CMYK"):
        image = image.convert("RGB")
    return image.resize(size, Image.Resampling.LANCZOS)


def _in_8_bits(image: Image.Image) -> Image.Image:
    """A scanner's 65,536 shades of grey as 256; convert() would make white of all but the darkest 256."""
    grey = image.point(lambda shade: shade * (1 / 257), "L")
    if isinstance(grey.info.get("transparency"), int):
        grey.info["transparency"] //= 257
    return grey


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The image converted to sRGB by its embedded colour profile, if that is valid."""
    if profile and len(profile) <= MAX_PROFILE_BYTES:
        try:
            source = ImageCms.ImageCmsProfile(BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, _srgb(), outputMode="RGB")
        # The profile is broken, or does not fit the colour mode of the image.
        except (ImageCms.PyCMSError, OSError, ValueError):
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _webp(image: Image.Image) -> bytes:
    file = BytesIO()
    image.save(file, "WEBP", quality=QUALITY, method=METHOD)
    return file.getvalue()
