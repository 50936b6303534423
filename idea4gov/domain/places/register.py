"""Reading the official register of local governments, a CSV file. It is read whole, or refused.

A code that is not among the known places refuses the file. Every code of the register of August 2022 is still
in use, so an unknown one is a typing error, or a place that must be loaded first.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

from idea4gov.domain.errors import N_, DomainError, Invalid
from idea4gov.domain.places.areas import KnownPlaces
from idea4gov.domain.places.kinds import KINDS, LocalGovernmentKind
from idea4gov.domain.text import clean_line

COLUMNS = (
    "geocode",
    "type",
    "name_th",
    "name_en",
    "province_code",
    "amphoe_code",
    "tambon_covered",
    "dola_code",
)
NAME_MAX_LENGTH = 200
# The register of 2022 has 7,851 rows in 2.3 MB.
MAX_ROWS = 20_000
MAX_LINE_BYTES = 65_536
MAX_BYTES = 32 * 1024 * 1024
_CODE_LENGTHS = (2, 4, 6)
_SHOWN = 60


class BadRegister(Invalid):
    """The file is not a valid register; nothing of it was loaded.

    line: number of the row's first line, from 1. column: its name, or "" if the error is about the whole
    line. reason: an English sentence (a msgid). detail: the values of its %(name)s parameters.
    """

    code = "bad_register"
    message = N_("Line %(line)s, column %(column)s: %(reason)s")

    def __init__(self, line: int, column: str, reason: str, /, **detail: Any) -> None:
        shown = {name: _short(value) for name, value in detail.items()}
        super().__init__(line=line, column=column or "-", reason=reason % shown)
        self.line = line
        self.column = column


@dataclass(frozen=True, slots=True)
class LocalGovernmentRow:
    """A local government in the register.

    kind: key of LOCAL_GOVERNMENT_KINDS. dla_code: at the Department of Local Administration.
    subdistrict_codes: of the subdistricts that it covers, sorted.
    """

    code: str
    kind: LocalGovernmentKind
    name_th: str
    name_en: str
    province_code: str
    district_code: str | None = None
    dla_code: str | None = None
    subdistrict_codes: tuple[str, ...] = ()


def decoded_lines(stream: BinaryIO) -> Iterator[str]:
    """The lines of a binary stream as text, with their line ends, decoded from UTF-8.

    A byte order mark is dropped. Raises BadRegister for another encoding, a zero byte, and a line or a file
    that is too long.
    """
    number = size = 0
    while data := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        size += len(data)
        if len(data) > MAX_LINE_BYTES or size > MAX_BYTES:
            raise BadRegister(number, "", N_("The file is far too large to be a register."))
        yield _decoded(data, number)


def _decoded(data: bytes, line: int) -> str:
    # UTF-16, which spreadsheets offer as "Unicode text", is full of NULs or begins with a mark of its own.
    if b"\0" in data or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BadRegister(line, "", N_("The file is not a text in UTF-8. Save it as “CSV UTF-8”."))
    try:
        return data.decode("utf-8-sig" if line == 1 else "utf-8")
    except UnicodeDecodeError as error:
        raise BadRegister(line, "", N_("The file is not a text in UTF-8. Save it as “CSV UTF-8”.")) from error


def read_register(lines: Iterable[str], known: KnownPlaces) -> list[LocalGovernmentRow]:
    """Read a register. Its columns may have any order; other columns than COLUMNS are ignored.

    lines: from decoded_lines. Returns the rows in file order, with unique codes. Raises BadRegister at the
    first error.
    """
    first_lines: dict[str, int] = {}
    rows = []
    for line, cells in _records(lines):
        row = _Row(line, cells, known).read()
        if row.code in first_lines:
            raise BadRegister(
                line,
                "geocode",
                N_("%(code)s stands in line %(first)s already. Each code may stand once."),
                code=row.code,
                first=first_lines[row.code],
            )
        first_lines[row.code] = line
        rows.append(row)
        if len(rows) > MAX_ROWS:
            raise BadRegister(line, "", N_("The file is far too large to be a register."))
    if not rows:
        raise BadRegister(1, "", N_("The file names no local government."))
    return rows


def _records(lines: Iterable[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Pairs of (number of the row's first line, {column: cell}). Blank lines are skipped."""
    reader = csv.reader(lines, strict=True)
    header: list[str] | None = None
    line = 1
    try:
        for cells in reader:
            if cells and header is None:
                header = _header(cells, line)
            elif cells and header is not None:
                yield line, _named(cells, header, line)
            line = reader.line_num + 1
    except csv.Error as error:
        reason = N_("The line is not well-formed CSV: look for a quotation mark that is not closed.")
        raise BadRegister(line, "", reason) from error


