"""What somebody may have meant whose words are nowhere: words of a title that differ by one letter."""

from collections.abc import Iterable, Sequence

from idea4gov.domain.search import MAX_QUERY_LENGTH, MAX_TERMS, phrases, piece_ends, pieces
from idea4gov.domain.slips import slipped_part
from idea4gov.domain.spelling import spelling_key

MOST_ASKED = 40
_LONGEST_TERM = 40
_LEAST_OF_WORD = 3


def neighbourhoods(query: str) -> list[list[list[str]]]:
    """What stands around each piece of a query in which the slip may be: each a list of phrases, all of them.

    A word of Latin letters is one piece: of it, the first half is asked for, as a piece that ends in "*".
    Returns MOST_ASKED at most.
    """
    found = [around for phrase in phrases(query) for around in _around(phrase)]
    return found[:MOST_ASKED]


def suggested_query(query: str, titles: Iterable[str]) -> str | None:
    """The query with one letter changed, so that its first term that is in no title is in one; or None."""
    known = [(key, piece_ends(key)) for key in map(spelling_key, titles)]
    terms = spelling_key(query[:MAX_QUERY_LENGTH]).split(" ")[:MAX_TERMS]
    for place, term in enumerate(terms):
        if len(term) > _LONGEST_TERM or any(term in key for key, _ in known):
            continue
        for key, ends in known:
            meant = slipped_part(term, key, ends)
            if meant is not None and pieces(meant):
                return " ".join([*terms[:place], meant, *terms[place + 1 :]])
    return None


def _around(phrase: Sequence[str]) -> list[list[list[str]]]:
    if len(phrase) > 1:
        # A slip between two pieces changes both.
        left_out = (
            (phrase[:at], phrase[at + width :]) for width in (1, 2) for at in range(len(phrase) - width + 1)
        )
        return [[list(part) for part in parts if part] for parts in left_out if any(parts)]
    word = phrase[0]
    half = (len(word) + 1) // 2
    return [[[f"{word[:half]}*"]]] if word[0] == "w" and half > _LEAST_OF_WORD else []
