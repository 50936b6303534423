"""Search in Thai: texts and queries are split into character clusters, and queries are found as phrases.

Thai is written without spaces, so splitting it into words would be guesswork. Clusters (a consonant with its
vowels and tone marks) follow from the orthography. Words of other scripts are kept whole. A cluster or word
is called a piece, and is encoded in the letters a-z, so that every database indexes it unchanged: "t" and the
bytes of a Thai cluster in hexadecimal with the digits a-p, "w" and an ASCII word, or "x" and the bytes of
another word.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from idea4gov.domain.spelling import spelling_key

MAX_QUERY_LENGTH = 400
"""In characters as typed, in whatever spelling; of the key, _SEARCHED characters are looked for."""
MAX_TERMS = 8
LIKE_PIECES = 24
LEAST_LIKENESS = 0.3
_LONGEST_WORD = 60
_SEARCHED = 100

# A leading vowel, a consonant, what stands above and below it, and a vowel that follows.
_CLUSTER = "[เ-ไ]?[ก-ฮ][ัิ-ฺ็-๎]*[ะาำ]?|[เ-ไะาำฯๆ]"
_PIECE = re.compile(rf"(?P<thai>{_CLUSTER})|(?P<word>[^\W\u0e00-\u0e7f_]+)")
_LETTERS = str.maketrans("0123456789abcdef", "abcdefghijklmnop")


def pieces(text: str) -> list[str]:
    """The pieces of a text in their order, encoded in the letters a-z. Punctuation gives none.

    Texts that look alike (see domain.spelling) have the same pieces.
    """
    return [piece for _, piece in _pieces_of_key(spelling_key(text))]


def phrases(query: str) -> list[list[str]]:
    """The phrases that a query asks for, each a list of pieces: one per term, at most MAX_TERMS.

    query: cut after MAX_QUERY_LENGTH characters, and its key behind the piece that reaches its hundredth one.
    Returns [] if it has no letters or digits.
    """
    found, begin = list[list[str]](), 0
    for term in spelling_key(query[:MAX_QUERY_LENGTH]).split(" "):
        found.append([piece for at, piece in _pieces_of_key(term) if begin + at < _SEARCHED])
        begin += len(term) + 1
    return [phrase for phrase in found if phrase][:MAX_TERMS]


def pairs(text: str) -> list[tuple[str, ...]]:
    """The pairs of adjacent pieces of a title, by which titles are compared.

    Each pair is given once, and at most LIKE_PIECES are. A title of a single piece gives that piece alone.
    """
    parts = pieces(text)
    found: list[tuple[str, ...]] = [*pairwise(parts)] or [(part,) for part in parts]
    return list(dict.fromkeys(found))[:LIKE_PIECES]


def likeness(one: str, other: str) -> float:
    """Similarity of two titles, 0 to 1.

    It is the number of common pairs, divided by the number of pairs of the title that has fewer.
    """
    left, right = set(pairs(one)), set(pairs(other))
    if not left or not right:
        return 0.0
    return len(left & right) / min(len(left), len(right))


def most_alike(title: str, titles: Sequence[str], most: int) -> list[int]:
    """Indexes in `titles` of the at most `most` titles that are most similar to `title`, the best first.

    Titles below a likeness of LEAST_LIKENESS are left out.
    """
    marks = [(likeness(title, other), place) for place, other in enumerate(titles)]
    alike = [mark for mark in marks if mark[0] >= LEAST_LIKENESS]
    return [place for _, place in sorted(alike, key=lambda mark: (-mark[0], mark[1]))[:most]]


def piece_ends(key: str) -> list[int]:
    """Where the pieces of a key begin and end, in order."""
    return sorted({end for match in _PIECE.finditer(key) for end in match.span()})


def scope(kind: str, key: str) -> str:
    """The piece that restricts a search to one board or one province; it is indexed with every text there.

    kind: letters that tell boards from provinces. key: id of the board, or code of the province.
    """
    return f"s{kind}{_in_letters(key)}"


def _pieces_of_key(key: str) -> Iterator[tuple[int, str]]:
    """Each piece, with the character of the key at which it begins."""
    for match in _PIECE.finditer(key):
        piece = match[0]
        if match["thai"]:
            yield match.start(), "t" + _in_letters(piece)
        elif piece.isascii() and piece.isalpha():
            yield match.start(), "w" + piece[:_LONGEST_WORD]
        else:
            yield match.start(), "x" + _in_letters(piece[:_LONGEST_WORD])


def _in_letters(text: str) -> str:
    return text.encode().hex().translate(_LETTERS)
