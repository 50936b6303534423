"""A workshop's sheet: its columns are matched, and it is checked row by row."""

import pytest

from idea4gov.domain.imports import (
    DuplicateTitle,
    TitleColumnMissing,
    UnknownCategoryName,
    UnknownPlaceName,
    check_sheet,
    guess_columns,
    place_key,
)
from idea4gov.domain.proposal_sheets import ProposalSheet, read_csv
from idea4gov.domain.text import TextTooLong

TEXT = "ข้อเสนอ,หมวด,พื้นที่\nติดไฟทางเดิน,สุขภาพ,ต.แสนสุข\n"
PLACES = {place_key("แสนสุข"): ["sd-200104"], place_key("บ้านใหม่"): ["sd-1", "sd-2"]}


def test_columns_are_guessed_by_their_headings() -> None:
    assert guess_columns(["ลำดับ", "รายละเอียด", "ข้อเสนอ"]) == {
        "title": 2, "body": 1, "category": None, "place": None
    }  # fmt: skip
    assert guess_columns(["ความคิด", "หมวด"])["title"] == 0


def test_good_rows_become_texts_with_category_and_place() -> None:
    sheet = read_csv(TEXT.encode())
    checked = check_sheet(sheet, guess_columns(sheet.header), places=PLACES, taken=())
    assert checked.errors == ()
    (row,) = checked.rows
    assert (row.number, row.place) == (2, "sd-200104")
    assert (row.text.title, row.text.body, row.text.category) == ("ติดไฟทางเดิน", "ติดไฟทางเดิน", "health")


def test_every_row_says_what_stands_against_it() -> None:
    sheet = ProposalSheet(
        ("title", "category", "place"),
        (
            ("ก" * 121, "", ""),
            ("มีแล้ว", "", ""),
            ("ซ้ำ", "ไม่มีหมวดนี้", "แสนสุข"),
            ("ซ้ำ", "", "บ้านใหม่"),
            ("", "", ""),
            ("ดี", "", ""),
        ),
    )
    checked = check_sheet(sheet, guess_columns(sheet.header), places=PLACES, taken=["มีแล้ว"])
    assert [(one.number, one.field, type(one.error)) for one in checked.errors] == [
        (2, "title", TextTooLong),
        (3, "title", DuplicateTitle),
        (4, "category", UnknownCategoryName),
        (5, "place", UnknownPlaceName),
        (5, "title", DuplicateTitle),
    ]
    assert [row.number for row in checked.rows] == [7]


def test_sheet_without_a_title_column_is_refused() -> None:
    with pytest.raises(TitleColumnMissing):
        check_sheet(read_csv(TEXT.encode()), {"title": None}, places={}, taken=())
