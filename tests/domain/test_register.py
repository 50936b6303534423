"""The register of local governments: what is read, and how a malformed file is refused."""

from collections.abc import Iterator
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.places.areas import KnownPlaces
from idea4gov.domain.places.register import (
    COLUMNS,
    MAX_BYTES,
    MAX_LINE_BYTES,
    BadRegister,
    LocalGovernmentRow,
    decoded_lines,
    read_register,
)

KNOWN = KnownPlaces(
    frozenset({"14", "20"}), frozenset({"1412", "2001"}), frozenset({"141206", "200104", "200113"})
)
HEADER = "geocode,type,name_th,name_en,province_code,amphoe_code,tambon_covered,dola_code,url"
SAEN_SUK = "2094,ThesabanMueang,เทศบาลเมืองแสนสุข,Saen Suk Town Municipality,20,2001,200113 200104,5200101,-"
PAO = "20,PAO,องค์การบริหารส่วนจังหวัดชลบุรี,Chon Buri PAO,20,,,2200101,-"
GOOD = f"{HEADER}\n{PAO}\n{SAEN_SUK}\n"


def read(data: bytes | str) -> list[LocalGovernmentRow]:
    data = data.encode() if isinstance(data, str) else data
    return read_register(decoded_lines(BytesIO(data)), KNOWN)


def refusal(data: bytes | str) -> BadRegister:
    with pytest.raises(BadRegister) as caught:
        read(data)
    return caught.value


def with_cell(column: str, text: str) -> str:
    cells = dict(zip(HEADER.split(","), SAEN_SUK.split(","), strict=True)) | {column: text}
    return f"{HEADER}\n{PAO}\n{','.join(cells.values())}\n"


def test_a_row_becomes_a_local_government_with_what_it_covers() -> None:
    assert read(GOOD)[1] == LocalGovernmentRow(
        code="2094",
        kind="town",
        name_th="เทศบาลเมืองแสนสุข",
        name_en="Saen Suk Town Municipality",
        province_code="20",
        district_code="2001",
        dla_code="5200101",
        subdistrict_codes=("200104", "200113"),
    )


def test_what_covers_a_whole_province_names_no_district() -> None:
    assert read(GOOD)[0].district_code is None
    assert read(GOOD)[0].subdistrict_codes == ()


@pytest.mark.parametrize(
    "same",
    [
        GOOD.encode("utf-8-sig"),
        GOOD.replace("\n", "\r\n").encode(),
        GOOD.replace("\n", "\n\n").encode(),
        GOOD.replace("เทศบาลเมืองแสนสุข", '"เทศบาลเมืองแสนสุข"').encode(),
        GOOD.rstrip("\n").encode(),
    ],
    ids=["byte order mark", "CRLF", "blank lines", "quotes", "no line end at the end"],
)
def test_harmless_differences_of_spreadsheets_change_nothing(same: bytes) -> None:
    assert read(same) == read(GOOD)


def test_columns_may_stand_in_any_order() -> None:
    rows = [line.split(",") for line in GOOD.splitlines()]
    assert read("\n".join(",".join(reversed(row)) for row in rows)) == read(GOOD)


@pytest.mark.parametrize("column", COLUMNS)
def test_a_missing_column_is_named(column: str) -> None:
    error = refusal(GOOD.replace(column, "something", 1))
    assert (error.line, error.column) == (1, column)


def test_a_column_named_twice_is_refused() -> None:
    assert refusal(GOOD.replace("url", "geocode", 1)).column == "geocode"


