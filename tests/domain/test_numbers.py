"""Numbers as people type them: read, or refused with a sentence."""

import csv
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.errors import Invalid
from idea4gov.domain.numbers import (
    LARGEST,
    Misgrouped,
    NotANumber,
    NotWhole,
    NumberKind,
    NumberOutOfRange,
    TwoReadings,
    WordsDiffer,
    read_amount,
    read_number,
)
from idea4gov.domain.text import FORBIDDEN_CHARACTERS, EmptyText
from idea4gov.domain.thai import baht_in_words, format_count, thai_digits
from tests.services.typed import AMOUNTS, REFUSED_AMOUNTS


@pytest.mark.parametrize(("typed", "amount"), AMOUNTS)
def test_an_amount_is_read_in_every_usual_spelling(typed: str, amount: int) -> None:
    assert read_amount(typed) == amount


@pytest.mark.parametrize(("typed", "code"), REFUSED_AMOUNTS)
def test_an_amount_that_is_not_clear_is_refused(typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        read_amount(typed)
    assert refused.value.code == code


def test_the_refusal_shows_what_was_understood() -> None:
    with pytest.raises(TwoReadings, match=r"“500\.000” may mean 500 or 500,000"):
        read_amount("๕๐๐.๐๐๐")
    with pytest.raises(TwoReadings, match=r"may mean 1\.25 or 1,250"):
        read_amount("1.250")
    with pytest.raises(NotWhole, match=r"“1,200\.50” is 1,200 and a fraction"):
        read_amount("1,200.50 บาท")
    with pytest.raises(Misgrouped, match="“12,50”"):
        read_amount("12,50")
    with pytest.raises(NotANumber, match="“5 แสน”"):
        read_amount("5 แสน")
    with pytest.raises(NumberOutOfRange, match=r"We read 2,000,000\..* from 1 to 500,000"):
        read_amount("2000000", least=1, most=500_000)
    with pytest.raises(WordsDiffer, match=r"500,000.*ห้าหมื่นบาทถ้วน"):
        read_amount("500,000 บาท (ห้าหมื่นบาทถ้วน)")


def test_the_refusal_quotes_nothing_that_a_page_cannot_show() -> None:
    for typed in ("5\0", "5\x08\ud800", "\ufffe5"):
        with pytest.raises(NotANumber, match=r"“.*\ufffd.*”") as refused:
            read_amount(typed)
        assert FORBIDDEN_CHARACTERS.search(str(refused.value)) is None


def test_an_empty_field_has_its_own_refusal() -> None:
    for typed in ("", "  ", "\u200b\u00a0"):
        with pytest.raises(EmptyText):
            read_amount(typed)


def test_the_examples_of_the_field_are_read_as_they_say(real_data: Path) -> None:
    with (real_data / "field" / "amounts.tsv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len(rows) >= 10
    for row in rows:
        if row["means"] == "refuse":
            with pytest.raises(Invalid):
                read_amount(row["typed"])
        else:
            assert read_amount(row["typed"]) == int(row["means"])


@given(st.integers(0, LARGEST))
def test_what_a_page_writes_is_read_back(amount: int) -> None:
    for written in (format_count(amount, "th", thai_numerals=True), f"{amount:,}.- บาท", f"{amount}.00"):
        assert read_amount(written) == amount
    assert read_amount(f"{thai_digits(str(amount))} บาท ({baht_in_words(amount)}ถ้วน)") == amount


@given(st.text(alphabet="0123456789๐๕.,- ()บาทฟิ฿\u200b\u00a0x", max_size=30))
def test_any_text_is_a_number_in_range_or_refused(typed: str) -> None:
    with suppress(Invalid):
        assert 0 <= read_amount(typed) <= LARGEST


@pytest.mark.parametrize(
    ("typed", "kind", "number"),
    [
        ("๕๐%", "percent", 50),
        ("ร้อยละ 50", "percent", 50),
        ("50 เปอร์เซ็นต์", "percent", 50),
        ("３ แต้ม", "points", 3),
        ("3 คะแนน", "points", 3),
        ("5 โครงการ", "count", 5),
        ("15 ปี", "years", 15),
        ("อายุ ๑๕ ปี", "years", 15),
        ("พ.ศ. 2569", "year", 2569),
        ("ปีงบประมาณ พ.ศ. ๒๕๗๐", "year", 2570),
        ("เลขที่ 000123", "serial", 123),
        ("No. 12", "serial", 12),
    ],
)
def test_other_numbers_may_have_their_own_units(typed: str, kind: NumberKind, number: int) -> None:
    assert read_number(typed, kind, least=0, most=10_000) == number


@pytest.mark.parametrize(
    ("typed", "kind"), [("50 บาท", "percent"), ("50 %", "points"), ("3 ปี", "serial"), ("1.5 ปี", "years")]
)
def test_a_unit_of_another_kind_is_refused(typed: str, kind: NumberKind) -> None:
    with pytest.raises(Invalid):
        read_number(typed, kind, least=0, most=10_000)


def test_a_year_out_of_range_is_shown_without_separators() -> None:
    with pytest.raises(NumberOutOfRange, match=r"We read 2026.*2560 to 2700"):
        read_number("2026", "year", least=2560, most=2700)
