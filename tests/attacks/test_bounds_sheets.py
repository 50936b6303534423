"""The worst sheets of their size: each is read or refused with its sentence, after bounded work."""

import zipfile
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.errors import DomainError
from idea4gov.domain.imports import check_page, guess_choice
from idea4gov.domain.proposal_sheets import (
    MAX_BYTES,
    MAX_CELL,
    MAX_COLUMNS,
    MAX_LINES,
    MAX_SIGNS,
    OF_PROPOSALS,
    SheetRefused,
    SheetTooLarge,
    clean_cell,
)
from idea4gov.domain.sheet_headings import ROUND_FIELDS
from idea4gov.domain.sheet_rows import is_bare, is_number
from idea4gov.domain.sheet_texts import read_csv
from idea4gov.outside import sheet_cells
from idea4gov.outside.sheet_reading import read_sheet
from tests.attacks.limited import READ, outcome_of

NAMES = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
SHEET, STRINGS, STYLES = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"
TIMES = f'<styleSheet {NAMES}><cellXfs><xf numFmtId="46"/></cellXfs></styleSheet>'


def pack(**parts: str | bytes) -> bytes:
    """A workbook with a heading and a row, and parts of it replaced: sheet, strings, styles, or a path."""
    book, file, out = openpyxl.Workbook(), BytesIO(), BytesIO()
    book.active.append(("โครงการ",))
    book.active.append(("ซ่อมไฟ",))
    book.save(file)
    changed = {
        {"sheet": SHEET, "strings": STRINGS, "styles": STYLES}.get(at, at): text for at, text in parts.items()
    }
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in {*old.namelist(), *changed}:
            new.writestr(name, changed[name] if name in changed else old.read(name))
    data = out.getvalue()
    assert len(data) <= MAX_BYTES
    return data


def rows(text: str, *, before: str = "", behind: str = "") -> str:
    return f"<worksheet {NAMES}>{before}<sheetData>{text}</sheetData>{behind}</worksheet>"


def grid(cell: str, columns: int = 29, lines: int = 2_400, *, attributes: str = "") -> str:
    return f"<row {attributes}>{cell * columns}</row>" * lines


def shared(text: str) -> str:
    return f"<sst {NAMES}>{text}</sst>"