@pytest.mark.parametrize(
    ("column", "text", "words"),
    [
        ("geocode", "", "is not a code"),
        ("geocode", "๒๐๙๔", "digits 0-9"),
        ("geocode", "20 94", "is not a code"),
        ("geocode", "209", "2, 4 or 6 digits"),
        ("geocode", "1494", "begin with 20"),
        ("geocode", "20", "stands in line 2 already"),
        ("type", "", "is not a type"),
        ("type", "Sukhaphiban", "is not a type"),
        ("name_th", "", "Nothing is written"),
        ("name_th", " \u200b ", "Nothing is written"),
        ("name_en", "", "Nothing is written"),
        ("name_en", "x" * 201, "201 characters long"),
        ("name_en", "a\x1b[2Jb", "U+001B"),
        ("province_code", "99", "no place with the code 99"),
        ("province_code", "๒๐", "digits 0-9"),
        ("amphoe_code", "2099", "no place with the code 2099"),
        ("amphoe_code", "1412", "1412 is not in province 20"),
        ("tambon_covered", "200104 200199", "no place with the code 200199"),
        ("tambon_covered", "200104;200113", "is not a code"),
        ("tambon_covered", "200104 141206", "141206 is not in province 20"),
        ("dola_code", "X1", "is not a code"),
        ("dola_code", "1" * 11, "is not a code"),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(column: str, text: str, words: str) -> None:
    error = refusal(with_cell(column, text))
    assert (error.line, error.column) == (3, column)
    assert words in str(error)
    assert str(error).startswith(f"Line 3, column {column}: ")


def test_a_line_is_counted_as_an_editor_counts_it() -> None:
    before = GOOD.replace("Chon Buri PAO", '"Chon\nBuri\nPAO"')
    assert refusal(f"{before}99,bad").line == 6


@pytest.mark.parametrize(("row", "column"), [("2095,TAO", "name_th"), (SAEN_SUK + ",more", "url")])
def test_a_ragged_row_is_refused(row: str, column: str) -> None:
    error = refusal(f"{HEADER}\n{row}\n")
    assert (error.line, error.column) == (2, column)
    assert "cells" in str(error)


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (GOOD.encode("utf-16"), 1),
        (GOOD.encode("utf-16-le"), 1),
        (GOOD.encode("tis-620"), 2),
        (GOOD.replace("Buri", "Bu\0ri").encode(), 2),
        (b"\xff\xd8\xff\xe0 a picture", 1),
        (b"PK\x03\x04 a spreadsheet \0\0", 1),
    ],
    ids=["UTF-16", "UTF-16 without mark", "TIS-620", "NUL", "JPEG", "XLSX"],
)
def test_what_is_not_utf_8_is_refused_with_what_to_do(data: bytes, line: int) -> None:
    error = refusal(data)
    assert error.line == line
    assert "CSV UTF-8" in str(error)


@pytest.mark.parametrize("text", ["", "\n\n", HEADER])
def test_an_empty_register_is_refused(text: str) -> None:
    assert "names no local government" in str(refusal(text))


@pytest.mark.parametrize("text", ['{"json": true}', "<html><body>404</body></html>", "geocode;type;name_th"])
def test_what_is_no_register_at_all_is_refused(text: str) -> None:
    assert (refusal(text).line, refusal(text).column) == (1, "geocode")


def test_a_quotation_mark_that_never_closes_is_found_where_it_opens() -> None:
    error = refusal(GOOD.replace("เทศบาล", '"เทศบาล') + SAEN_SUK)
    assert error.line == 3
    assert "quotation mark" in str(error)


def test_an_endless_line_is_not_read_to_its_end() -> None:
    class Endless(BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 < size <= MAX_LINE_BYTES + 1
            return b"x" * size

    with pytest.raises(BadRegister, match="far too large"):
        read_register(decoded_lines(Endless()), KNOWN)


def test_a_huge_file_is_refused_before_it_is_read_whole() -> None:
    line = b"\n" + b" " * (MAX_LINE_BYTES - 2)
    taken = 0

    class Huge(BytesIO):
        def readline(self, size: int | None = -1, /) -> bytes:
            nonlocal taken
            taken += len(line)
            return line

    with pytest.raises(BadRegister, match="far too large"):
        for _ in decoded_lines(Huge()):
            pass
    assert taken <= MAX_BYTES + len(line)


def test_more_rows_than_the_country_could_have_are_refused() -> None:
    def lines() -> Iterator[str]:
        yield HEADER + "\n"
        for number in range(100_000):
            yield f"20{number:04},TAO,อบต.,TAO,20,,,,\n" if number < 10_000 else "20,TAO,อบต.,TAO,20,,,,\n"

    with pytest.raises(BadRegister):
        read_register(lines(), KNOWN)


def test_control_codes_of_a_file_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in str(refusal(with_cell("type", "\x1b[2J")))


def refused_line(data: bytes | str) -> int | None:
    try:
        read(data)
    except BadRegister as error:
        return error.line
    return None


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    line = refused_line(data)
    assert line is None or line >= 1


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=80), st.sampled_from(COLUMNS))
def test_any_text_in_any_cell_is_read_or_refused_below_the_header(text: str, column: str) -> None:
    quoted = '"' + text.replace('"', '""') + '"'
    line = refused_line(with_cell(column, quoted))
    assert line is None or line >= 3
