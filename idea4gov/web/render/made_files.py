"""Answers with made files that lie where all machines reach them: exports, and daily files of the open data.

A web process never waits for such a place. A file in a folder is handed out as it is. Any other is copied by
the makers into the folder of renditions, where it is found from then on; the server waits for that meanwhile.
"""

from pathlib import Path

from flask.typing import ResponseReturnValue

from idea4gov.domain.made_files import AWAY_SECONDS, FilesAway
from idea4gov.domain.renditions import COPIED, Rendition, TooManyWaiting
from idea4gov.web.http.network_limits import count_request
from idea4gov.web.http.offloading import ask_again_when
from idea4gov.web.http.services import services
from idea4gov.web.render.downloads import send_kept
from idea4gov.web.render.renditions import BUSY_SECONDS, asking_networks, being_made, make_here

# What a copy counts, in pages.
COPY_COST = 20
WAIT_SECONDS = 5


def send_made(name: str, *, content_type: str, shown_name: str, digest: str = "") -> ResponseReturnValue:
    """The file of this name, or an answer that says when to ask again.

    shown_name: in browsers; ASCII. digest: SHA-256 of its bytes, in hex; other bytes count as no file.
    Raises FileNotFoundError, FilesAway, TooManyWaiting, TooManyRequests.
    """
    path = services().files.local_path(name) or _copied(Rendition("copy", name, "", digest))
    return being_made() if path is None else send_kept(path, content_type=content_type, name=shown_name)


def _copied(copy: Rendition) -> Path | None:
    """The copy on this machine; None while it is being made."""
    parts = services()
    folder = parts.renditions
    if parts.makes_renditions and folder.find(copy, COPIED) is None:
        make_here(copy)
    kept = folder.find(copy, COPIED)
    if kept is not None:
        return kept.path
    if folder.is_missing(copy):
        raise FileNotFoundError(copy.subject)
    _ask(copy)
    return None


def _ask(copy: Rendition) -> None:
    folder = services().renditions
    if not folder.is_asked(copy):
        count_request(cost=COPY_COST)
        asked = folder.ask(copy, networks=asking_networks())
        if asked == "full":
            raise TooManyWaiting(seconds=BUSY_SECONDS)
        if asked == "failed":
            raise FilesAway(seconds=AWAY_SECONDS, reason="a copy failed")
    ask_again_when(lambda: not folder.is_asked(copy), seconds=WAIT_SECONDS)
