"""A workshop's sheet: its heading and columns are found, and it is checked row by row."""

import pytest

from idea4gov.domain.import_refusals import (
    DuplicateTitle,
    HeadingMissing,
    TitleColumnMissing,
    UnknownCategoryName,
    UnknownPlaceName,
)
from idea4gov.domain.imports import Checked, Choice, check_page, guess_choice, place_key
from idea4gov.domain.proposal_sheets import SheetPage, line_of
from idea4gov.domain.sheet_headings import find_heading, guess_columns
from idea4gov.domain.text import TextTooLong

PLACES = {place_key("แสนสุข"): ["sd-200104"], place_key("บ้านใหม่"): ["sd-1", "sd-2"]}


def page(*lines: tuple[str, ...]) -> SheetPage:
    return SheetPage(None, tuple(line_of(at, cells) for at, cells in enumerate(lines, start=1) if any(cells)))


def check(*lines: tuple[str, ...], taken: tuple[str, ...] = ()) -> Checked:
    sheet = page(*lines)
    return check_page(sheet, guess_choice(sheet), places=PLACES, taken=taken)


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("ข้อเสนอ", "title"),
        ("ชื่อโครงการ/ข้อเสนอ", "title"),
        ("ชื่อโครงการ / กิจกรรม", "title"),
        ("ชื่อ\u200bโครงการ\n(โปรดระบุ)", "title"),
        ("เรื่อง", "title"),
        (" เรื่อง : ", "title"),
        ("* ชื่อ โครงการ *", "title"),
        ("TITLE", "title"),
        ("รายละเอียด*", "body"),
        ("รายละเอียดโครงการ (โดยย่อ)", "body"),
        ("หลักการและเหตุผล", "body"),
        ("หมวดหมู่", "category"),
        ("ด้าน", "category"),
        ("ตําบล", "place"),
        ("พื้นที่/ตำบล", "place"),
    ],
)
def test_headings_of_offices_are_known(heading: str, field: str) -> None:
    guessed = guess_columns(["ลำดับที่", heading])
    assert [name for name, column in guessed.items() if column == 1 and name != "title"] == (
        [] if field == "title" else [field]
    )
    assert (guessed["title"] == 1) == (field == "title")
    assert find_heading([("เวทีประชาคม",), ("ลำดับที่", heading)]) == 1


def test_columns_are_guessed_by_their_headings() -> None:
    assert guess_columns(["ลำดับ", "รายละเอียด", "ข้อเสนอ"]) == {
        "title": 2, "body": 1, "category": None, "place": None
    }  # fmt: skip
    assert guess_columns(["ความคิด", "หมวด"])["title"] == 0
    assert guess_columns(["รายละเอียด\nโครงการ", "ชื่อ\nโครงการ"])["title"] == 1
    assert guess_columns(["รายละเอียด (โครงการ)", "โครงการ"])["title"] == 1
    assert guess_columns(["ลำดับ", "ผู้เสนอ", "สิ่งที่อยากได้"])["title"] == 2


def test_a_title_above_the_heading_is_not_taken_for_it() -> None:
    assert find_heading([("ข้อเสนอ",), ("",), ("ที่", "โครงการ", "งบประมาณ (บาท)")]) == 2
    assert find_heading([("ซ่อมไฟ", "หมู่ 3"), ("ขุดท่อ", "หมู่ 5")]) is None


def test_sheet_without_a_known_heading_asks_for_it() -> None:
    sheet = page(("ก", "ข"), ("หนึ่ง", "สอง"))
    with pytest.raises(HeadingMissing):
        guess_choice(sheet)
    assert guess_choice(sheet, heading=1).columns["title"] == 0
    with pytest.raises(HeadingMissing):
        guess_choice(sheet, heading=7)


def test_good_rows_become_texts_with_category_and_place() -> None:
    checked = check(("ข้อเสนอ", "หมวด", "พื้นที่"), ("ติดไฟทางเดิน", "ด้านสุขภาพ", "ต.แสนสุข"))
    assert checked.problems == ()
    (row,) = checked.rows
    assert (row.number, row.place) == (2, "sd-200104")
    assert (row.text.title, row.text.body, row.text.category) == ("ติดไฟทางเดิน", "ติดไฟทางเดิน", "health")


def test_every_row_says_what_stands_against_it() -> None:
    checked = check(
        ("title", "category", "place"),
        ("ก" * 121, "", ""),
        ("มีแล้ว", "", ""),
        ("ซ้ำ", "ไม่มีหมวดนี้", "แสนสุข"),
        ("ซํ้า", "", "บ้านใหม่"),
        ("", "", ""),
        ("ดี", "", ""),
        taken=("มีเเล้ว",),
    )
    assert [(one.line, one.column_name, type(one.error)) for one in checked.problems] == [
        (2, "A", TextTooLong),
        (3, "A", DuplicateTitle),
        (4, "B", UnknownCategoryName),
        (5, "C", UnknownPlaceName),
        (5, "A", DuplicateTitle),
    ]
    assert [row.number for row in checked.rows] == [7]
    assert checked.bad_lines == [2, 3, 4, 5]


def test_sheet_without_a_title_column_is_refused() -> None:
    with pytest.raises(TitleColumnMissing):
        check_page(page(("ข้อเสนอ",), ("ไฟ",)), Choice(1, {"title": None}), places={}, taken=())
