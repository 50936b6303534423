"""Rules of photos on proposals and reports: how many, how large, where they stand, and why one is refused."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.fields import at_field
from idea4gov.domain.text import clean_line
from idea4gov.domain.throttle import Limit

MAX_PHOTOS = 4
MAX_PHOTO_BYTES = 10 * 1024 * 1024
ALT_MAX_LENGTH = 200
FULL_SIDE_PX, THUMBNAIL_SIDE_PX = 1600, 480
# Reading pictures is the dearest thing that a form can ask for: counted by forms that carry some.
UPLOADS = Limit("upload-photos", 30, timedelta(hours=1))


class PhotoRefused(Invalid):
    """A photo cannot be taken. Data: number (1.. in the form), name (of the file)."""

    code = "photo_refused"
    message = N_(
        "Photo %(number)s (%(name)s) is damaged, or it is not a picture that we can read. "
        "Please send a JPEG, PNG, WebP or GIF file."
    )


class PhotoTooHeavy(PhotoRefused):
    """More bytes than MAX_PHOTO_BYTES."""

    code = "photo_too_heavy"
    message = N_("Photo %(number)s (%(name)s) is larger than 10 MB. Please send a smaller one.")


class PhotoTooLarge(PhotoRefused):
    """More pixels than can be read in bounded memory."""

    code = "photo_too_large"
    message = N_(
        "Photo %(number)s (%(name)s) has too many pixels. Please make it smaller, or send a screenshot of it."
    )


class HeifPhoto(PhotoRefused):
    """HEIC and its like, which we do not read."""

    code = "heif_photo"
    message = N_(
        "Photo %(number)s (%(name)s) is in the HEIC format, which we cannot read. Please send it as JPEG "
        "(on an iPhone: Settings > Camera > Formats > Most Compatible), or send a screenshot of it."
    )


class TooManyPhotos(Invalid):
    """A proposal, or a report on a project, has at most MAX_PHOTOS."""

    code = "too_many_photos"
    message = N_("There is room for at most 4 photos. Please choose fewer of them, or remove one first.")


@dataclass(frozen=True)
class SafePhoto:
    """A photo drawn anew from its pixels alone, upright, in sRGB, without any metadata.

    width, height: of `full`, in pixels. full, thumbnail: WebP files.
    """

    width: int
    height: int
    full: bytes
    thumbnail: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of both files, 64 hexadecimal digits."""
        return digest_of(self.full, self.thumbnail)


@dataclass(frozen=True)
class NewPhoto:
    """A photo to be added. name: 32 random hexadecimal digits, of its address. alt: as clean_alt gives it."""

    name: str
    alt: str | None
    picture: SafePhoto


def digest_of(full: bytes, thumbnail: bytes) -> str:
    """SHA-256 of a photo's two files, 64 hexadecimal digits; the length keeps them apart."""
    return sha256(len(full).to_bytes(8, "big") + full + thumbnail).hexdigest()


def fit(width: int, height: int, side: int) -> tuple[int, int]:
    """The size of a picture that is made to fit into a square, never larger than it was, at least 1 by 1."""
    longest = max(width, height)
    if longest <= side:
        return width, height
    return max(1, round(width * side / longest)), max(1, round(height * side / longest))


def clean_alt(text: str) -> str | None:
    """What photos show, in 1-200 characters; None when nothing is said. Raises Invalid, `field`: alt."""
    if not text.strip():
        return None
    with at_field("alt"):
        return clean_line(text, max_length=ALT_MAX_LENGTH)


def free_positions(taken: Collection[int], wanted: int) -> list[int]:
    """The first `wanted` of the positions 1..MAX_PHOTOS that are not taken. Raises TooManyPhotos."""
    free = [position for position in range(1, MAX_PHOTOS + 1) if position not in taken]
    if wanted > len(free):
        raise TooManyPhotos(field="photos")
    return free[:wanted]
