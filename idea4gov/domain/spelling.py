"""One key for texts that look alike, so that they are equal wherever texts are compared.

A Thai keyboard lets one word be typed in several ways that nobody can tell apart on paper: a tone mark before
or after its vowel, SARA E twice for SARA AE. The key is for comparing only; what is shown is what was typed.
`static/js/spelling.js` makes the same key of Thai letters in the browser.
"""

import re
import unicodedata

# Drawn as nothing: Default_Ignorable_Code_Point of Unicode, signs of annotations, the empty Braille cell.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
# Fonts of the time before OpenType had shifted shapes of Thai signs here; old files still hold them.
_SHIFTED_SHAPES = {0xF700 + at: sign for at, sign in enumerate("ฐิีึื่้๊๋์่้๊๋์ญัํ็่้๊๋์ฺุู")}
_SAME = str.maketrans("๐๑๒๓๔๕๖๗๘๙ๅ", "0123456789า")
# From below upwards. PHINTHU stands first of those below, as Unicode orders them.
_LEVELS = ("ฺ", "ุู", "ัิีึื็ํ", "่้๊๋์๎")
_LEVEL = {mark: level for level, marks in enumerate(_LEVELS) for mark in marks}
# What follows a consonant, if a mark is in it: the marks, and vowels that a mark may stand behind.
_MARKED = re.compile("(?<=[ก-ฮ])[ะาๅ]*[MARKS][MARKSะาๅ]*".replace("MARKS", "".join(_LEVELS)))


def spelling_key(text: str) -> str:
    """The key that all texts share which look like this one; the key of a key is the key itself.

    Equal are: SARA E twice and SARA AE; SARA AM and NIKHAHIT with SARA AA, before or after a tone mark; the
    marks of a letter in any order, behind its vowel too, and typed twice; LAKKHANGYAO and SARA AA; Thai and
    Arabic digits; full-width and half-width letters (NFKC); capital and small letters; signs that are not
    drawn (joiners, soft hyphens, variation selectors) and nothing; white space of any kind and length and
    one space. Spaces, punctuation and all else that can be seen still tell texts apart.

    text: of a length that its caller bounds, because composing takes quadratic time on a run of marks.
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    # Unicode's compatibility caseless match: what is folded may fold once more when it is taken apart.
    text = unicodedata.normalize("NFKD", unicodedata.normalize("NFD", text).casefold()).casefold()
    return " ".join(one_spelling(text.translate(_SAME)).split())


def one_spelling(text: str) -> str:
    """As spelling_key, but capital letters, LAKKHANGYAO, Thai digits and white space stay what they are."""
    text = unicodedata.normalize("NFKD", text.translate(_SHIFTED_SHAPES))
    text = unicodedata.normalize("NFKC", UNSEEN.sub("", text)).replace("เเ", "แ")
    return unicodedata.normalize("NFC", _MARKED.sub(_in_order, text))


def _in_order(found: re.Match[str]) -> str:
    """The marks of a letter from below upwards, each once, then its vowels, and SARA AM as one sign."""
    marks = sorted(dict.fromkeys(sign for sign in found[0] if sign in _LEVEL), key=_LEVEL.__getitem__)
    vowels = "".join(sign for sign in found[0] if sign not in _LEVEL)
    if "ํ" in marks and vowels[:1] == "า":
        return "".join(mark for mark in marks if mark != "ํ") + "ำ" + vowels[1:]
    return "".join(marks) + vowels
