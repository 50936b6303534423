"""The sheet of a list of eligible people, as offices write it: columns, lines, and what is wrong in them.

Nothing is said back of a line but its number in the sheet and the end of a national number.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.identity.digests import NoIdentityKey
from idea4gov.domain.identity.doors import VoterClass
from idea4gov.domain.identity.national_numbers import DIGITS, masked, read_national_number
from idea4gov.domain.numbers import plain_signs
from idea4gov.domain.proposal_sheets import MIB, SheetBounds, SheetLine, SheetPage, SheetRefused
from idea4gov.domain.sheet_headings import HEADING_LINES, heading_key
from idea4gov.domain.spelling import spelling_key
from idea4gov.domain.voter_list_headings import Part, find_parts, part_of
from idea4gov.domain.voter_lists import MAX_LINES, LineProblem, VoterLine

OF_LISTS: Final = SheetBounds(
    bytes=16 * MIB,
    rows=MAX_LINES,
    lines=MAX_LINES + 1_000,
    signs=30_000_000,
    cells=4_500_000,
    records=200_000,
    unpacked=256 * MIB,
    declared=256 * MIB,
    elements=6_000_000,
)
_TITLES = re.compile(
    r"(?:นางสาว|นาง|นาย|น\.?ส\.?(?=[\s.])|เด็กชาย|เด็กหญิง|ด\.?ช\.|ด\.?ญ\.|mr\.?\s|mrs\.?\s|miss\s|ms\.?\s)\s*",
    re.IGNORECASE,
)
_HOUSE = re.compile(r"(?:บ้าน)?เลขที่\s*|บ้าน\s+|no\.?\s*", re.IGNORECASE)
_MOO = re.compile(r"(?:หมู่(?:ที่|บ้านที่|บ้าน)?|ม\.?|moo|village)?\s*\.?\s*([0-9]{1,2})(?:\s.*)?", re.IGNORECASE)
_YEAR = re.compile(r"(?<![0-9])([12][0-9]{3})(?![0-9])")
_CLASSES: Mapping[str, VoterClass] = {
    **dict.fromkeys(("registered", "ผู้มีชื่อในทะเบียนบ้าน", "มีชื่อในทะเบียนบ้าน", "ทะเบียนบ้าน"), "registered"),
    # As the house register says of everybody in it.
    **dict.fromkeys(("เจ้าบ้าน", "ผู้อาศัย", "ผู้มีสิทธิ", "ผู้มีสิทธิเลือกตั้ง"), "registered"),
    **dict.fromkeys(
        ("lives_here", "lives here", "ผู้อยู่อาศัย", "อยู่อาศัย", "ประชากรแฝง", "ผู้พักอาศัย", "ผู้เช่า"), "lives_here"
    ),
    **dict.fromkeys(("visitor", "ผู้มาเยือน", "ผู้มาติดต่อ", "นักท่องเที่ยว"), "visitor"),
}
_CLASS_KEYS: Mapping[str, VoterClass] = {heading_key(word): of for word, of in _CLASSES.items()}
_ERA, _OLDEST, _LONGEST = 543, 120, 120
# Whole, for people are called so, too: รวมพร, รวมใจ.
_SUM = re.compile(
    "(?:ผล|ยอด)?รวม(?:ทั้งหมด|ทั้งสิ้น|จำนวน|หมู่ที่|หมู่)*[0-9]*(?:คน|ราย|หลัง|ครัวเรือน|หลังคาเรือน)?[0-9]*"
    "|(?:sub|grand)?total[0-9]*"
)
_BEHIND_HOUSE = re.compile(r"(?<=[0-9])\s*,?\s*(?:หมู่|ม\.|moo\b).*", re.IGNORECASE)

PROBLEMS: Final[Mapping[str, str]] = {
    "not_a_national_number": N_("The number has not 13 digits."),
    "shortened_national_number": N_("The spreadsheet shortened the number: set its column to text."),
    "wrong_check_digit": N_("One of the 13 digits is wrong."),
    "twice": N_("It stands on the list already."),
    "nothing": N_("There is neither a number nor a house with a name or a code."),
    "bad_year": N_("The year of birth cannot be read."),
    "bad_village": N_("The village must be a number from 1 to 99."),
    "bad_class": N_("The class is none of: registered, lives here, visitor."),
    "too_long": N_("The name or the house is too long."),
}
"""{code of a problem: as pages say it, a msgid}"""


class ListHeadingMissing(Invalid):
    """No line is a heading with the columns that are needed."""

    code = "list_heading_missing"
    message = N_(
        "None of the first ten lines is a heading with “เลขประจำตัวประชาชน”, or with “บ้านเลขที่” and “ชื่อ-สกุล” "
        "(or “รหัส”). Write the headings above the columns and send the sheet again."
    )


class ListTooLarge(Invalid):
    """The sheet is too large. most: lines."""

    code = "list_too_large"
    message = N_(
        "This sheet is too large. It may be at most 16 MB, with %(most)s lines and 30 columns. "
        "Take the columns away that are not needed."
    )


class ListEmpty(Invalid):
    """The sheet has no line that can be taken."""

    code = "list_empty"
    message = N_("No line of this sheet can be taken, so there is no list.")


REFUSALS: Final[Mapping[str, str]] = {
    "list_heading_missing": ListHeadingMissing.message,
    "list_too_large": ListTooLarge.message,
    "list_empty": ListEmpty.message,
    "sheet_refused": SheetRefused.message,
    "no_identity_key": NoIdentityKey.message,
    "list_lost": N_(
        "The reading was broken off, because the site was started again or the machine had no room. "
        "Nothing of the sheet was kept. Send it once more."
    ),
}
"""{why a whole sheet was refused: as pages say it, a msgid}"""


class ReadList(NamedTuple):
    """A sheet as it was read; lines or problems may be empty, not both.

    twice: how many of the problems are lines that stand on it already.
    """

    lines: list[VoterLine]
    problems: list[LineProblem]

    @property
    def twice(self) -> int:
        return sum(one.code == "twice" for one in self.problems)


def read_list(page: SheetPage, *, place: str, year: int) -> ReadList:
    """The lines of a sheet's page, and those that cannot be taken. place: code of the local government.

    year: the present one, of the common era. Raises ListHeadingMissing, ListEmpty.
    """
    heading, columns = _find_columns(page.lines)
    lines, problems, seen = list[VoterLine](), list[LineProblem](), set[str]()
    for line in page.lines:
        if line.number <= heading or _is_no_line(line, columns):
            continue
        found = _read_line(line, columns, place=place, year=year)
        if isinstance(found, VoterLine) and found.text in seen:
            shown = masked(found.text) if found.kind == "number" else ""
            found = LineProblem(line.number, "twice", shown)
        if isinstance(found, LineProblem):
            problems.append(found)
        else:
            seen.add(found.text)
            lines.append(found)
    if not lines and not problems:
        raise ListEmpty(field="sheet")
    return ReadList(lines, problems)


def name_text(place: str, house: str, name: str) -> str:
    """What is digested of a person who has no number on the list. name: theirs, or their code.

    Titles, spaces, and the ways to type one word do not matter; digits may be Thai.
    """
    return "\n".join((place, house_key(house), _name_key(name)))


def house_key(house: str) -> str:
    """The number of a house in the form in which it is compared: "บ้านเลขที่ ๑๒/๓ หมู่ ๒" is "12/3"."""
    plain = _BEHIND_HOUSE.sub("", plain_signs(house[:_LONGEST]))
    return "".join(_HOUSE.sub("", plain).casefold().split())


def house_text(place: str, village: int | None, house: str) -> str:
    """What is digested of a house."""
    return "\n".join((place, str(village or ""), house_key(house)))


def _name_key(name: str) -> str:
    key = spelling_key(_TITLES.sub("", name[:_LONGEST].strip(), count=1))
    return "".join(sign for sign in key if not sign.isspace() and sign not in ".-")


def _find_columns(lines: Sequence[SheetLine]) -> tuple[int, dict[Part, int]]:
    """The number of the heading's line, and its columns. Raises ListHeadingMissing."""
    for line in [one for one in lines if one.number <= HEADING_LINES]:
        columns = find_parts(line.cells)
        if {"number", "code"} & set(columns) or {"house", "name"} <= set(columns):
            return line.number, columns
    raise ListHeadingMissing(field="sheet")


