"""Finding a province by its name."""

import re
import unicodedata
from collections.abc import Iterable
from typing import Protocol, TypeVar

from idea4gov.domain.spelling import spelling_key

# What everybody says, and no register knows; written as folded_name() writes.
NICKNAMES = {
    "10": ("กทม", "บางกอก", "bkk", "krungthep"),
    "24": ("แปดริว",),
    "30": ("โคราช", "korat"),
    "80": ("เมืองคอน",),
    "93": ("เมืองลุง",),
}
_LONGEST_QUERY = 100
_MARKS_OF_SOUND = str.maketrans("", "", "็่้๊๋์")
_TITLE = re.compile(r"^\s*(?:จังหวัด|จ\.|changwat\b|province of\b)|\bprovince\s*$", re.IGNORECASE)


class Named(Protocol):
    """Anything that has a code, a Thai and an English name."""

    @property
    def code(self) -> str: ...

    @property
    def name_th(self) -> str: ...

    @property
    def name_en(self) -> str: ...


N = TypeVar("N", bound=Named)


def matching_provinces(query: str, provinces: Iterable[N]) -> list[N]:
    """The provinces whose Thai or English name contains `query`, in the given order.

    Spaces, punctuation, case and tone marks are ignored. Nicknames must be typed in full. query: any text;
    one without letters matches nothing.
    """
    wanted = folded_name(_TITLE.sub("", spelling_key(query[:_LONGEST_QUERY])))
    return [one for one in provinces if wanted and _is_called(one, wanted)]


def _is_called(one: Named, wanted: str) -> bool:
    if wanted in NICKNAMES.get(one.code, ()):
        return True
    return wanted in folded_name(one.name_th) or wanted in folded_name(one.name_en)


def folded_name(text: str) -> str:
    """The name by which places are compared: its key without spaces, punctuation and tone marks."""
    # Vowels above and below the line are marks (M): a pattern of word characters would lose them.
    text = spelling_key(text).translate(_MARKS_OF_SOUND)
    return "".join(sign for sign in text if unicodedata.category(sign)[0] in "LMN")
