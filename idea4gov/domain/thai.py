"""Sorting and formatting in Thai and English: digits, dates, years, amounts.

Years of the Buddhist era are only made when a date is written out. A `date` in a Buddhist year would have 29
February in the wrong years. Languages are "th" and "en"; Thai digits are used in Thai only.
"""

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction

from idea4gov.domain.spelling import spelling_key

BUDDHIST_ERA_OFFSET = 543
# Thailand has kept UTC+7 without summer time since 1920, so this needs no time zone files on the machine.
BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_UNITS = ((_DAY, "วัน", "day"), (_HOUR, "ชั่วโมง", "hour"), (_MINUTE, "นาที", "minute"))
_AGO_MAX_DAYS, _LEFT_MAX_DAYS = 7, 60

_ARABIC, _THAI = "0123456789", "๐๑๒๓๔๕๖๗๘๙"
_TO_THAI, _TO_ARABIC = str.maketrans(_ARABIC, _THAI), str.maketrans(_THAI, _ARABIC)

MONTHS_TH = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
]
MONTHS_TH_SHORT = [
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
]
MONTHS_EN = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]

_DIGIT_WORDS = ("ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACE_WORDS = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
# {(power of ten, digit): its words}, where they are not digit and place, or for a one behind other digits
_OWN_WORDS = {(0, 1): "เอ็ด", (1, 1): "สิบ", (1, 2): "ยี่สิบ"}

_LEADING_VOWEL = re.compile("([เแโใไ])([ก-ฮ])")
_MARKS = {mark: str(weight) for weight, mark in enumerate("็่้๊๋์ํ๎", start=1)}
_ABBREVIATION_SIGNS = frozenset("ฯๆ")


def collation_key(text: str) -> str:
    """A key whose order by code points (SQLite BINARY, PostgreSQL "C") is the order of a Thai dictionary.

    The key has two parts. The first is letters in the one spelling of spelling_key, with each leading vowel
    after its consonant; spaces and punctuation are left out. The second, after a space, is tone marks. Texts
    that differ only in what is left out have the same key, so sort by key, then by id.
    """
    text = "".join(filter(_counts_in_order, spelling_key(text)))
    text = _LEADING_VOWEL.sub(r"\2\1", text)
    letters = "".join(character for character in text if character not in _MARKS)
    weights = "".join(_MARKS.get(character, "0") for character in text).rstrip("0")
    return f"{letters} {weights}" if weights else letters


def _counts_in_order(character: str) -> bool:
    return unicodedata.category(character)[0] not in "CPZ" and character not in _ABBREVIATION_SIGNS


def thai_digits(text: str) -> str:
    """The text with Thai digits in the place of 0-9."""
    return text.translate(_TO_THAI)


def arabic_digits(text: str) -> str:
    """The text with 0-9 in the place of Thai digits.

    Needed before isdigit() or int() of what people typed.
    """
    return text.translate(_TO_ARABIC)


def bangkok_date(moment: datetime) -> date:
    """The date in Thailand at an aware moment. Raises ValueError if it is naive."""
    return _in_bangkok(moment).date()


def buddhist_year(day: date) -> int:
    """The year of the Buddhist era of a date, or of an aware moment in Thailand."""
    return _day(day).year + BUDDHIST_ERA_OFFSET


def fiscal_year(day: date) -> int:
    """The fiscal year (Buddhist era) of a date or an aware moment.

    It lasts from 1 October to 30 September, and is named by its end.
    """
    return buddhist_year(day) + (_day(day).month >= 10)


def format_date(day: date, lang: str, *, long: bool = False, thai_numerals: bool = False) -> str:
    """Format a date, or the date in Thailand of an aware moment.

    "23 พ.ย. 2569", long "23 พฤศจิกายน 2569"; in English "23 Nov 2026", long "23 November 2026".
    """
    day = _day(day)
    if _is_thai(lang):
        month = (MONTHS_TH if long else MONTHS_TH_SHORT)[day.month - 1]
        return _numerals(f"{day.day} {month} {buddhist_year(day)}", lang, thai_numerals)
    month = MONTHS_EN[day.month - 1]
    return f"{day.day} {month if long else month[:3]} {day.year}"


def format_datetime(moment: datetime, lang: str, *, long: bool = False, thai_numerals: bool = False) -> str:
    """Format an aware moment in Thai time: "23 พ.ย. 2569 14.30 น." or "23 Nov 2026, 14:30"."""
    local = _in_bangkok(moment)
    day = format_date(local, lang, long=long, thai_numerals=thai_numerals)
    if _is_thai(lang):
        return f"{day} {_numerals(f'{local:%H.%M} น.', lang, thai_numerals)}"
    return f"{day}, {local:%H:%M}"


def format_relative(moment: datetime, lang: str, *, now: datetime, thai_numerals: bool = False) -> str:
    """Format the time from now to a moment: "3 ชั่วโมงที่แล้ว", "อีก 12 วัน"; "3 hours ago", "in 12 days".

    moment, now: aware. Units are whole, rounded down. From 7 days ago, and from 60 days ahead, the date is
    given instead.
    """
    seconds = int((moment - now).total_seconds())
    days_away = abs(seconds) // _DAY
    if days_away >= (_LEFT_MAX_DAYS if seconds > 0 else _AGO_MAX_DAYS):
        return format_date(moment, lang, thai_numerals=thai_numerals)
    if abs(seconds) < _MINUTE:
        return _within_a_minute(lang, ahead=seconds > 0)
    words = _duration(abs(seconds), lang)
    if _is_thai(lang):
        return _numerals(f"อีก {words}" if seconds > 0 else f"{words}ที่แล้ว", lang, thai_numerals)
    return f"in {words}" if seconds > 0 else f"{words} ago"


def format_count(number: int, lang: str, *, thai_numerals: bool = False) -> str:
    """Format a whole number with thousands separators: "1,240" or "๑,๒๔๐"."""
    return _numerals(f"{number:,}", lang, thai_numerals)


def format_baht(amount_baht: int, lang: str, *, thai_numerals: bool = False) -> str:
    """Format a whole amount: "1,200,000 บาท" or "1,200,000 baht"."""
    return _numerals(f"{amount_baht:,} {'บาท' if _is_thai(lang) else 'baht'}", lang, thai_numerals)


def format_satang(amount_baht: Fraction, lang: str, *, thai_numerals: bool = False) -> str:
    """Format an exact amount, rounded to the satang: "162.31 บาท". Whole amounts are as in format_baht."""
    if amount_baht.denominator == 1:
        return format_baht(int(amount_baht), lang, thai_numerals=thai_numerals)
    satang = (200 * amount_baht.numerator + amount_baht.denominator) // (2 * amount_baht.denominator)
    unit = "บาท" if _is_thai(lang) else "baht"
    return _numerals(f"{satang // 100:,}.{satang % 100:02} {unit}", lang, thai_numerals)


def format_baht_short(amount_baht: int, lang: str, *, thai_numerals: bool = False) -> str:
    """Format an amount briefly: from a million on in millions with one decimal ("1.2 ล้านบาท"), else whole.

    Half is rounded away from zero. Show the exact amount next to it, in a title or in print.
    """
    if abs(amount_baht) < 1_000_000:
        return format_baht(amount_baht, lang, thai_numerals=thai_numerals)
    tenths = (abs(amount_baht) + 50_000) // 100_000
    sign, decimal = "-" if amount_baht < 0 else "", f".{tenths % 10}" if tenths % 10 else ""
    unit = "ล้านบาท" if _is_thai(lang) else "million baht"
    return _numerals(f"{sign}{tenths // 10:,}{decimal} {unit}", lang, thai_numerals)


def baht_in_words(amount_baht: int) -> str:
    """A whole amount in Thai words, as cheques have it, without "ถ้วน": 500,000 is "ห้าแสนบาท".

    amount_baht: >= 0.
    """
    return f"{_in_words(amount_baht)}บาท"


def _in_words(number: int) -> str:
    if number < 10:
        return _DIGIT_WORDS[number]
    millions, rest = divmod(number, 10**6)
    above = f"{_in_words(millions)}ล้าน" if millions else ""
    # A one behind anything is "เอ็ด", also far behind: 101, 1,000,001.
    return above + "".join(
        _OWN_WORDS.get((place, digit), _DIGIT_WORDS[digit] + _PLACE_WORDS[place])
        for place, digit in ((place, rest // 10**place % 10) for place in range(5, -1, -1))
        if digit
    )


def _duration(seconds: int, lang: str) -> str:
    unit_seconds, thai, english = next(unit for unit in _UNITS if seconds >= unit[0])
    number = seconds // unit_seconds
    if _is_thai(lang):
        return f"{number} {thai}"
    return f"{number} {english}" if number == 1 else f"{number} {english}s"


def _within_a_minute(lang: str, *, ahead: bool) -> str:
    if _is_thai(lang):
        return "อีกไม่ถึงหนึ่งนาที" if ahead else "เมื่อสักครู่นี้"
    return "in less than a minute" if ahead else "just now"


def _in_bangkok(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(BANGKOK)


def _day(day: date) -> date:
    return bangkok_date(day) if isinstance(day, datetime) else day


def _is_thai(lang: str) -> bool:
    return lang[:2] == "th"


def _numerals(text: str, lang: str, thai_numerals: bool) -> str:
    return thai_digits(text) if thai_numerals and _is_thai(lang) else text
