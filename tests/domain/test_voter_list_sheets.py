"""Lists of eligible people are read as offices write them; what is wrong is said without numbers."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.errors import DomainError
from idea4gov.domain.identity.national_numbers import check_digit
from idea4gov.domain.proposal_sheets import LineUnreadable, SheetEmpty, SheetRefused, SheetTooLarge
from idea4gov.domain.sheet_texts import read_csv
from idea4gov.domain.voter_list_sheets import (
    OF_LISTS,
    PROBLEMS,
    ListEmpty,
    ListHeadingMissing,
    ReadList,
    house_key,
    name_text,
    read_list,
)

A, B, C = (twelve + check_digit(twelve) for twelve in ("120109912345", "320109912345", "510010001000"))


def read(text: str) -> ReadList:
    return read_list(read_csv(text.encode(), OF_LISTS).page(), place="2094", year=2026)


def test_a_list_of_an_office_is_read_with_its_titles_sums_and_repeated_headings() -> None:
    found = read(
        "บัญชีรายชื่อผู้มีสิทธิ เทศบาลเมืองแสนสุข\n"
        "ลำดับที่,เลขประจำตัวประชาชน (๑๓ หลัก),คำนำหน้า,ชื่อ,นามสกุล,บ้านเลขที่,หมู่ที่,วัน/เดือน/ปีเกิด\n"
        f"๑,{A[0]}-{A[1:5]}-{A[5:10]}-{A[10:12]}-{A[12]},นาย,สมชาย,ใจดี,๑๒/๓,ม. ๒,5 ธ.ค. 2530\n"
        "ลำดับที่,เลขประจำตัวประชาชน (๑๓ หลัก),คำนำหน้า,ชื่อ,นามสกุล,บ้านเลขที่,หมู่ที่,วัน/เดือน/ปีเกิด\n"
        f"๒,{B},นาง,สมหญิง,รักถิ่น,7,3,1990\n"
        "รวม,2,,,,,,\n"
    )
    assert [(one.line, one.text, one.house, one.village, one.birth_year) for one in found.lines] == [
        (3, A, "๑๒/๓", 2, 1987),
        (5, B, "7", 3, 1990),
    ]
    assert found.problems == []


def test_lines_without_numbers_are_known_by_house_and_name_however_they_are_typed() -> None:
    found = read("บ้านเลขที่,ชื่อ-สกุล,ปีเกิด\nบ้านเลขที่ ๑๒/๓,นายสมชาย  ใจดี,2530\n12/4,น.ส. สมหญิง รักถิ่น,\n")
    first, second = found.lines
    assert (
        first.text
        == name_text("2094", "12/3", "สมชาย ใจดี")
        == name_text("2094", "เลขที่ 12/3 ", "นาย สมชายใจดี")
    )
    assert second.text == name_text("2094", "12/4", "นางสาวสมหญิง รักถิ่น")
    assert name_text("2072", "12/3", "สมชาย ใจดี") != first.text
    assert {one.kind for one in found.lines} == {"name"}


def test_codes_may_stand_for_names() -> None:
    found = read("รหัสผู้มีสิทธิ,หมู่\nก-001,1\nก-002,99\n")
    assert [(one.village, one.text) for one in found.lines] == [
        (1, name_text("2094", "", "ก001")),
        (99, name_text("2094", "", "ก 002")),
    ]


def test_what_is_wrong_is_named_by_its_line_and_never_by_its_number() -> None:
    wrong = A[:-1] + str((int(A[-1]) + 1) % 10)
    found = read(
        "เลขประจำตัวประชาชน,ชื่อ,บ้านเลขที่,หมู่,ปีเกิด,ประเภท\n"
        f"{wrong},ก,1,1,2530,\n{A},ข,1,1,2530,\n{A},ข,1,1,2530,\n1.23457E+12,ค,1,1,,\n123,ง,1,1,,\n"
        f"{B},จ,1,ในเมือง,,\n{B},ฉ,1,1,9999,\n{B},ช,1,1,,ใครก็ได้\n,ฌ,,1,,\n{C},ญ,1,1,,ประชากรแฝง\n"
    )
    assert [(one.line, one.code) for one in found.problems] == [
        (2, "wrong_check_digit"),
        (4, "twice"),
        (5, "shortened_national_number"),
        (6, "not_a_national_number"),
        (7, "bad_village"),
        (8, "bad_year"),
        (9, "bad_class"),
        (10, "nothing"),
    ]
    assert found.twice == 1
    assert {one.code for one in found.problems} < PROBLEMS.keys()
    assert not any(number in str(found.problems) for number in (wrong, A, B))
    assert [one.voter_class for one in found.lines] == ["registered", "lives_here"]


def test_nobody_is_passed_over_for_a_name_that_sums_begin_with() -> None:
    by_number = read(f"ชื่อ-สกุล,เลขประจำตัวประชาชน\nรวมพร ใจดี,{A}\nรวม,{B}\nรวมทั้งสิ้น 2 คน,2\n")
    by_house = read("ชื่อ-สกุล,บ้านเลขที่\nรวมใจ ดี,12/3\nยอดรวม,1\n")
    assert [one.line for one in by_number.lines] == [2, 3]
    assert [one.line for one in by_house.lines] == [2]
    assert by_number.problems == by_house.problems == []


def test_a_column_that_numbers_the_lines_is_not_taken_for_the_house() -> None:
    for heading in ("เลขที่,บ้านเลขที่,ชื่อ", "บ้านเลขที่,เลขที่,ชื่อ"):
        house_at = heading.split(",").index("บ้านเลขที่")
        cells = ["12/3" if at == house_at else "1" for at in range(2)]
        (found,) = read(f"{heading}\n{','.join(cells)},สมชาย\n").lines
        assert found.house == "12/3"
    (found,) = read("เลขที่,ชื่อ\n12/3,สมชาย\n").lines
    assert found.house == "12/3"


@pytest.mark.parametrize("village", ["0", "00", "หมู่ 0", "-", ""])
def test_a_town_without_villages_may_write_so(village: str) -> None:
    found = read(f"เลขประจำตัวประชาชน,หมู่ที่\n{A},{village}\n")
    assert [one.village for one in found.lines] == [None]


@pytest.mark.parametrize("standing", ["เจ้าบ้าน", "ผู้อาศัย", "ผู้มีสิทธิเลือกตั้ง"])
def test_what_the_register_says_of_its_people_is_registered(standing: str) -> None:
    found = read(f"เลขบัตร ปชช.,สถานะ\n'{A},{standing}\n")
    assert [(one.text, one.voter_class) for one in found.lines] == [(A, "registered")]


def test_a_sheet_without_a_right_line_keeps_its_problems() -> None:
    found = read("เลขประจำตัวประชาชน\n123\n")
    assert (found.lines, [one.code for one in found.problems]) == ([], ["not_a_national_number"])


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("ชื่อโครงการ,งบประมาณ\nถนน,1\n", ListHeadingMissing),
        ("ชื่อ-สกุล,อายุ\nสมชาย,30\n", ListHeadingMissing),
        ("เลขประจำตัวประชาชน\nรวม\n", ListEmpty),
    ],
)
def test_a_sheet_that_is_no_list_is_refused(text: str, refused: type[DomainError]) -> None:
    with pytest.raises(refused):
        read(text)


@given(rows=st.lists(st.lists(st.text(max_size=30), max_size=6), max_size=8))
def test_any_sheet_is_read_or_refused_by_a_sentence(rows: list[list[str]]) -> None:
    text = "เลขประจำตัวประชาชน,ชื่อ,บ้านเลขที่,หมู่,ปีเกิด\n" + "\n".join(",".join(row) for row in rows)
    found = ReadList([], [])
    with suppress(ListHeadingMissing, ListEmpty, SheetTooLarge, SheetRefused, SheetEmpty, LineUnreadable):
        found = read(text.encode(errors="replace").decode())
    assert all(one.code in PROBLEMS and len(one.shown) <= 6 for one in found.problems)


def test_houses_are_compared_by_their_numbers() -> None:
    assert house_key("บ้านเลขที่ ๑๒ / ๓") == house_key("12/3") == "12/3"
    assert house_key("12/3 หมู่ 2") == house_key("12/3 ม.2 ต.แสนสุข") == house_key("12/3 Moo 2") == "12/3"
    assert house_key("หมู่บ้านสุขใจ") != house_key("")
    assert house_key("12/3ก") != house_key("12/3")
