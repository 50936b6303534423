"""Makings of files for the pool of makers: what a process of it needs little time to import."""

import signal

from idea4gov.domain.renditions import Rendition


def never_end(_rendition: Rendition) -> None:
    signal.pause()


def take_much(_rendition: Rendition) -> None:
    bytearray(8 * 1024**3)


def do_it(rendition: Rendition) -> None:
    assert rendition.subject == "1"
