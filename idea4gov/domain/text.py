"""Checking and normalizing text that people type. It is kept as typed, or refused with a reason.

Kept: every script, emoji with their joiners, zero-width spaces (Thai line breaks), private-use characters.

Changed, without a visible difference: characters are composed (NFC, not NFKC, which decomposes SARA AM), line
ends become "\\n", and white space around the text is removed.

Refused: text that cannot be stored or displayed, or that disturbs the text around it.
"""

import re
import unicodedata

from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.spelling import UNSEEN

NAME_MAX_LENGTH = 60
# Thai needs two marks on a consonant, Tibetan and Khmer up to five; lively people type eight tone marks.
MAX_MARKS = 8
# Of so many characters at most NFC makes one. Source: Unicode Standard Annex 15, "Normalization Forms".
MOST_COMPOSED = 4

# Word processors and phones put vertical tabs and line separators where a person pressed Shift+Enter.
NEWLINES = re.compile("\r\n|[\r\v\f\u2028\u2029]")
# Controls, lone surrogates and non-characters: HTML forbids them, databases refuse some. Said by what is
# allowed, the usual first: the last two signs of 17 planes, one by one, took ten times as long.
FORBIDDEN_CHARACTERS = re.compile(
    "[^\t\n\r -~\xa0-\ud7ff\ue000-\ufdcf\ufdf0-\ufffd"
    + "".join(f"{chr(plane << 16)}-{chr(plane << 16 | 0xFFFD)}" for plane in range(1, 17))
    + "]"
)
DIRECTION_CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
# What a reader of bytes puts where they were no text: the words that stood there are lost.
UNREADABLE = "\N{REPLACEMENT CHARACTER}"

# Without the controls that Python counts as white space: these are refused, not swallowed.
_SPACES = re.compile(r"[^\S\x1c-\x1f\x85]+")
_WHITE_SPACE = "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
OUTER_SPACE = _WHITE_SPACE + "\u200b\u2060\ufeff"
"""White space and what is drawn as nothing, as around a text that was pasted."""

_INVISIBLE = frozenset({"Cc", "Cf", "Me", "Mn", "Zl", "Zp", "Zs"})
# Letters and signs by category, yet drawn as nothing: fillers of Hangul, the empty Braille pattern.
_BLANK_SIGNS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_JOINERS = frozenset("\u200c\u200d")
_JOINER, _EMOJI_STYLE = "\u200d", "\ufe0f"
_DIRECTION_ENDS = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys(
    "\u2066\u2067\u2068", "\u2069"
)


class EmptyText(Invalid):
    """The text is empty, or has only characters that cannot be seen."""

    code = "empty_text"
    message = N_("Nothing is written here yet. Please write something.")


class TextTooLong(Invalid):
    """The text has more characters than the field accepts. length, max_length: in characters."""

    code = "text_too_long"
    message = N_(
        "This is %(length)s characters long. Please shorten it to at most %(max_length)s characters."
    )


class ForbiddenCharacter(Invalid):
    """The text has a control character, a lone surrogate or a non-character.

    character: its code point, as "U+0000". line: number of its line, from 1.
    """

    code = "forbidden_character"
    message = N_(
        "Line %(line)s contains an invisible character (%(character)s) that cannot be kept. "
        "Please delete that part and type it again."
    )


class UnreadableCharacter(Invalid):
    """The text has U+FFFD in the place of characters that were damaged before they arrived.

    line: number of the line of the first one, from 1.
    """

    code = "unreadable_character"
    message = N_(
        "Line %(line)s contains characters that were damaged on their way and cannot be read. "
        "Please type that part again."
    )


class StackedMarks(Invalid):
    """A letter has so many combining marks that they would cover the lines around it.

    max_marks: allowed number.
    """

    code = "stacked_marks"
    message = N_(
        "A letter carries more than %(max_marks)s vowels or tone marks. "
        "Please remove the repeated marks and send it again."
    )


class OpenDirection(Invalid):
    """A line has a control of the direction of writing that is not closed in the same line.

    line: number of its line, from 1.
    """

    code = "open_direction"
    message = N_(
        "Line %(line)s contains an invisible mark that reverses the direction of writing. "
        "Please type that line again instead of pasting it."
    )


