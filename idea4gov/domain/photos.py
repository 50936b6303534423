"""Rules of photos on proposals and project reports: number, size, positions, and reasons for refusal."""

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
WAITS = timedelta(days=1)
"""How long photos of a refused form are kept for the next sending."""
MAX_WAITING = 2 * MAX_PHOTOS
"""How many of them an account may have: those of two forms."""
# Reading pictures is the dearest thing that a form can ask for: counted by forms that carry some.
UPLOADS = Limit("upload-photos", 30, timedelta(hours=1))


class PhotoRefused(Invalid):
    """The photo cannot be read. number: of the photo in the form, from 1. name: of the file."""

    code = "photo_refused"
    message = N_(
        "Photo %(number)s (%(name)s) is damaged, or it is not a picture that we can read. "
        "Please send a JPEG, PNG, WebP, GIF or HEIC file."
    )


class PhotoTooHeavy(PhotoRefused):
    """The file has more bytes than MAX_PHOTO_BYTES."""

    code = "photo_too_heavy"
    message = N_("Photo %(number)s (%(name)s) is larger than 10 MB. Please send a smaller one.")


class PhotoTooLarge(PhotoRefused):
    """The photo has more pixels than can be read in bounded memory."""

    code = "photo_too_large"
    message = N_(
        "Photo %(number)s (%(name)s) has too many pixels. Please make it smaller, or send a screenshot of it."
    )


class TooManyPhotos(Invalid):
    """The proposal or report would have more than MAX_PHOTOS photos."""

    code = "too_many_photos"
    message = N_("There is room for at most 4 photos. Please choose fewer of them, or remove one first.")


class PhotoGone(Invalid):
    """A photo that was sent with a refused form is not kept any more, or it is another person's."""

    code = "photo_gone"
    message = N_("A photo that you sent earlier is not here any more. Please choose it again.")


@dataclass(frozen=True)
class SafePhoto:
    """A photo re-encoded from its pixels, upright, in sRGB, without metadata.

    width, height: of `full`, in pixels. full, thumbnail: WebP files.
    """

    width: int
    height: int
    full: bytes
    thumbnail: bytes

    @property
    def digest(self) -> str:
        """SHA-256, in hex, of both files."""
        return digest_of(self.full, self.thumbnail)


@dataclass(frozen=True)
class NewPhoto:
    """A photo to be added. name: 32 random hex digits, part of its address. alt: as from clean_alt."""

    name: str
    alt: str | None
    picture: SafePhoto

    @property
    def mark(self) -> str:
        """What tells a sending with this photo from others (see domain.sending)."""
        return self.picture.digest


@dataclass(frozen=True)
class SentBefore:
    """A photo to be added that came with a refused form and waits. name, alt: as of NewPhoto."""

    name: str
    alt: str | None

    @property
    def mark(self) -> str:
        """As of NewPhoto. Another click on the same button names the same photos, which are gone by then."""
        return self.name


ChosenPhoto = NewPhoto | SentBefore


def digest_of(full: bytes, thumbnail: bytes) -> str:
    """SHA-256, in hex, of the two files of a photo, with the length of the first one before them."""
    return sha256(len(full).to_bytes(8, "big") + full + thumbnail).hexdigest()


def fit(width: int, height: int, side: int) -> tuple[int, int]:
    """Scale a size down to fit into a square of `side` pixels. Returns (width, height), each at least 1.

    A picture that fits keeps its size.
    """
    longest = max(width, height)
    if longest <= side:
        return width, height
    return max(1, round(width * side / longest)), max(1, round(height * side / longest))


def clean_alt(text: str) -> str | None:
    """Check and normalize the description of a photo: 1-200 characters; None if it is blank.

    Raises Invalid with data `field`.
    """
    if not text.strip():
        return None
    with at_field("alt"):
        return clean_line(text, max_length=ALT_MAX_LENGTH)


def free_positions(taken: Collection[int], wanted: int) -> list[int]:
    """The first `wanted` positions, of 1 to MAX_PHOTOS, that are not taken. Raises TooManyPhotos."""
    free = [position for position in range(1, MAX_PHOTOS + 1) if position not in taken]
    if wanted > len(free):
        raise TooManyPhotos(field="photos")
    return free[:wanted]
