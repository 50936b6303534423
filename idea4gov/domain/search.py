"""Search in Thai: texts and queries are taken apart into character clusters, and found as phrases of them.

Thai writes no spaces, so words would have to be guessed; clusters (a consonant with its vowels and tone
marks) are plain orthography. Other words stay whole. A piece is spelled in the letters a-z alone, so that
every database keeps it as it is: "t" and its bytes in sixteen letters, or "w" and the word.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

from idea4gov.domain.thai import arabic_digits

MAX_QUERY_LENGTH = 100
MAX_TERMS = 8
LIKE_PIECES = 24
LEAST_LIKENESS = 0.3
_LONGEST_WORD = 60

# A leading vowel, a consonant, what stands above and below it, and a vowel that follows.
_CLUSTER = "[เ-ไ]?[ก-ฮ][ัิ-ฺ็-๎]*[ะาำๅ]?|[เ-ไะาำๅฯๆ]"
_PIECE = re.compile(rf"(?P<thai>{_CLUSTER})|(?P<word>[^\W\u0e00-\u0e7f_]+)")
_IGNORED = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad"))
_LETTERS = "abcdefghijklmnop"


def pieces(text: str) -> list[str]:
    """The pieces of a text in their order, each of the letters a-z. Punctuation leaves none."""
    plain = unicodedata.normalize("NFKC", arabic_digits(text)).translate(_IGNORED)
    # Normalising to compatibility takes SARA AM apart.
    return list(_spelled(plain.replace("\u0e4d\u0e32", "\u0e33").casefold()))


def phrases(query: str) -> list[list[str]]:
    """What a query asks for: each term as a phrase of pieces, at most MAX_TERMS. [] where it asks nothing."""
    terms = [pieces(term) for term in query[:MAX_QUERY_LENGTH].split()]
    return [term for term in terms if term][:MAX_TERMS]


def pairs(text: str) -> list[tuple[str, ...]]:
    """Neighbouring pieces of a title, each pair once: by them, titles are alike. A lone piece is itself."""
    parts = pieces(text)
    found: list[tuple[str, ...]] = [*pairwise(parts)] or [(part,) for part in parts]
    return list(dict.fromkeys(found))[:LIKE_PIECES]


def likeness(one: str, other: str) -> float:
    """How much two titles have in common: the shared pairs, as a part of the shorter one's. 0 to 1."""
    left, right = set(pairs(one)), set(pairs(other))
    if not left or not right:
        return 0.0
    return len(left & right) / min(len(left), len(right))


def most_alike(title: str, titles: Sequence[str], most: int) -> list[int]:
    """The places in `titles` of those that are like `title`, the likest first."""
    marks = [(likeness(title, other), place) for place, other in enumerate(titles)]
    alike = [mark for mark in marks if mark[0] >= LEAST_LIKENESS]
    return [place for _, place in sorted(alike, key=lambda mark: (-mark[0], mark[1]))[:most]]


def scope(kind: str, key: str) -> str:
    """The piece that stands for a place where one searches: of all texts of a board, or of a province."""
    return f"s{kind}{_in_letters(key)}"


def _spelled(text: str) -> Iterator[str]:
    for match in _PIECE.finditer(text):
        piece = match[0]
        if match["thai"]:
            yield "t" + _in_letters(piece)
        elif piece.isascii() and piece.isalpha():
            yield "w" + piece[:_LONGEST_WORD]
        else:
            yield "x" + _in_letters(piece[:_LONGEST_WORD])


def _in_letters(text: str) -> str:
    return "".join(_LETTERS[byte >> 4] + _LETTERS[byte & 15] for byte in text.encode())
