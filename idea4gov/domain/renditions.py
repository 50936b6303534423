"""Renditions: files that are made from what the database holds, once for each state of it."""

import json
from datetime import timedelta
from hashlib import sha256
from typing import Final, Literal, NamedTuple

from idea4gov.domain.errors import N_, DomainError

RenditionKind = Literal[
    "priorities",
    "round_results",
    "round_file",
    "round_log",
    "document",
    "ballot_papers",
    "roll",
    "card",
    "dataset",
    # Nothing is made: the file comes from where the made files of all machines lie.
    "copy",
]
DIGITS = 32
TEXT_FORMATS: Final = frozenset({"csv", "json", "jsonl", "pb", "txt"})
# Rows (ballots of a `.pb` file, leaves of a log) up to which a text is written for each request: some 30 ms.
LIVE_ROWS: Final = 1_000

LAG = timedelta(seconds=60)
"""How old the numbers in a file may be: on a busy board they change while a file is made."""
KEPT_UNUSED = timedelta(hours=1)
"""How long a file is kept that nobody asks for, such as that of a former state."""
DEADLINE = timedelta(seconds=60)
"""How long the making of one file may last."""
PAUSE_AFTER_FAILURE = timedelta(seconds=60)
PAUSE_AFTER_NO_COPY = timedelta(seconds=10)
"""The same for a copy: what keeps the files may be back sooner. Also how long one is held to be missing."""
MOST_WAITING: Final = 24
"""Files that wait to be made at the same time; of them for one narrow and for one wide network:"""
MOST_OF_NETWORK: Final = 6
MOST_OF_SITE: Final = 12


class NotReady(DomainError):
    """What is asked for is not there yet. Its data are the `seconds` after which to ask again."""


class BeingMade(NotReady):
    """The file will be there soon. seconds: when to ask again."""

    code = "being_made"
    message = N_("The file is being made. Please ask for it again in %(seconds)s seconds.")


class TooManyWaiting(NotReady):
    """So many files wait to be made that this one is not taken on. seconds: when to ask again."""

    code = "too_many_waiting"
    message = N_("Many files are being made at the moment. Please try again in %(seconds)s seconds.")


class Rendition(NamedTuple):
    """What a file shows, and in which form.

    subject: id of a board or round, code of a province, or name of a data set; of a copy, the name of the
    file. name: of the document, or of what a card shows; of a copy, its digest where that is known. first,
    copies: serial numbers of ballot papers. account_id: of the official for whom alone it is made; None: for
    everybody. is_packed: whether as gzip.
    """

    kind: RenditionKind
    subject: str
    format: str
    name: str = ""
    first: int = 0
    copies: int = 0
    account_id: int | None = None
    is_packed: bool = False

    @property
    def key(self) -> str:
        """The name of its folder."""
        return digest(*self)

    def to_json(self) -> str:
        """Itself as JSON, for from_json()."""
        return json.dumps(self._asdict())

    @classmethod
    def from_json(cls, text: str) -> "Rendition":
        """The rendition that to_json() wrote."""
        return cls(**json.loads(text))


class State(NamedTuple):
    """The state of what a rendition shows, as digests. shown: of everything but numbers that change often.

    counted: of these numbers, such as supports. A file may lag behind in them, for LAG, and in nothing else.
    """

    shown: str
    counted: str = ""


COPIED: Final = State("copied")
"""The state of a copy that is there; a file has one state for ever. And of one whose file is nowhere:"""
MISSING: Final = State("missing")


def digest(*parts: object) -> str:
    """A digest of `parts`, as DIGITS hex digits. Parts that print alike are alike."""
    return sha256(repr(parts).encode(errors="surrogatepass")).hexdigest()[:DIGITS]