class InvisibleInName(Invalid):
    """A name has invisible characters, with which it could look the same as the name of another person."""

    code = "invisible_in_name"
    message = N_("A name cannot contain invisible characters. Please type it instead of pasting it.")


class _Marks(dict[int, str]):
    """{code point: "M" for a mark, "" for a joiner, which does not unstack marks, " " for others}."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        kind = "M" if unicodedata.category(character)[0] == "M" else " "
        kind = "" if character in _JOINERS else kind
        # Bounded, whatever people send.
        if code < _BEYOND_USUAL:
            self[code] = kind
        return kind


_MARKS = _Marks()
_TOO_MANY_MARKS = "M" * (MAX_MARKS + 1)
_BEYOND_USUAL = 0x10000


def clean_text(text: str, *, max_length: int) -> str:
    """Check and normalize a text of one or more lines.

    max_length: in characters (code points) of the result; a line end counts as one. Returns the text to keep;
    cleaning it again changes nothing. Raises EmptyText, TextTooLong, ForbiddenCharacter, UnreadableCharacter,
    StackedMarks, OpenDirection. What is too long even when composed is not looked at further.
    """
    text = NEWLINES.sub("\n", text)
    _check_characters(text)
    text = text.strip(OUTER_SPACE)
    if len(text) > max_length * MOST_COMPOSED:
        raise TextTooLong(length=len(text), max_length=max_length)
    # Before composing, which takes quadratic time on long runs of marks.
    _check_marks(text)
    text = unicodedata.normalize("NFC", text)
    _check_marks(text)
    _check_directions(text)
    if not any(map(_is_visible, text)):
        raise EmptyText()
    if len(text) > max_length:
        raise TextTooLong(length=len(text), max_length=max_length)
    return text


def clean_line(text: str, *, max_length: int) -> str:
    """Check and normalize a text of one line: as clean_text, but tabs and line ends become spaces."""
    return clean_text(re.sub("[\t\n]", " ", NEWLINES.sub("\n", text)), max_length=max_length)


def clean_name(text: str) -> str:
    """Check and normalize a display name: one line, runs of white space as one space.

    It has 1 to NAME_MAX_LENGTH characters, all of which can be seen; only between emoji there may be joiners.
    Raises InvisibleInName, and what clean_text raises.
    """
    name = clean_line(_SPACES.sub(" ", text), max_length=NAME_MAX_LENGTH)
    if any(not _is_of_emoji(name, found.start()) for found in re.finditer(UNSEEN, name)):
        raise InvisibleInName()
    return name


def _is_of_emoji(name: str, at: int) -> bool:
    """Whether the sign there joins two emoji or says how one is drawn, which can be seen."""
    before, after = name[at - 1 : at], name[at + 1 : at + 2]
    if name[at] == _EMOJI_STYLE:
        return bool(before) and unicodedata.category(before) == "So"
    is_behind = bool(before) and (before == _EMOJI_STYLE or unicodedata.category(before) in ("So", "Sk"))
    return name[at] == _JOINER and is_behind and bool(after) and unicodedata.category(after) == "So"


def _check_characters(text: str) -> None:
    found = FORBIDDEN_CHARACTERS.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise ForbiddenCharacter(character=f"U+{ord(found[0]):04X}", line=line)
    if UNREADABLE in text:
        raise UnreadableCharacter(line=text.count("\n", 0, text.index(UNREADABLE)) + 1)


def _check_marks(text: str) -> None:
    if _TOO_MANY_MARKS in text.translate(_MARKS):
        raise StackedMarks(max_marks=MAX_MARKS)


def _check_directions(text: str) -> None:
    """Accept direction controls closed in the same line, such as phones put around pasted numbers."""
    if not DIRECTION_CONTROLS.search(text):
        return
    for number, line in enumerate(text.split("\n"), start=1):
        if not _closes_its_directions(line):
            raise OpenDirection(line=number)


def _closes_its_directions(line: str) -> bool:
    expected: list[str] = []
    for control in DIRECTION_CONTROLS.findall(line):
        if control in _DIRECTION_ENDS:
            expected.append(_DIRECTION_ENDS[control])
        elif not expected or expected.pop() != control:
            return False
    return not expected


def _is_visible(character: str) -> bool:
    return unicodedata.category(character) not in _INVISIBLE and character not in _BLANK_SIGNS
