"""Finding a province, a local government or a subdistrict by what people type."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from sys import getsizeof
from typing import Final, Literal, NamedTuple, get_args

from idea4gov.domain.places.search import NICKNAMES, folded_name
from idea4gov.domain.slips import is_slip
from idea4gov.domain.spelling import spelling_key

PlaceKind = Literal["province", "local_government", "subdistrict"]
KINDS: Final[tuple[PlaceKind, ...]] = get_args(PlaceKind)
PROVINCES = 100
"""There are fewer."""
LONGEST_QUERY = 100
LEAST_LETTERS = 2

# What is written before a name, and the whole words for it; the first that fits counts.
_WRITTEN: tuple[tuple[str, PlaceKind, str], ...] = (
    (r"จังหวัด|จ\.", "province", ""),
    (r"องค์การบริหารส่วนตำบล|อบต\.?", "local_government", "องค์การบริหารส่วนตำบล"),
    (r"องค์การบริหารส่วนจังหวัด|อบจ\.?", "local_government", "องค์การบริหารส่วนจังหวัด"),
    (r"เทศบาลนคร|ทน\.", "local_government", "เทศบาลนคร"),
    (r"เทศบาลเมือง|ทม\.", "local_government", "เทศบาลเมือง"),
    (r"เทศบาลตำบล|ทต\.", "local_government", "เทศบาลตำบล"),
    (r"เทศบาล", "local_government", ""),
    (r"ตำบล|ต\.|แขวง", "subdistrict", ""),
)
_PREFIXES = [(re.compile(rf"(?:{signs})\s*(?=\S)"), kind, word) for signs, kind, word in _WRITTEN]
_ENGLISH_KIND = re.compile(
    r"\s+(?:(?:(?:city|town|subdistrict) )?municipality|"
    r"subdistrict(?: administrative organization)?|province)$"
)
_KINDS_OF_OFFICE = re.compile(
    "^(?:องค์การบริหารส่วน(?:ตำบล|จังหวัด)|เทศบาล(?:นคร|เมือง|ตำบล))|"
    r" (?:City|Town|Subdistrict) Municipality$| Subdistrict Administrative Organization$"
)


class PlaceName(NamedTuple):
    """A place that can be found.

    code: of the place. within_th, within_en: names of what it lies in, from near to far; "" for a province.
    """

    kind: PlaceKind
    code: str
    name_th: str
    name_en: str
    province_code: str
    within_th: str
    within_en: str


class _Names(NamedTuple):
    """The folded names of a place: without its kind, with it, and in English."""

    bare: str
    whole: str
    english: str


class PlaceNames:
    """The names of all places, ready to be searched: some 15,000 in the country."""

    def __init__(self, places: Iterable[PlaceName]) -> None:
        """places: in the order in which equally good ones are found."""
        self._places = tuple(places)
        self._names = [_names(place) for place in self._places]
        # One text with a line for each place, because finding in one is much faster than in thousands.
        self._text = "".join(f"{' '.join(names)}\n" for names in self._names)
        self._ends = list(accumulate(sum(map(len, names)) + len(names) for names in self._names))
        self._by_nickname: dict[str, list[int]] = {}
        for at, place in enumerate(self._places):
            for name in NICKNAMES.get(place.code, ()) if place.kind == "province" else ():
                self._by_nickname.setdefault(name, []).append(at)
        self._by_length: dict[int, dict[str, list[int]]] = {}
        for at, names in enumerate(self._names):
            for name in set(names):
                self._by_length.setdefault(len(name), {}).setdefault(name, []).append(at)

    def __sizeof__(self) -> int:
        return getsizeof(self._text) + 1_000 * len(self._places)

    def find(self, query: str, limit: int) -> list[PlaceName]:
        """The places that are called so, at most `limit`: by whole names, by beginnings, then by parts.

        query: any text; what stands before a name ("อบต.", "ตำบล") may be written or not. One of fewer
        letters than LEAST_LETTERS finds nothing.
        """
        asked = _asked(query)
        if len(asked.bare) < LEAST_LETTERS:
            return []
        fitting = {at for at in self._holding(asked.bare) if asked.kind in (None, self._places[at].kind)}
        fitting |= {at for at in self._by_nickname.get(asked.bare, ()) if asked.kind in (None, "province")}
        ranked = sorted((_rank(asked, self._places[at], self._names[at]), at) for at in fitting)
        return [self._places[at] for _, at in ranked[:limit]]

    def nearest(self, query: str, limit: int) -> list[PlaceName]:
        """The places of whose names the query is a slip of one letter, at most `limit`, provinces first."""
        asked = _asked(query)
        found = {
            at: (KINDS.index(self._places[at].kind), name != self._names[at].whole, at)
            for typed in {asked.bare, asked.whole}
            for name in self._slips(typed)
            for at in self._by_length[len(name)][name]
            if asked.kind in (None, self._places[at].kind)
        }
        return [self._places[at] for at in sorted(found, key=found.__getitem__)[:limit]]

    def _holding(self, wanted: str) -> Iterator[int]:
        """Where the places stand that have `wanted` in a name."""
        found = self._text.find(wanted)
        while found >= 0:
            at = bisect_right(self._ends, found)
            yield at
            found = self._text.find(wanted, self._ends[at])

    def _slips(self, typed: str) -> Iterator[str]:
        # One slip leaves the beginning or the end as it was.
        same = max((len(typed) - 2) // 2, 1)
        begin, end = typed[:same], typed[-same:]
        for length in (len(typed) - 1, len(typed), len(typed) + 1):
            for name in self._by_length.get(length, ()):
                if (name.startswith(begin) or name.endswith(end)) and is_slip(typed, name):
                    yield name


class _Asked(NamedTuple):
    """A query. kind: that it names. bare: the folded name without the kind; whole: with it, in full."""

    kind: PlaceKind | None
    bare: str
    whole: str


def _rank(asked: _Asked, place: PlaceName, names: _Names) -> int:
    is_named = asked.bare in (names.bare, names.english)
    if (
        asked.whole == names.whole
        or _is_nickname(asked.bare, place)
        or (is_named and asked.whole == asked.bare)
    ):
        return 0
    if is_named:
        return 1
    return 2 if names.bare.startswith(asked.bare) or names.english.startswith(asked.bare) else 3


def _is_nickname(wanted: str, place: PlaceName) -> bool:
    return place.kind == "province" and wanted in NICKNAMES.get(place.code, ())


def _names(place: PlaceName) -> _Names:
    bare = _KINDS_OF_OFFICE.sub("", place.name_th)
    english = _KINDS_OF_OFFICE.sub("", place.name_en)
    return _Names(_folded(bare), _folded(place.name_th), _folded(english))


def _asked(query: str) -> _Asked:
    key = _ENGLISH_KIND.sub("", spelling_key(query[:LONGEST_QUERY]))
    for pattern, kind, word in _PREFIXES:
        found = pattern.match(key)
        if found:
            bare = key[found.end() :]
            return _Asked(kind, folded_name(bare), folded_name(word + bare))
    return _Asked(None, folded_name(key), folded_name(key))


@lru_cache(maxsize=65_536)
def _folded(name: str) -> str:
    """folded_name of a name of the register: the same ones come with every loading."""
    return folded_name(name)
