"""The file of a workshop's sheet: read in every encoding that spreadsheets write, and within bounds."""

import pytest

from idea4gov.domain.proposal_sheets import (
    MAX_BYTES,
    MAX_CELL,
    MAX_ROWS,
    ProposalSheet,
    SheetEmpty,
    SheetRefused,
    SheetTooLarge,
    read_csv,
)

TEXT = "ข้อเสนอ,หมวด,พื้นที่\nติดไฟทางเดิน,สุขภาพ,ต.แสนสุข\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp874"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_every_spreadsheet_is_read(encoding: str, delimiter: str) -> None:
    sheet = read_csv(TEXT.replace(",", delimiter).replace("\n", "\r\n").encode(encoding))
    assert sheet == ProposalSheet(("ข้อเสนอ", "หมวด", "พื้นที่"), (("ติดไฟทางเดิน", "สุขภาพ", "ต.แสนสุข"),))


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", SheetEmpty),
        ("ข้อเสนอ\n\n\n".encode(), SheetEmpty),
        (b"a,b\n\xff\xfe\xfd\xfc", SheetRefused),
        (b'a\n"open', SheetRefused),
        (b"x" * (MAX_BYTES + 1), SheetTooLarge),
        (b"a\n" + b"b\n" * (MAX_ROWS + 1), SheetTooLarge),
        (b"a\n" + b"b" * (MAX_CELL + 1), SheetTooLarge),
        (b"a\n" + b"," * 40 + b"x", SheetTooLarge),
    ],
)
def test_what_is_no_sheet_is_refused(data: bytes, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        read_csv(data)
