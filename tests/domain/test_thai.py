"""Thai order, digits, dates and amounts."""

from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.thai import (
    BANGKOK,
    arabic_digits,
    baht_in_words,
    bangkok_date,
    buddhist_year,
    collation_key,
    fiscal_year,
    format_baht,
    format_baht_short,
    format_count,
    format_date,
    format_datetime,
    format_relative,
    thai_digits,
)

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)

PROVINCES = """
กระบี่ กรุงเทพมหานคร กาญจนบุรี กาฬสินธุ์ กำแพงเพชร ขอนแก่น จันทบุรี ฉะเชิงเทรา ชลบุรี ชัยนาท ชัยภูมิ ชุมพร
เชียงราย เชียงใหม่ ตรัง ตราด ตาก นครนายก นครปฐม นครพนม นครราชสีมา นครศรีธรรมราช นครสวรรค์ นนทบุรี นราธิวาส
น่าน บึงกาฬ บุรีรัมย์ ปทุมธานี ประจวบคีรีขันธ์ ปราจีนบุรี ปัตตานี พระนครศรีอยุธยา พะเยา พังงา พัทลุง พิจิตร
พิษณุโลก เพชรบุรี เพชรบูรณ์ แพร่ ภูเก็ต มหาสารคาม มุกดาหาร แม่ฮ่องสอน ยโสธร ยะลา ร้อยเอ็ด ระนอง ระยอง ราชบุรี
ลพบุรี ลำปาง ลำพูน เลย ศรีสะเกษ สกลนคร สงขลา สตูล สมุทรปราการ สมุทรสงคราม สมุทรสาคร สระแก้ว สระบุรี สิงห์บุรี
สุโขทัย สุพรรณบุรี สุราษฎร์ธานี สุรินทร์ หนองคาย หนองบัวลำภู อ่างทอง อำนาจเจริญ อุดรธานี อุตรดิตถ์ อุทัยธานี
อุบลราชธานี
"""


def test_the_77_provinces_stand_in_dictionary_order() -> None:
    in_order = PROVINCES.split()
    assert len(set(in_order)) == 77
    assert sorted(in_order, key=collation_key) == in_order
    assert sorted(in_order) != in_order


@pytest.mark.parametrize(
    "in_order",
    [
        ["กก", "กา", "เก", "แก", "โก", "ใก", "ไก", "ขก"],
        ["กาง", "ก่าง", "ก้าง", "ก๊าง", "ก๋าง", "กางเกง"],
        ["แกง", "แก่ง", "แก้ง", "แกงส้ม"],
        ["เก็ง", "เก่ง", "เก้ง"],
        ["การ", "การณ์", "การ์ด", "กาล", "กาฬ"],
        ["รส", "ฤดู", "ลม"],
        ["ตำบล 2", "ตำบล ๓", "ตำบล 4"],
        ["10 ล้านต้น", "Bangsaen", "chonburi", "Dusit", "กระบี่"],
    ],
)
def test_marks_come_second_and_leading_vowels_after_their_consonant(in_order: list[str]) -> None:
    keys = [collation_key(text) for text in in_order]
    assert all(one < next_one for one, next_one in pairwise(keys))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("องค์การบริหารส่วนตำบล บ้านใหม่", "องค์การบริหารส่วนตำบลบ้านใหม่"),
        ("แสนสุข", "เเสนสุข"),
        ("๑๒ ไร่", "12 ไร่"),
        ("กรุงเทพฯ", "กรุงเทพ"),
        ("อบ\u200bต.", "อบต"),
    ],
)
def test_spacing_and_ways_of_typing_do_not_change_the_place(one: str, other: str) -> None:
    assert collation_key(one) == collation_key(other)


@given(st.text(), st.text())
def test_bytes_and_code_points_order_keys_alike(one: str, other: str) -> None:
    first, second = collation_key(one), collation_key(other)
    assert (first < second) == (first.encode() < second.encode())
    assert "\x00" not in first


@given(st.integers(min_value=0))
def test_digits_go_to_thai_and_back(number: int) -> None:
    thai = thai_digits(str(number))
    assert not set(thai) & set("0123456789")
    assert arabic_digits(thai) == str(number)