def _is_no_line(line: SheetLine, columns: Mapping[Part, int]) -> bool:
    """Whether it is the heading once more, as on a new page, a sum, or a heading across the columns."""
    if any(
        part_of(line.cell(at)) == part for part, at in columns.items() if part in ("number", "house", "name")
    ):
        return True
    filled = [cell for cell in line.cells if cell]
    is_numbered = len(line.cell(columns.get("number"))) >= DIGITS
    return line.spread > 1 or not filled or (not is_numbered and bool(_SUM.fullmatch(heading_key(filled[0]))))


def _read_line(
    line: SheetLine, columns: Mapping[Part, int], *, place: str, year: int
) -> VoterLine | LineProblem:
    def cell(part: Part) -> str:
        text = line.cell(columns.get(part))
        return "" if text in ("-", "–", ".") else text

    number, house = cell("number"), cell("house")
    name = " ".join(filter(None, (cell("name"), cell("surname")))) if not cell("code") else cell("code")
    try:
        about = _about(cell("born"), cell("village"), cell("voter_class"), year=year)
    except _Wrong as wrong:
        return LineProblem(line.number, wrong.code)
    if max(len(house), len(name)) > _LONGEST:
        return LineProblem(line.number, "too_long")
    if number:
        try:
            # Spreadsheets write an apostrophe before digits that are a text.
            digits = read_national_number(number.removeprefix("'"))
            return VoterLine(line.number, "number", digits, house, *about)
        except Invalid as error:
            return LineProblem(line.number, error.code, masked(number))
    if not _name_key(name) or not (house_key(house) or cell("code")):
        return LineProblem(line.number, "nothing")
    return VoterLine(line.number, "name", name_text(place, house, name), house, *about)


class _Wrong(Exception):
    """A cell beside the number or name cannot be read. code: of PROBLEMS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _about(
    born: str, village: str, voter_class: str, *, year: int
) -> tuple[int | None, int | None, VoterClass]:
    """(village, year of birth, class). Raises _Wrong."""
    moo = _MOO.fullmatch(plain_signs(village[:_LONGEST])) if village else None
    if village and moo is None:
        raise _Wrong("bad_village")
    of = _CLASS_KEYS.get(heading_key(voter_class)) if voter_class else "registered"
    if of is None:
        raise _Wrong("bad_class")
    # Registers write 0 where a town has no villages.
    return int(moo[1]) or None if moo else None, _birth_year(born, year=year), of


def _birth_year(text: str, *, year: int) -> int | None:
    """The year in a cell, which may hold a whole day, in either era. Raises _Wrong."""
    if not text:
        return None
    years = {int(found) for found in _YEAR.findall(plain_signs(text[:_LONGEST]))}
    possible = {one - _ERA if one > year else one for one in years}
    fitting: Iterator[int] = (one for one in possible if year - _OLDEST <= one <= year)
    found = next(fitting, None)
    if found is None or len(possible) > 1:
        raise _Wrong("bad_year")
    return found
