"""How many guesses a password withstands, reckoned from what people who guess try first.

The text is cut into parts in the way that makes it cheapest: a word or a common password of the list, a year,
a row or a walk of the keyboard, a day or a telephone number, something repeated, part of the owner's name;
each sign that is left stands for itself. The costs of the parts, in bits, are summed. The method is that of
zxcvbn (Wheeler 2016), with Thai words, places, years and keys in it.
"""

import re
from collections.abc import Collection, Container, Iterable, Iterator

from idea4gov.domain.spelling import one_spelling
from idea4gov.domain.thai_keyboard import typed_as_latin, typed_as_thai

LONGEST_WORD = 32
_SHORTEST_PART, _SHORTEST_WORD = 3, 4
_WORD, _CHEAP, _YEAR, _REPEAT = 17.0, 5.0, 6.0, 3.0
# Thai words are 13,000, and the few that come to everybody's mind make most of the passwords.
_THAI_WORD = 11.5
_DISGUISE, _OTHER_KEYBOARD = 2.0, 0.3
# What a reading costs beside the word itself: as typed, leet in two ways, and the keys of either keyboard.
_EXTRAS = (0.0, _DISGUISE, _DISGUISE, _OTHER_KEYBOARD, _OTHER_KEYBOARD)
_ROW, _SIGN_OF_ROW, _STEP_OF_WALK = 5.0, 0.3, 1.5
_DIGIT, _LETTER, _OTHER_LETTER, _COMMON_SIGN, _SIGN, _CAPITAL = 3.3, 4.7, 5.0, 3.0, 5.0, 2.0
# Of Thai letters as they follow each other in writing; those of no word are mostly parts of some.
_THAI_LETTER = 3.6
_COMMON_SIGNS = frozenset("!@#._-")
# Buddhist years, and those of the common era.
_A_YEAR = re.compile(r"19\d\d|20\d\d|2[4-6]\d\d")
_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_LEET = str.maketrans("@430!$578926(+€|", "aaeoisstbgzgctel")
# Telephone and identity numbers, which others know of somebody; days, in the orders they are written in.
_NUMBERS = {
    10: (re.compile(r"0[2-9]\d{8}"), 8.0),
    13: (re.compile(r"[1-8]\d{12}"), 8.0),
    8: (re.compile(r"[0-3]\d[01]\d(19|20|2[45])\d\d|(19|20|2[45])\d\d[01]\d[0-3]\d"), 12.0),
    6: (re.compile(r"[0-3]\d[01]\d\d\d|\d\d[01]\d[0-3]\d"), 12.0),
}
# What is written before and behind the other words of passwords here. They cost as little as one's own name.
USUAL = frozenset(
    {
        "password", "pass", "admin", "user", "love", "ilove", "iloveyou", "hello", "welcome", "test", "my",
        "the", "thai", "thailand", "siam", "sawasdee", "sawatdee", "krub", "krap", "khrap", "idea4gov",
        "thesaban", "thetsaban", "tessaban", "mueang", "muang", "changwat", "amphoe", "amphur", "tambon",
        "khet", "municipality", "district", "subdistrict", "province", "city", "town", "office", "year",
        "beach", "tel", "phone", "mobile", "line", "number", ".go.th", ".ac.th", ".co.th", ".or.th",
        ".com", "gmail.com", "hotmail.com", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep",
        "oct", "nov", "dec", "january", "february", "march", "april", "june", "july", "august",
        "september", "october", "november", "december", "monday", "tuesday", "wednesday", "thursday",
        "friday", "saturday", "sunday", "ไทย", "ประเทศไทย", "เมืองไทย", "รัก", "สวัสดี", "ครับ", "ค่ะ",
        "รหัส", "รหัสผ่าน", "บอกเราถึงรัฐ", "เทศบาล", "เทศบาลเมือง", "เทศบาลนคร", "เทศบาลตำบล", "จังหวัด",
        "อำเภอ", "ตำบล", "เมือง", "อบต", "อบจ", "อบต.", "อบจ.", "ทม.", "ทต.", "ทน.", "เขต", "แขวง",
        "สำนักงาน", "พ.ศ.", "โทร", "เบอร์", "เบอร์โทร", "เลข", "วัน", "วันที่", "ที่", "เดือน", "จันทร์",
        "อังคาร", "พุธ", "พฤหัส", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์", "มกรา", "กุมภา", "มีนา", "เมษา", "พฤษภา",
        "มิถุนา", "กรกฎา", "สิงหา", "กันยา", "ตุลา", "พฤศจิกา", "ธันวา",
    }
)  # fmt: skip
_PATHS = (
    "`1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./", "01234567890", "12345678910111213",
    "abcdefghijklmnopqrstuvwxyz", "กขฃคฅฆงจฉชซฌญ", "_ๅ/-ภถุึคตจขช", "ๆไำพะัีรนยบลฃ", "ฟหกดเ้่าสวง", "ผปแอิืทมใฝ",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "qazwsxedcrfvtgbyhnujmik,ol.p;/", "qweasdzxc", "qwaszx",
    "plmoknijbuhvygctfxrdzeswaq", "plokmijnuhbygvtfcrdxeszwaq",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7", "q1w2e3r4t5y6u7i8o9p0", "1q2w3e4r5t6y7u8i9o0p", "a1b2c3d4e5f6g7h8i9j0",
    "123qweasdzxc", "qwe123", "asd123", "147258369", "159753", "741852963", "!@#$%^&*()_+", "13579", "24680",
)  # fmt: skip
# Rows of three signs are many; these are common.
_SHORT_ROWS = frozenset(
    {"123", "321", "234", "456", "789", "987", "007", "abc", "xyz", "qwe", "asd", "zxc", "ewq", "dsa", "cxz"}
)
_ROWS = " ".join(
    "".join(signs)
    for path in _PATHS
    for signs in (path, path[::-1], one_spelling(path), one_spelling(path[::-1]))
).replace("\u0e4dา", "ำ")
# Where keys lie, in widths of a key: (row, from the left).
_KEYS = {
    sign: (row, indent + at)
    for row, (indent, bare, shifted) in enumerate(
        (
            (0.0, "`1234567890-=", "~!@#$%^&*()_+"),
            (1.5, "qwertyuiop[]\\", "QWERTYUIOP{}|"),
            (1.75, "asdfghjkl;'", 'ASDFGHJKL:"'),
            (2.25, "zxcvbnm,./", "ZXCVBNM<>?"),
        )
    )
    for at, signs in enumerate(zip(bare, shifted, strict=True))
    for sign in signs
}


