"""Display names that would be taken for those of an office or an official."""

import re
import unicodedata
from collections.abc import Iterable

from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.spelling import spelling_key

# Letters of other scripts, small or capital, that look like Latin ones, and signs that are written for them.
_LIKE_LATIN = str.maketrans(
    {
        sign: letter
        for letter, signs in {
            "a": "аα@4", "b": "вβ", "c": "с", "d": "ԁ", "e": "еε3", "h": "һнη", "i": "іιı1|!", "j": "ј",
            "k": "кκ", "m": "мμ", "n": "ո", "o": "оοօ0", "p": "рρ", "q": "ԛ", "s": "ѕ5$", "t": "тτ",
            "u": "սυ", "v": "ѵν", "w": "ԝω", "x": "хχ", "y": "уγ", "z": "ζ",
        }.items()
        for sign in signs
    }
)  # fmt: skip
_NO_THAI_BEFORE = "(?<![ก-๎])"
_OFFICES = re.compile(
    "เทศบาล|เทศมนตรี|องค์การบริหารส่วน|เจ้าหน้าที่|ผู้ว่าราชการ|นายอำเภอ|ปลัดอำเภอ|ผู้ดูแลระบบ|แอดมิน|สำนักงานเขต"
    f"|{_NO_THAI_BEFORE}อบ[ตจ](?![ะ-ฺ็-๎])|{_NO_THAI_BEFORE}(?:ท[ตมน]|จนท)\\."
    # "นาย" and a name that begins with "ก" is somebody else.
    "|นายก(?=$|[^ก-๎]|ฯ|เล็ก|เทศ|อบ[ตจ](?![ะ-ฺ็-๎])|องค์การ|เมือง|รัฐมนตรี)"
)
_LATIN_OFFICES = re.compile(
    "(?<![a-z])(?:admin|moderator|municipality|official(?![a-z])|mayor(?![a-z])|govern(?:or|ment)|ideaagov)"
)
_LETTERS_APART = re.compile(r"(?<![a-z])(?:[a-z][ ._*-]+){4,}[a-z](?![a-z])")
_IN_BRACKETS = re.compile(r"[(\[].*?[)\]]")


class NameOfOffice(Invalid):
    """A name reads as that of an office or an official, and its owner has no office."""

    code = "name_of_office"
    message = N_(
        "This name reads like that of an office or an official. Please write your own name or a nickname."
    )


class NameOfOfficial(Invalid):
    """A name looks like that of an official of the place."""

    code = "name_of_official"
    message = N_(
        "An official of your province has this name. Please add something of your own, such as your nickname."
    )


def check_own_name(name: str) -> None:
    """Raise NameOfOffice where a name reads as that of an office ("เทศบาล...", "Admin").

    name: clean, of somebody without an office.
    """
    key = spelling_key(name)
    latin = _in_latin(key)
    joined = _LETTERS_APART.sub(lambda found: re.sub("[^a-z]", "", found[0]), latin)
    thai = re.sub(r"(?<=[ก-๎])[ _*-]+(?=[ก-๎])", "", key)
    if _OFFICES.search(key) or _OFFICES.search(thai) or _LATIN_OFFICES.search(joined):
        raise NameOfOffice()


def check_unlike_officials(name: str, officials: Iterable[str]) -> None:
    """Raise NameOfOfficial where a name looks like one of `officials`, or like it without its brackets."""
    key = _likeness(name)
    if key and any(key in (_likeness(one), _likeness(_IN_BRACKETS.sub("", one))) for one in officials):
        raise NameOfOfficial()


def has_office_in(viewer: Viewer, province_code: str) -> bool:
    """Whether the viewer is an official of the nation, of the province, or of a local government in it."""
    return any(grant.province_code in (None, province_code) for grant in viewer.grants)


def _likeness(name: str) -> str:
    """The name by its letters and digits alone, with Latin ones for those that look like them."""
    latin = _in_latin(spelling_key(name))
    return "".join(sign for sign in latin if unicodedata.category(sign)[0] in "LMN")


def _in_latin(key: str) -> str:
    """A key without accents, with letters of other scripts as the Latin ones that they look like."""
    apart = unicodedata.normalize("NFD", key)
    return "".join(sign for sign in apart if not "\u0300" <= sign <= "\u036f").translate(_LIKE_LATIN)
