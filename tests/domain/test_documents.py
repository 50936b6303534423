"""Words of official documents: titles of offices, years of plans, plain text of answers."""

import pytest

from idea4gov.domain.documents.letterheads import draft_lines
from idea4gov.domain.documents.plain import plain_paragraphs
from idea4gov.domain.documents.voting_papers import MOST_PAPERS, BadPrintRun, read_print_run
from idea4gov.domain.documents.wording import amount, governor_of, head_of, plan_years
from idea4gov.domain.errors import Invalid
from idea4gov.domain.markup import official_html
from idea4gov.domain.places.kinds import LocalGovernmentKind


@pytest.mark.parametrize(
    ("kind", "name", "title"),
    [
        ("town", "เทศบาลเมืองแสนสุข", "นายกเทศมนตรีเมืองแสนสุข"),
        ("tao", "องค์การบริหารส่วนตำบลหนองรี", "นายกองค์การบริหารส่วนตำบลหนองรี"),
        ("pao", "องค์การบริหารส่วนจังหวัดชลบุรี", "นายกองค์การบริหารส่วนจังหวัดชลบุรี"),
        ("pattaya", "เมืองพัทยา", "นายกเมืองพัทยา"),
        ("bangkok", "กรุงเทพมหานคร", "ผู้ว่าราชการกรุงเทพมหานคร"),
    ],
)
def test_head_of_a_local_government_has_the_title_of_its_kind(
    kind: LocalGovernmentKind, name: str, title: str
) -> None:
    assert head_of(kind, name) == title


def test_province_has_a_governor() -> None:
    assert governor_of("ชลบุรี") == "ผู้ว่าราชการจังหวัดชลบุรี"


@pytest.mark.parametrize(("year", "first"), [(2566, 2566), (2570, 2566), (2571, 2571), (2575, 2571)])
def test_fiscal_year_falls_into_a_plan_of_five_years(year: int, first: int) -> None:
    assert plan_years(year) == tuple(range(first, first + 5))


def test_amounts_are_in_thai_digits_with_their_unit() -> None:
    assert amount(1_200_000) == "๑,๒๐๐,๐๐๐ บาท"
    assert amount(5, "PLN") == "๕ PLN"


def test_answer_becomes_plain_paragraphs() -> None:
    html = official_html(
        "# หัวข้อ\n\nบรรทัดหนึ่ง\nบรรทัดสอง **เข้ม**\n\n- ก\n- ข <b>\n\n| ก | ข |\n|---|---|\n| 1 | 2 |"
    )
    assert plain_paragraphs(html) == ("หัวข้อ", "บรรทัดหนึ่ง บรรทัดสอง เข้ม", "- ก", "- ข <b>", "ก ข", "1 2")


def test_line_of_a_letterhead_that_is_too_long_is_refused_at_its_field() -> None:
    assert draft_lines(office="  ").office == ""
    with pytest.raises(Invalid) as refused:
        draft_lines(signer_name="ก" * 201)
    assert refused.value.data["field"] == "signer_name"


@pytest.mark.parametrize(
    ("first", "count", "serials"),
    [
        ("1", "50", (1, 50)),
        ("เลขที่ ๐๐๐๐๔๒", "๕๐ ใบ", (42, 50)),
        ("1,001", "5.00", (1_001, 5)),
        ("999,999", "1", (999_999, 1)),
    ],
)
def test_a_print_run_is_read_as_people_type_it(first: str, count: str, serials: tuple[int, int]) -> None:
    assert read_print_run(first, count) == serials


@pytest.mark.parametrize(
    ("first", "count"),
    [
        ("", "50"),
        ("1", ""),
        ("0", "5"),
        ("1", "0"),
        ("1.000", "5"),
        ("999999", "2"),
        ("1", "100000"),
        ("x", "5"),
    ],
)
def test_a_print_run_that_is_not_clear_is_refused(first: str, count: str) -> None:
    with pytest.raises(BadPrintRun, match=f"at most {MOST_PAPERS} at a time"):
        read_print_run(first, count)
