"""How many guesses a password withstands, reckoned from what people who guess try first.

The text is cut into parts in the way that makes it cheapest: a word or a common password of the list, a year,
a row of the keyboard, something repeated, part of the owner's name; each sign that is left stands for itself.
The costs of the parts, in bits, are summed. The method is that of zxcvbn (Wheeler 2016), with Thai words,
places, years and keys in it.
"""

import re
from collections.abc import Collection, Container, Iterable, Iterator

from idea4gov.domain.thai_keyboard import typed_as_latin, typed_as_thai

LONGEST_WORD = 32
_SHORTEST_PART, _SHORTEST_WORD = 3, 4
_WORD, _CHEAP, _YEAR, _REPEAT = 17.0, 5.0, 6.0, 3.0
_DISGUISE = 2.0
_ROW, _SIGN_OF_ROW = 5.0, 0.3
_DIGIT, _LETTER, _OTHER_LETTER, _COMMON_SIGN, _SIGN, _CAPITAL = 3.3, 4.7, 5.0, 3.0, 5.0, 2.0
_COMMON_SIGNS = frozenset("!@#._-")
# Buddhist years, and those of the common era.
_A_YEAR = re.compile(r"19\d\d|20\d\d|2[4-6]\d\d")
_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
_LEET = str.maketrans("@430!$578", "aaeoisstb")
# What is written before and behind the other words of passwords here. They cost as little as one's own name.
_USUAL = frozenset(
    {
        "password", "pass", "admin", "user", "love", "ilove", "iloveyou", "hello", "welcome", "test", "my",
        "the", "thai", "thailand", "siam", "sawasdee", "sawatdee", "krub", "krap", "khrap", "idea4gov",
        "thesaban", "tessaban", "mueang", "muang", "changwat", "amphoe", "tambon",
        "ไทย", "ประเทศไทย", "เมืองไทย", "รัก", "สวัสดี", "ครับ", "ค่ะ", "รหัส", "รหัสผ่าน", "บอกเราถึงรัฐ",
        "เทศบาล", "เทศบาลเมือง", "เทศบาลนคร", "เทศบาลตำบล", "จังหวัด", "อำเภอ", "ตำบล", "เมือง", "อบต", "อบจ",
    }
)  # fmt: skip
_PATHS = (
    "`1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./", "01234567890", "12345678910111213",
    "abcdefghijklmnopqrstuvwxyz", "กขฃคฅฆงจฉชซฌญ", "_ๅ/-ภถุึคตจขช", "ๆไำพะัีรนยบลฃ", "ฟหกดเ้่าสวง", "ผปแอิืทมใฝ",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/", "qazwsxedcrfvtgbyhnujmik,ol.p;/", "qweasdzxc", "qwaszx",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7", "q1w2e3r4t5y6u7i8o9p0", "1q2w3e4r5t6y7u8i9o0p", "a1b2c3d4e5f6g7h8i9j0",
    "123qweasdzxc", "qwe123", "asd123", "147258369", "159753", "741852963", "!@#$%^&*()_+", "13579", "24680",
)  # fmt: skip
# Rows of three signs are many; these are common.
_SHORT_ROWS = frozenset(
    {"123", "321", "234", "456", "789", "987", "007", "abc", "xyz", "qwe", "asd", "zxc", "ewq", "dsa", "cxz"}
)
_ROWS = " ".join(_PATHS + tuple(path[::-1] for path in _PATHS))


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
    cheap = _USUAL.union(_each_folded(one) for one in own if len(one) >= _SHORTEST_PART)
    known = _Known(readings, words, cheap)
    cheapest = [0.0]
    for end in range(1, len(small) + 1):
        bits = cheapest[end - 1] + _bits_of_sign(small[end - 1])
        for start, part in known.parts(end, cheapest, bits):
            bits = min(bits, cheapest[start] + part)
        cheapest.append(bits)
    return cheapest[-1] + _bits_of_capitals(typed)


class _Known:
    """Parts of a text that guessers know. readings: the text in its disguises, each as long as the first."""

    def __init__(self, readings: tuple[str, ...], words: Container[str], cheap: Collection[str]) -> None:
        self._text = readings[0]
        self._readings = readings
        self._words = words
        self._cheap = cheap

    def parts(self, end: int, cheapest: list[float], most: float) -> Iterator[tuple[int, float]]:
        """The parts that end at `end`, as (start, bits); words only where they can cost less than `most`."""
        yield from self._repeats(end)
        for start in range(max(0, end - LONGEST_WORD), end - _SHORTEST_PART + 1):
            left = most - cheapest[start]
            part = self._text[start:end]
            if len(part) >= _SHORTEST_WORD and part in self._text[:start]:
                yield start, _REPEAT
            elif any(reading[start:end] in self._cheap for reading in self._readings):
                yield start, _CHEAP
            elif part in _SHORT_ROWS or (len(part) >= _SHORTEST_WORD and part in _ROWS):
                yield start, _ROW + _SIGN_OF_ROW * len(part)
            elif end - start >= _SHORTEST_WORD and left > _YEAR:
                if _A_YEAR.fullmatch(part):
                    yield start, _YEAR
                elif left > _WORD and part in self._words:
                    yield start, _WORD
                elif left > _WORD + _DISGUISE and self._is_disguised(start, end):
                    yield start, _WORD + _DISGUISE

    def _is_disguised(self, start: int, end: int) -> bool:
        part = self._text[start:end]
        others = {reading[start:end] for reading in self._readings[1:]} - {part}
        return any(other in self._words for other in others)

    def _repeats(self, end: int) -> Iterator[tuple[int, float]]:
        """Parts that go on as before: "aaa" behind an "a", the second "ab" of "abab"."""
        for period in range(1, min(LONGEST_WORD, end // 2) + 1):
            start = end
            while start > period and self._text[start - 1] == self._text[start - 1 - period]:
                start -= 1
            if end - start >= max(2, period):
                yield start, _REPEAT


def _each_folded(text: str) -> str:
    """The text in small letters, sign for sign: what folds into several signs stays as it is."""
    return "".join(small if len(small := sign.casefold()) == 1 else sign for sign in text)


def _bits_of_sign(sign: str) -> float:
    if sign.isdigit():
        return _DIGIT
    if sign.isalpha():
        return _LETTER if sign.isascii() else _OTHER_LETTER
    return _COMMON_SIGN if sign in _COMMON_SIGNS else _SIGN


def _bits_of_capitals(text: str) -> float:
    """A capital at the start and capitals alone are tried first; others have to be guessed."""
    letters = [sign for sign in text if sign.isalpha()]
    capitals = sum(sign.isupper() for sign in letters[1:])
    return 0.0 if capitals == len(letters) - 1 else _CAPITAL * capitals