TEXT = '<c t="inlineStr"><is><t>{}</t></is></c>'
# Each kept a reader busy for seconds or minutes, or could. All together are too large to be kept.
WORKBOOKS: dict[str, Callable[[], dict[str, str | bytes]]] = {
    "shared texts": lambda: {"strings": shared("<si><t>a</t></si>" * 2_000_000)},
    "empty shared texts": lambda: {"strings": shared("<si/>" * 6_000_000)},
    "a million rows": lambda: {"sheet": rows("<row/>" * 1_000_000)},
    "a million cells": lambda: {"sheet": rows(f"<row>{'<c/>' * 1_000_000}</row>")},
    "cells that say other places": lambda: {"sheet": rows('<row r="1"><c r="XFD1048576"><v>1</v></c></row>')},
    "a dimension that lies": lambda: {
        "sheet": rows('<row r="1048576"><c><v>1</v></c></row>', before='<dimension ref="A1:XFD1048576"/>')
    },
    "an endless attribute": lambda: {"sheet": rows(f'<row a="{"x" * 14_000_000}"/>')},
    "many attributes": lambda: {
        "sheet": rows(("<row " + " ".join(f'a{at}="1"' for at in range(40)) + "/>") * 30_000)
    },
    "an endless name": lambda: {"sheet": rows(f"<{'a' * 7_000_000}/>")},
    "an endless number": lambda: {"sheet": rows(f"<row><c><v>{'1' * 14_000_000}</v></c></row>")},
    "an endless text": lambda: {"sheet": rows(f"<row>{TEXT.format('ก' * 5_000_000)}</row>")},
    "character references": lambda: {"sheet": rows(f"<row>{TEXT.format('&#65;' * 3_000_000)}</row>")},
    "comments": lambda: {"sheet": rows("<!-- -->" * 1_900_000)},
    "depth": lambda: {"sheet": rows("<a>" * 70_000 + "</a>" * 70_000)},
    "hidden columns": lambda: {
        "sheet": rows(
            grid(TEXT.format("ก"), lines=450), before='<col min="1" max="300" hidden="1"/>' * 90_000
        )
    },
    "merged cells": lambda: {"sheet": rows("", behind='<mergeCell ref="A1:XFD1048576"/>' * 140_000)},
    "merged lines": lambda: {
        "sheet": rows(grid(TEXT.format("ก"), 2, 2), behind='<mergeCell ref="A1:B2"/>' * 9_900)
    },
    "one long text in every hidden cell": lambda: {
        "strings": shared(f"<si><t>{'กข' * 14_000}</t></si>"),
        "sheet": rows(grid('<c t="s"><v>0</v></c>', attributes="hidden='1'")),
    },
    "long texts in hidden lines": lambda: {
        "sheet": rows(grid(TEXT.format("à¸‹" * 9_000), 1, 190, attributes="hidden='1'"))
    },
    "spans of time": lambda: {"styles": TIMES, "sheet": rows(grid("<c><v>0.123</v></c>"))},
    "spans of time, hidden": lambda: {
        "styles": TIMES,
        "sheet": rows(grid("<c><v>0.123</v></c>"), before='<col min="1" max="16384" hidden="1"/>'),
    },
    "styles": lambda: {
        "styles": f"<styleSheet {NAMES}><cellXfs>{'<xf/>' * 2_000_000}</cellXfs></styleSheet>"
    },
    "formats": lambda: {
        "styles": f"<styleSheet {NAMES}><numFmts>"
        + "".join(f'<numFmt numFmtId="{at}" formatCode="{"[" * 240}{at}"/>' for at in range(200, 10_200))
        + "</numFmts><cellXfs>"
        + "".join(f'<xf numFmtId="{at}"/>' for at in range(200, 10_200))
        + "</cellXfs></styleSheet>",
        "sheet": rows("".join(f'<row><c s="{at}"><v>1</v></c></row>' for at in range(4_900))),
    },
    "relations": lambda: {
        "xl/_rels/workbook.xml.rels": "<Relationships>"
        + "".join(f'<Relationship Id="r{at}" Type="/worksheet" Target="x"/>' for at in range(140_000))
        + "</Relationships>"
    },
    "parts": lambda: {f"part{at}": "" for at in range(15_000)},
    "a bomb": lambda: {"xl/media/image.png": bytes(100_000_000)},
    "entities": lambda: {"strings": '<!DOCTYPE a [<!ENTITY b "bbbb">]>' + shared("<si><t>&b;</t></si>")},
    "entities in UTF-16": lambda: {"sheet": ("\ufeff<!DOCTYPE a []>" + rows("")).encode("utf-16")},
}
REFUSED_AS_TOO_LARGE = {
    *(
        "shared texts",
        "empty shared texts",
        "a million rows",
        "a million cells",
        "cells that say other places",
    ),
    *("a dimension that lies", "an endless text", "merged cells", "styles", "parts", "a bomb"),
    "long texts in hidden lines",
}


@pytest.mark.parametrize("name", WORKBOOKS)
def test_the_worst_workbooks_of_their_size_are_read_or_refused_in_time(name: str) -> None:
    data = pack(**WORKBOOKS[name]())
    outcome = outcome_of(lambda: read_sheet(data))
    assert outcome in ({"sheet_too_large"} if name in REFUSED_AS_TOO_LARGE else {READ, *KNOWN}), outcome


KNOWN = {"sheet_too_large", "sheet_refused", "sheet_empty", "line_unreadable"}


def test_no_more_elements_are_told_than_the_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    told = list[str]()
    monkeypatch.setattr(
        "idea4gov.outside.sheet_layout.Layout.start", lambda _, name, _attributes: told.append(name)
    )
    with pytest.raises(SheetTooLarge):
        read_sheet(pack(sheet=rows("<row/>" * 1_000_000)))
    assert len(told) <= OF_PROPOSALS.elements


def test_a_text_that_many_cells_share_is_cleaned_once(monkeypatch: pytest.MonkeyPatch) -> None:
    cleaned = list[str]()

    def clean(text: str) -> str:
        cleaned.append(text)
        return clean_cell(text)

    monkeypatch.setattr(sheet_cells, "clean_cell", clean)
    sheet = rows(grid('<c t="s"><v>0</v></c>', lines=400))
    page = read_sheet(pack(strings=shared("<si><t>ซ่อมไฟ</t></si>"), sheet=sheet)).page()
    assert (len(page.lines), len(cleaned)) == (400, 1)