def test_only_digits_are_translated() -> None:
    assert thai_digits("ข้อ 25.69 ก") == "ข้อ ๒๕.๖๙ ก"
    assert arabic_digits("ข้อ ๒๕.๖๙ ก ²") == "ข้อ 25.69 ก ²"


@pytest.mark.parametrize(
    ("day", "year"),
    [
        (date(2026, 9, 30), 2569),
        (date(2026, 10, 1), 2570),
        (date(2026, 12, 31), 2570),
        (date(2027, 1, 1), 2570),
        (datetime(2026, 9, 30, 16, 59, tzinfo=UTC), 2569),
        (datetime(2026, 9, 30, 17, 0, tzinfo=UTC), 2570),
    ],
)
def test_the_fiscal_year_starts_in_october_thai_time(day: date, year: int) -> None:
    assert fiscal_year(day) == year


@pytest.mark.parametrize(
    ("day", "thai", "english"),
    [
        (date(2026, 11, 23), "23 พ.ย. 2569", "23 Nov 2026"),
        (date(2024, 2, 29), "29 ก.พ. 2567", "29 Feb 2024"),
        (date(2028, 2, 29), "29 ก.พ. 2571", "29 Feb 2028"),
        (date(2026, 1, 1), "1 ม.ค. 2569", "1 Jan 2026"),
        (date(9999, 12, 31), "31 ธ.ค. 10542", "31 Dec 9999"),
        (datetime(2025, 12, 31, 17, 0, tzinfo=UTC), "1 ม.ค. 2569", "1 Jan 2026"),
    ],
)
def test_a_day_is_written_in_the_era_of_the_language(day: date, thai: str, english: str) -> None:
    assert format_date(day, "th") == thai
    assert format_date(day, "en") == english


def test_long_dates_and_thai_numerals() -> None:
    leap_day = date(2024, 2, 29)
    assert format_date(leap_day, "th", long=True) == "29 กุมภาพันธ์ 2567"
    assert format_date(leap_day, "th", long=True, thai_numerals=True) == "๒๙ กุมภาพันธ์ ๒๕๖๗"
    assert format_date(leap_day, "en", long=True, thai_numerals=True) == "29 February 2024"


@given(st.dates())
def test_every_day_can_be_written_and_its_year_is_543_on(day: date) -> None:
    assert buddhist_year(day) == day.year + 543
    assert format_date(day, "th").endswith(f" {day.year + 543}")


def test_the_clock_is_that_of_thailand() -> None:
    assert format_datetime(NOW, "th") == "23 พ.ย. 2569 14.30 น."
    assert format_datetime(NOW, "th", long=True, thai_numerals=True) == "๒๓ พฤศจิกายน ๒๕๖๙ ๑๔.๓๐ น."
    assert format_datetime(NOW.astimezone(timezone(timedelta(hours=-5))), "en") == "23 Nov 2026, 14:30"
    assert bangkok_date(datetime(2026, 11, 23, 17, 0, tzinfo=UTC)) == date(2026, 11, 24)


def test_a_moment_without_a_zone_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="time zone"):
        format_datetime(datetime(2026, 11, 23), "th")
    with pytest.raises(ValueError, match="time zone"):
        format_date(datetime(2026, 11, 23), "th")


@given(st.datetimes(min_value=datetime(1970, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC)))
def test_the_fixed_offset_is_the_time_zone_of_bangkok(moment: datetime) -> None:
    assert moment.astimezone(BANGKOK).replace(tzinfo=None) == moment.astimezone(
        ZoneInfo("Asia/Bangkok")
    ).replace(tzinfo=None)