def guess_bits(text: str, *, words: Container[str], own: Iterable[str] = ()) -> float:
    """Bits of the number of guesses after which a password is found: 30.0 are a billion guesses.

    text: of a length that its caller bounds. words: common passwords and words, in small letters without
    spaces, of at most LONGEST_WORD characters. own: words about the owner, such as parts of the name.
    """
    # NFKC takes SARA AM apart, and one key types it.
    typed = "".join(text.split()).replace("\u0e4dา", "ำ")
    small = _each_folded(typed).translate(_DIGITS)
    leet = small.translate(_LEET)
    keys = (typed_as_thai(typed), _each_folded(typed_as_latin(typed)))
    readings = (small, leet.replace("1", "i"), leet.replace("1", "l"), *keys)
    cheap = USUAL.union(_each_folded(one) for one in own if len(one) >= _SHORTEST_PART)
    known = _Known(readings, words, cheap, keys=typed_as_latin(typed))
    cheapest = [0.0]
    for end in range(1, len(small) + 1):
        bits = cheapest[end - 1] + _bits_of_sign(small[end - 1])
        for start, part in known.parts(end, cheapest, bits):
            bits = min(bits, cheapest[start] + part)
        cheapest.append(bits)
    return cheapest[-1] + _bits_of_capitals(typed)