@pytest.mark.parametrize(
    "declared", ["<!DOCTYPE x>", '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>']
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused_in_every_encoding(declared: str, encoding: str) -> None:
    text = f'<?xml version="1.0" encoding="{encoding}"?>{declared}{rows("")}'
    with pytest.raises(SheetRefused):
        read_sheet(pack(sheet=text.encode(encoding)))


def full(line: str) -> bytes:
    """A heading and as many lines as fit."""
    return ("โครงการ,รายละเอียด\n" + line * (MAX_BYTES // len(line.encode()))).encode()[: MAX_BYTES - 2]


SHEETS: dict[str, Callable[[], bytes]] = {
    "a line of commas": lambda: b"," * MAX_BYTES,
    "a line of commas below a heading": lambda: b"a\n" + b"," * (MAX_BYTES - 2),
    "semicolons": lambda: b"a\n" + b";" * 190_000 + b"\nb",
    "each of three delimiters": lambda: b"a\n" + b",;\t" * 180_000,
    "cells that are white": lambda: ("a\n" + "\u00a0," * 190_000).encode("cp874"),
    "lines that are white": lambda: ("a\n" + "\u00a0\n" * 900_000).encode("cp874"),
    "lines of commas": lambda: full(",,,,,\n"),
    "empty lines": lambda: full("\n"),
    "vertical tabs": lambda: b"a\nb" + b"\v" * 2_000_000,
    "spaces in a cell": lambda: b"a\n" + (b"x" + b" " * 29_000 + b"y,") * 60,
    "spaces in cells": lambda: b"a\n" + (b"x" + b" " * 9_000 + b"y\n") * 100,
    "marks of quotation": lambda: b"a\nb\n" + b'"' * 2_000_000,
    "doubled marks": lambda: b'a\n"b' + b'""' * 900_000,
    "quoted white lines": lambda: b"a\n" + b'"\n",' * 190_000,
    "quotes behind spaces": lambda: b"a\n" + (b" " * 9_000 + b'"a",') * 200,
    "three signs a cell": lambda: full("¡¡¡," * 29 + "\n"),
    "garbled": lambda: full("à¸‹à¹‰," * 28 + "\n"),
    "numbers": lambda: full("111111," * 28 + "\n"),
    "nearly numbers": lambda: full("1" * 990 + "x\n"),
    "nearly signs": lambda: full("#" * 990 + "x\n"),
    "sums": lambda: full("รวม" + "จำนวนเงิน" * 8 + "ก\n"),
    "headings": lambda: full("title," * 29 + "\n"),
    "parts of a heading": lambda: full("a/" * 4_000 + "\n"),
    "directions": lambda: full("ก,\u2066\u2069" * 300 + "\n"),
    "zeros": lambda: b"a\n" + bytes(2_000_000),
    "UTF-16": lambda: b"\xff\xfe" + ("ก\n" * 500_000).encode("utf-16-le"),
}


@pytest.mark.parametrize("name", SHEETS)
def test_the_worst_csv_files_of_their_size_are_read_and_checked_in_time(name: str) -> None:
    data = SHEETS[name]()[:MAX_BYTES]

    def read() -> None:
        page = read_csv(data).page()
        choice = guess_choice(page, ROUND_FIELDS, heading=page.lines[0].number)
        check_page(page, choice, places=None, taken=())

    assert outcome_of(read) in {READ, *KNOWN, "title_column_missing"}


@given(st.text("ก ,;\t\n\"'1#x\u00a0\u200b", max_size=200), st.integers(1, 400))
def test_what_is_read_of_any_text_is_within_the_bounds(text: str, times: int) -> None:
    try:
        page = read_csv((text * times).encode()[:MAX_BYTES]).page()
    except DomainError:
        return
    assert len(page.lines) <= MAX_LINES
    assert page.width <= MAX_COLUMNS
    assert sum(len(cell) for line in page.lines for cell in line.cells) <= MAX_SIGNS


@given(st.lists(st.sampled_from(["a", "", " ", '"b"', '"c,d"', ",", "\u00a0"]), min_size=1, max_size=40))
def test_empty_cells_between_and_behind_others_count_as_before(cells: list[str]) -> None:
    line = ",".join(cell for cell in cells if cell != ",")
    try:
        page = read_csv(f"ข้อเสนอ,x\n{line}\nz".encode()).page()
    except SheetTooLarge:
        return
    expected = [cell.strip('"').strip() for cell in cells if cell != ","]
    while expected and not expected[-1]:
        expected.pop()
    assert page.lines[1].cells == (tuple(expected) or ("z",))


@given(st.text("0123456789#.-,฿ xก", max_size=60))
def test_a_number_is_what_it_was(text: str) -> None:
    """As by the pattern that went back over its signs, of which the present one is the quick form."""
    stripped = text.removesuffix("บาท")
    allowed = all(sign in "-+0-9.,()/:%฿$# 0123456789" for sign in stripped)
    behind = stripped.rpartition("#")[2]
    assert is_number(text) == (allowed and any(sign.isdigit() for sign in behind))


def test_signs_without_end_are_words() -> None:
    assert is_bare("1" * 900)
    assert not is_bare("1" * MAX_CELL)
    assert outcome_of(lambda: [is_bare("1" * 999 + "x") for _ in range(1_000)]) == READ
