"""Makings of files for the pool of makers: what a process of it needs little time to import."""

import mmap
import signal

from idea4gov.domain.renditions import Rendition


def never_end(_rendition: Rendition) -> None:
    signal.pause()


def take_much(_rendition: Rendition) -> None:
    bytearray(4 * 1024**3)


def take_what_an_answer_may_not(_rendition: Rendition) -> None:
    bytearray(1_400 * 1024**2)


def draw_the_heaviest_photos(_rendition: Rendition) -> None:
    """Opaque and transparent, beside what the application has."""
    with mmap.mmap(-1, 300 * 1024**2):
        from idea4gov.outside.images import make_safe
        from tests.pictures import file_of, quarters

        for transparent in (False, True):
            picture = quarters(4_000, 4_000)
            heavy = file_of(picture.convert("RGBA") if transparent else picture, "WEBP", method=0)
            assert make_safe(heavy, number=1, name="x").width == 1600


def do_it(rendition: Rendition) -> None:
    assert rendition.subject == "1"