@pytest.mark.parametrize(
    ("away", "thai", "english"),
    [
        (timedelta(0), "เมื่อสักครู่นี้", "just now"),
        (timedelta(seconds=-59), "เมื่อสักครู่นี้", "just now"),
        (timedelta(seconds=59), "อีกไม่ถึงหนึ่งนาที", "in less than a minute"),
        (timedelta(minutes=-1), "1 นาทีที่แล้ว", "1 minute ago"),
        (timedelta(minutes=-59, seconds=-59), "59 นาทีที่แล้ว", "59 minutes ago"),
        (timedelta(hours=-3, minutes=-20), "3 ชั่วโมงที่แล้ว", "3 hours ago"),
        (timedelta(days=-1), "1 วันที่แล้ว", "1 day ago"),
        (timedelta(days=-7, seconds=1), "6 วันที่แล้ว", "6 days ago"),
        (timedelta(days=-7), "16 พ.ย. 2569", "16 Nov 2026"),
        (timedelta(hours=5), "อีก 5 ชั่วโมง", "in 5 hours"),
        (timedelta(days=12, hours=23), "อีก 12 วัน", "in 12 days"),
        (timedelta(days=60), "22 ม.ค. 2570", "22 Jan 2027"),
    ],
)
def test_nearness_is_said_in_whole_units(away: timedelta, thai: str, english: str) -> None:
    assert format_relative(NOW + away, "th", now=NOW) == thai
    assert format_relative(NOW + away, "en", now=NOW) == english


def test_nearness_in_thai_numerals() -> None:
    assert format_relative(NOW + timedelta(days=12), "th", now=NOW, thai_numerals=True) == "อีก ๑๒ วัน"


def test_counts_and_amounts() -> None:
    assert format_count(1_240, "th", thai_numerals=True) == "๑,๒๔๐"
    assert format_count(1_240, "en", thai_numerals=True) == "1,240"
    assert format_baht(1_200_000, "th") == "1,200,000 บาท"
    assert format_baht(1_200_000, "en") == "1,200,000 baht"


@pytest.mark.parametrize(
    ("amount_baht", "short"),
    [
        (0, "0 บาท"),
        (999_999, "999,999 บาท"),
        (1_000_000, "1 ล้านบาท"),
        (1_249_999, "1.2 ล้านบาท"),
        (1_250_000, "1.3 ล้านบาท"),
        (1_999_999, "2 ล้านบาท"),
        (2_345_600_000, "2,345.6 ล้านบาท"),
        (-1_500_000, "-1.5 ล้านบาท"),
    ],
)
def test_large_amounts_are_shortened_to_millions(amount_baht: int, short: str) -> None:
    assert format_baht_short(amount_baht, "th") == short


def test_short_amounts_in_english_and_in_thai_numerals() -> None:
    assert format_baht_short(1_200_000, "en") == "1.2 million baht"
    assert format_baht_short(1_200_000, "th", thai_numerals=True) == "๑.๒ ล้านบาท"


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "ศูนย์บาท"),
        (1, "หนึ่งบาท"),
        (10, "สิบบาท"),
        (11, "สิบเอ็ดบาท"),
        (12, "สิบสองบาท"),
        (20, "ยี่สิบบาท"),
        (21, "ยี่สิบเอ็ดบาท"),
        (101, "หนึ่งร้อยเอ็ดบาท"),
        (110, "หนึ่งร้อยสิบบาท"),
        (1_001, "หนึ่งพันเอ็ดบาท"),
        (2_535, "สองพันห้าร้อยสามสิบห้าบาท"),
        (500_000, "ห้าแสนบาท"),
        (750_300, "เจ็ดแสนห้าหมื่นสามร้อยบาท"),
        (1_000_000, "หนึ่งล้านบาท"),
        (1_000_001, "หนึ่งล้านเอ็ดบาท"),
        (21_000_000, "ยี่สิบเอ็ดล้านบาท"),
        (101_000_010, "หนึ่งร้อยเอ็ดล้านสิบบาท"),
        (123_456_789, "หนึ่งร้อยยี่สิบสามล้านสี่แสนห้าหมื่นหกพันเจ็ดร้อยแปดสิบเก้าบาท"),
        (10**12, "หนึ่งล้านล้านบาท"),
        (11 * 10**12 + 10**6, "สิบเอ็ดล้านเอ็ดล้านบาท"),
    ],
)
def test_an_amount_is_said_in_words_as_on_a_cheque(amount: int, words: str) -> None:
    assert baht_in_words(amount) == words