def _header(cells: list[str], line: int) -> list[str]:
    names = [cell.strip() for cell in cells]
    for column in COLUMNS:
        if names.count(column) != 1:
            reason = N_("The first line must name this column once: %(found)s.")
            raise BadRegister(line, column, reason, found=", ".join(names))
    return names


def _named(cells: list[str], header: list[str], line: int) -> Mapping[str, str]:
    if len(cells) != len(header):
        column = header[min(len(cells), len(header) - 1)]
        reason = N_("The row has %(cells)s cells; the first line has %(columns)s.")
        raise BadRegister(line, column, reason, cells=len(cells), columns=len(header))
    return dict(zip(header, cells, strict=True))


class _Row:
    """Checks one row of the register."""

    def __init__(self, line: int, cells: Mapping[str, str], known: KnownPlaces) -> None:
        self._line = line
        self._cells = cells
        self._known = known

    def read(self) -> LocalGovernmentRow:
        province = self._known_code("province_code", self._known.provinces)
        code = self._digits("geocode", self._cells["geocode"].strip())
        if len(code) not in _CODE_LENGTHS or not code.startswith(province):
            reason = N_("%(code)s must have 2, 4 or 6 digits and begin with %(province)s, its province's.")
            raise self._bad("geocode", reason, code=code, province=province)
        return LocalGovernmentRow(
            code=code,
            kind=self._kind(),
            name_th=self._name("name_th"),
            name_en=self._name("name_en"),
            province_code=province,
            district_code=self._district(province),
            dla_code=self._optional_digits("dola_code"),
            subdistrict_codes=self._subdistricts(province),
        )

    def _kind(self) -> LocalGovernmentKind:
        text = self._cells["type"].strip()
        if text not in KINDS:
            reason = N_("“%(text)s” is not a type of local government: use one of %(types)s.")
            raise self._bad("type", reason, text=text, types=", ".join(KINDS))
        return KINDS[text]

    def _name(self, column: str) -> str:
        try:
            return clean_line(self._cells[column], max_length=NAME_MAX_LENGTH)
        except DomainError as error:
            raise BadRegister(self._line, column, error.message, **error.data) from error

    def _district(self, province: str) -> str | None:
        if not self._cells["amphoe_code"].strip():
            return None
        code = self._known_code("amphoe_code", self._known.districts)
        return self._in_province("amphoe_code", code, province)

    def _subdistricts(self, province: str) -> tuple[str, ...]:
        codes = self._cells["tambon_covered"].split()
        for code in codes:
            self._check_known("tambon_covered", code, self._known.subdistricts)
            self._in_province("tambon_covered", code, province)
        return tuple(sorted(set(codes)))

    def _optional_digits(self, column: str) -> str | None:
        text = self._cells[column].strip()
        return self._digits(column, text) if text else None

    def _known_code(self, column: str, known: frozenset[str]) -> str:
        code = self._cells[column].strip()
        self._check_known(column, code, known)
        return code

    def _check_known(self, column: str, code: str, known: frozenset[str]) -> None:
        if self._digits(column, code) not in known:
            raise self._bad(column, N_("There is no place with the code %(code)s."), code=code)

    def _in_province(self, column: str, code: str, province: str) -> str:
        if not code.startswith(province):
            reason = N_("%(code)s is not in province %(province)s.")
            raise self._bad(column, reason, code=code, province=province)
        return code

    def _digits(self, column: str, text: str) -> str:
        # Thai digits are digits for Python, and would be codes that nothing else knows.
        if not (text.isascii() and text.isdigit() and len(text) <= 10):
            raise self._bad(column, N_("“%(text)s” is not a code: write it with the digits 0-9."), text=text)
        return text

    def _bad(self, column: str, reason: str, **detail: Any) -> BadRegister:
        return BadRegister(self._line, column, reason, **detail)


def _short(value: Any) -> Any:
    # A hostile cell may hold thousands of characters, or send control codes to a terminal.
    if not isinstance(value, str):
        return value
    shown = "".join(sign if sign.isprintable() else "?" for sign in value[: _SHOWN * 3])
    return shown if len(shown) <= _SHOWN * 2 else shown[: _SHOWN * 2] + "…"