class _Known:
    """Parts of a text that guessers know.

    readings: the text in its disguises, each as long as the first. keys: the text by its keys.
    """

    def __init__(
        self, readings: tuple[str, ...], words: Container[str], cheap: Collection[str], *, keys: str
    ) -> None:
        self._text = readings[0]
        self._walks = _walks(keys)
        self._readings = readings
        self._words = words
        self._cheap = cheap

    def parts(self, end: int, cheapest: list[float], most: float) -> Iterator[tuple[int, float]]:
        """The parts that end at `end`, as (start, bits); words only where they can cost less than `most`."""
        yield from self._repeats(end)
        yield from self._numbers(end)
        if (keys := self._walks[end - 1]) >= _SHORTEST_WORD:
            yield end - keys, _ROW + _STEP_OF_WALK * (keys - 1)
        for start in range(max(0, end - LONGEST_WORD), end - _SHORTEST_PART + 1):
            left = most - cheapest[start]
            part = self._text[start:end]
            if len(part) >= _SHORTEST_WORD and part in self._text[:start]:
                yield start, _REPEAT
            elif any(reading[start:end] in self._cheap for reading in self._readings):
                yield start, _CHEAP
            elif part in _SHORT_ROWS or (len(part) >= _SHORTEST_WORD and part in _ROWS):
                yield start, _ROW + _SIGN_OF_ROW * len(part)
            elif left > _YEAR and _A_YEAR.fullmatch(part):
                yield start, _YEAR
            elif left > _THAI_WORD:
                yield from self._word(start, end, left)

    def _word(self, start: int, end: int, most: float) -> Iterator[tuple[int, float]]:
        """The part as a word, if that costs less than `most`: as it stands, in disguise, or backwards."""
        parts = [(reading[start:end], extra) for reading, extra in zip(self._readings, _EXTRAS, strict=True)]
        backwards = parts[0][0][::-1]
        if backwards in self._cheap:
            yield start, _CHEAP + _DISGUISE
        known = set()
        for word, extra in (*parts, (backwards, _DISGUISE)):
            bits = (_THAI_WORD if _is_thai(word) else _WORD) + extra
            is_long = len(word) >= _SHORTEST_WORD or _is_thai(word)
            if bits < most and is_long and word not in known and word in self._words:
                yield start, bits
            known.add(word)

    def _numbers(self, end: int) -> Iterator[tuple[int, float]]:
        for length, (pattern, bits) in _NUMBERS.items():
            if end >= length and pattern.fullmatch(self._text, end - length, end):
                yield end - length, bits

    def _repeats(self, end: int) -> Iterator[tuple[int, float]]:
        """Parts that go on as before: "aaa" behind an "a", the second "ab" of "abab"."""
        for period in range(1, min(LONGEST_WORD, end // 2) + 1):
            start = end
            while start > period and self._text[start - 1] == self._text[start - 1 - period]:
                start -= 1
            if end - start >= max(2, period):
                yield start, _REPEAT


def _walks(keys: str) -> list[int]:
    """For each sign, how many signs up to it lie on keys that are neighbours, one after the other."""
    lengths: list[int] = []
    for at, sign in enumerate(keys):
        goes_on = at > 0 and _are_neighbours(keys[at - 1], sign)
        lengths.append(lengths[-1] + 1 if goes_on else 1)
    return lengths


def _are_neighbours(one: str, other: str) -> bool:
    if one not in _KEYS or other not in _KEYS:
        return False
    (row, left), (other_row, other_left) = _KEYS[one], _KEYS[other]
    return abs(row - other_row) <= 1 and 0 < abs(left - other_left) <= 1


def _is_thai(text: str) -> bool:
    return "ก" <= text[:1] <= "๎"


def _each_folded(text: str) -> str:
    """The text in small letters, sign for sign: what folds into several signs stays as it is."""
    return "".join(small if len(small := sign.casefold()) == 1 else sign for sign in text)


def _bits_of_sign(sign: str) -> float:
    if sign.isdigit():
        return _DIGIT
    if _is_thai(sign):
        return _THAI_LETTER
    if sign.isalpha():
        return _LETTER if sign.isascii() else _OTHER_LETTER
    return _COMMON_SIGN if sign in _COMMON_SIGNS else _SIGN


def _bits_of_capitals(text: str) -> float:
    """A capital at the start and capitals alone are tried first; others have to be guessed."""
    letters = [sign for sign in text if sign.isalpha()]
    capitals = sum(sign.isupper() for sign in letters[1:])
    return 0.0 if capitals == len(letters) - 1 else _CAPITAL * capitals
