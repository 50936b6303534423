"""Reading numbers: the strict form of files, and what people type into a field.

A number that can be read in two ways is refused: a budget that is wrong by a factor of a thousand would be
published and voted on.
"""

import re
import unicodedata
from typing import Final, Literal

from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.text import FORBIDDEN_CHARACTERS, UNREADABLE, EmptyText
from idea4gov.domain.thai import baht_in_words

LARGEST = 10**15 - 1
"""The largest amount accepted; it fits into the integers of every database and of JSON readers."""

_WHOLE = re.compile(r"([0-9]{1,15})(?:\.0{1,15})?", re.ASCII)

NumberKind = Literal["baht", "count", "percent", "points", "serial", "year", "years"]
# Words beside the digits that change nothing: (before, after).
_BAHT = r"บาท(?: ?ถ้วน)?|บ\.?|baht|thb|฿"
_ERA = r"พ\. ?ศ\.|พศ\.?|b\.? ?e\.?"
_WORDS: Final[dict[NumberKind, tuple[str, str]]] = {
    "baht": (
        "(?:จำนวน)?(?:เป็น)?(?:เงิน)? ?(?:฿|thb|baht|บาท)?",
        rf"(?:\.-{{1,2}})? ?(?:{_BAHT})?(?: ?\((?P<words>[^()]+)\))?",
    ),
    "count": ("", "(?:โครงการ|เสียง|คะแนน|แต้ม|คน|ใบ|projects?|votes?|points?)?"),
    "percent": ("(?:ร้อยละ)?", "(?:%|เปอร์เซ็นต์|per ?cent)?"),
    "points": ("", "(?:แต้ม|คะแนน|points?)?"),
    "serial": (r"(?:เลขที่|ที่|no\.?|#)?", ""),
    "year": (rf"(?:ปีงบประมาณ|ปี)? ?(?:{_ERA})?", rf"(?:{_ERA})?"),
    "years": ("(?:อายุ)?", "(?:ปี|years?)?"),
}
_FORMS = {
    kind: re.compile(rf"{before} ?(?P<number>[0-9.,](?:[0-9., ]*[0-9,])?) ?{after}", re.IGNORECASE)
    for kind, (before, after) in _WORDS.items()
}
# One kind of separator, before three digits each. A single dot may also begin decimals, so two are needed.
_NUMBER = re.compile(
    r"(?P<whole>[0-9]+|[1-9][0-9]{0,2}(?P<sign>[, ])[0-9]{3}(?:(?P=sign)[0-9]{3})*)(?:\.0{1,2})?"
    r"|(?P<dotted>[1-9][0-9]{0,2}(?:\.[0-9]{3}){2,})"
)
_EITHER = re.compile(r"(?P<whole>[1-9][0-9]{0,2})\.(?P<rest>[0-9]{3})")
_PART = re.compile(r"(?P<whole>[0-9]{1,15}|[1-9][0-9]{0,2}(?:,[0-9]{3}){1,4})\.[0-9]{1,2}")
_SHOWN, _LONGEST = 40, 200
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")


class NotANumber(Invalid):
    """The text is not a number. typed: its beginning."""

    code = "not_a_number"
    message = N_("“%(typed)s” cannot be read as a number. Please write it in digits, for example 500,000.")


class NumberOutOfRange(Invalid):
    """The number is too small or too large. number: as read. least, most: the allowed range."""

    code = "number_out_of_range"
    message = N_("We read %(number)s. Please write a number from %(least)s to %(most)s.")


class TwoReadings(Invalid):
    """The dot may separate thousands or decimals. typed: the text. small, large: the two readings."""

    code = "two_readings"
    message = N_("“%(typed)s” may mean %(small)s or %(large)s. Please write the one that you mean.")


class NotWhole(Invalid):
    """The number has a fraction. typed: the text. whole: the number without it."""

    code = "not_whole"
    message = N_(
        "“%(typed)s” is %(whole)s and a fraction. Please write a whole number, for example %(whole)s."
    )


class Misgrouped(Invalid):
    """Commas, dots or spaces do not part the digits into groups of three. typed: the text."""

    code = "misgrouped"
    message = N_(
        "“%(typed)s” can be read in more than one way. A comma stands only before three digits, as in "
        "1,500,000. Please write the number again."
    )


class WordsDiffer(Invalid):
    """The amount in brackets, in words, is not that in digits. number: in digits. words: as typed."""

    code = "words_differ"
    message = N_("The digits say %(number)s, but the words say “%(words)s”. Please correct one of them.")


def whole_number(text: str) -> int | None:
    """The int that a text states, 0 to LARGEST, or None. "400000.0" gives 400000.

    text: ASCII digits without a sign; decimals must be zeros. For files and addresses; what people type is
    read by read_number.
    """
    found = _WHOLE.fullmatch(text.strip())
    return int(found[1]) if found else None


def plain_signs(text: str) -> str:
    """A text that people typed, with ASCII for digits of every script, full-width signs, dashes and spaces.

    Signs without width are left out; runs of spaces become one.
    """
    text = "".join(_plain(sign) for sign in text.translate(_FULL_WIDTH).translate(_DASHES))
    return " ".join(text.split())


def _plain(sign: str) -> str:
    if unicodedata.category(sign) == "Cf":
        return ""
    return str(unicodedata.decimal(sign, sign))


def read_amount(text: str, *, least: int = 0, most: int = LARGEST) -> int:
    """The whole baht that people typed: "500,000", "๕๐๐,๐๐๐.-", "฿500 000", "500,000.00 บาทถ้วน".

    least, most: baht, inclusive. Raises as read_number.
    """
    return read_number(text, "baht", least=least, most=most)


def read_number(text: str, kind: NumberKind = "count", *, least: int, most: int) -> int:
    """The whole number that people typed, with or without the unit of its kind.

    Digits may be of any script. Commas or spaces may separate thousands, and dots where there are two or
    more; decimals must be .0 or .00. least, most: inclusive.
    Raises NotANumber, TwoReadings, NotWhole, Misgrouped, WordsDiffer, NumberOutOfRange.
    """
    plain = plain_signs(text[: _LONGEST + 1])
    if not plain:
        raise EmptyText()
    form = _FORMS[kind].fullmatch(plain) if len(text) <= _LONGEST else None
    if form is None:
        raise NotANumber(typed=shortened(plain))
    number = _number(form["number"])
    if not least <= number <= most:
        shown = str if kind == "year" else "{:,}".format
        raise NumberOutOfRange(number=shortened(shown(number)), least=shown(least), most=shown(most))
    words = form.groupdict().get("words")
    if words and words.removesuffix("ถ้วน").replace(" ", "") != baht_in_words(number):
        raise WordsDiffer(number=f"{number:,}", words=shortened(words))
    return number


def _number(text: str) -> int:
    """The number of digits with separators. Raises TwoReadings, NotWhole, Misgrouped."""
    if found := _NUMBER.fullmatch(text):
        return int(re.sub("[., ]", "", found["whole"] or found["dotted"]))
    if found := _EITHER.fullmatch(text):
        small = text.rstrip("0").rstrip(".")
        raise TwoReadings(typed=text, small=small, large=f"{found['whole']},{found['rest']}")
    if found := _PART.fullmatch(text):
        raise NotWhole(typed=text, whole=f"{int(found['whole'].replace(',', '')):,}")
    raise Misgrouped(typed=shortened(text))


def shortened(text: str) -> str:
    """The text as a message quotes it: at most 40 characters, of which a page can show each."""
    text = FORBIDDEN_CHARACTERS.sub(UNREADABLE, text)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 1]}…"
