"""Reading days that people type: "30 พ.ย. 2569", "30/11/2569", "2026-11-30".

The day stands before the month, as everybody in Thailand writes it. A year needs four digits: "69" may be of
either era.
"""

import re
from datetime import date
from typing import Final

from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.numbers import plain_signs, shortened
from idea4gov.domain.text import EmptyText
from idea4gov.domain.thai import (
    BUDDHIST_ERA_OFFSET,
    MONTHS_EN,
    MONTHS_TH,
    MONTHS_TH_SHORT,
    buddhist_year,
    format_date,
)

YEARS_BACK: Final = 1
YEARS_AHEAD: Final = 5
# No common year of a day is this large, and no Buddhist one this small.
_FIRST_BUDDHIST_YEAR = 2400
# A margin at both ends of the calendar, within which moments of a day can be computed.
_COMMON_YEARS = range(2, 9999)
_LONGEST = 100

_WEEKDAYS_TH = ("จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์")
_WEEKDAYS_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAYS = {
    name: number
    for names in (_WEEKDAYS_TH, _WEEKDAYS_EN, [name[:3] for name in _WEEKDAYS_EN])
    for number, name in enumerate(names)
} | {"พฤหัส": 3}
# "พ.ย.", "พย" and "พฤศจิกา" name the month, too; กรกฏาคม is as common as กรกฎาคม.
_MONTHS = {
    re.sub(r"[ .]", "", name).lower(): number
    for names in (
        MONTHS_TH,
        [re.sub("(?:คม|ยน|พันธ์)$", "", name) for name in MONTHS_TH],
        MONTHS_TH_SHORT,
        MONTHS_EN,
        [name[:3] for name in MONTHS_EN],
    )
    for number, name in enumerate(names, start=1)
} | {"sept": 9}
_NAMES = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_BEFORE = rf"(?:ณ ?)?(?:วัน ?)?(?P<weekday>{_NAMES})?\.?,? ?(?:วัน)?(?:ที่)? ?"
_COMMON_ERA = r"(?P<common>คริสต์ศักราช|ค\. ?ศ\.|คศ|a\. ?d\.|c\. ?e\.|ad|ce) ?"
_BUDDHIST_ERA = r"(?P<buddhist>พุทธศักราช|พ\. ?ศ\.|พศ|b\. ?e\.|be) ?"
_YEAR = rf"(?:ปี ?)?(?:{_COMMON_ERA}|{_BUDDHIST_ERA})?(?P<year>[0-9]{{1,5}})"
_DAY, _GAP = "(?P<day>[0-9]{1,2})", "[ ,./-]{0,3}"
_FORMS = tuple(
    re.compile(_BEFORE + form)
    for form in (
        r"(?P<year>[0-9]{4})(?P<sign>[ /.-])(?P<month>[0-9]{1,2})(?P=sign)(?P<day>[0-9]{1,2})",
        rf"{_DAY} ?(?P<sign>[ /.-]) ?(?P<month>[0-9]{{1,2}}) ?(?P=sign) ?{_YEAR}",
        rf"{_DAY}(?:st|nd|rd|th)?{_GAP}(?:เดือน ?)?(?P<word>[^0-9,/-]+?){_GAP}{_YEAR}",
        rf"(?P<word>[a-z]+){_GAP}{_DAY}(?:st|nd|rd|th)?{_GAP}{_YEAR}",
    )
)


class UnreadableDay(Invalid):
    """The text is not a day. typed: its beginning."""

    code = "unreadable_day"
    message = N_("“%(typed)s” cannot be read as a day. Please write it like 31/12/2569 or 31 ธ.ค. 2569.")


class ShortYear(Invalid):
    """The year does not have four digits. typed: the text. example: the same day with a whole year."""

    code = "short_year"
    message = N_("“%(typed)s”: please write the year in four digits, for example %(example)s.")


class NoSuchDay(Invalid):
    """The month does not have this day, or the year this month. typed: the text."""

    code = "no_such_day"
    message = N_(
        "“%(typed)s” is not in the calendar. Please check the day and the month; the day comes first."
    )


class OtherWeekday(Invalid):
    """The day is not on the named day of the week. typed: the text."""

    code = "other_weekday"
    message = N_("“%(typed)s” is on another day of the week. Please correct one of them.")


class DayOutOfRange(Invalid):
    """The day is too far from the present. day, first, last: as typed in the Buddhist era."""

    code = "day_out_of_range"
    message = N_(
        "We read %(day)s. Please choose a day from %(first)s to %(last)s (Buddhist era); is the year right?"
    )


def read_day(text: str) -> date:
    """The day that people typed, with digits of any script.

    "30 พ.ย. 2569", "วันจันทร์ที่ 30 พฤศจิกายน พ.ศ. ๒๕๖๙", "30/11/2569", "2569-11-30", "30 Nov 2026". Years from
    2400 on are of the Buddhist era unless the text says otherwise.
    Raises EmptyText, UnreadableDay, ShortYear, NoSuchDay, OtherWeekday.
    """
    plain = plain_signs(text[: _LONGEST + 1])
    if not plain:
        raise EmptyText()
    typed, plain = shortened(plain), plain.lower().replace("ฏ", "ฎ")
    form = next((found for one in _FORMS if (found := one.fullmatch(plain))), None)
    parts = form.groupdict() if form and len(text) <= _LONGEST else {}
    month = _month(parts)
    if month is None:
        raise UnreadableDay(typed=typed)
    if len(parts["year"]) != len("2569"):
        whole = f"25{parts['year']}" if len(parts["year"]) == len("69") else "2569"
        raise ShortYear(typed=typed, example=f"{int(parts['day'])}/{month}/{whole}")
    year = int(parts["year"])
    if parts.get("buddhist") or (year >= _FIRST_BUDDHIST_YEAR and not parts.get("common")):
        year -= BUDDHIST_ERA_OFFSET
    if year not in _COMMON_YEARS:
        raise UnreadableDay(typed=typed)
    try:
        day = date(year, month, int(parts["day"]))
    except ValueError as error:
        raise NoSuchDay(typed=typed) from error
    if parts["weekday"] and _WEEKDAYS[parts["weekday"]] != day.weekday():
        raise OtherWeekday(typed=typed)
    return day


def _month(parts: dict[str, str]) -> int | None:
    if parts.get("month"):
        return int(parts["month"])
    return _MONTHS.get(re.sub(r"[ .]", "", parts.get("word", "")))


def require_near(day: date, *, today: date) -> None:
    """Raise DayOutOfRange unless the day lies between a year before today and five years after it."""
    first, last = _years_later(today, -YEARS_BACK), _years_later(today, YEARS_AHEAD)
    if not first <= day <= last:
        raise DayOutOfRange(day=typed_day(day), first=typed_day(first), last=typed_day(last))


def read_near_day(text: str, *, today: date) -> date:
    """The day that people typed, if it is near. Raises as read_day and require_near."""
    day = read_day(text)
    require_near(day, today=today)
    return day


def typed_day(day: date) -> str:
    """A day as an official types it, the same in every language: "30/11/2569"."""
    return f"{day.day}/{day.month}/{day.year + BUDDHIST_ERA_OFFSET}"


def day_in_words(day: date, lang: str, *, thai_numerals: bool = False) -> str:
    """A day as it is said back to who typed it, with the day of the week and the Buddhist year.

    "วันจันทร์ที่ 30 พฤศจิกายน 2569", "Monday 30 November 2026 (B.E. 2569)". lang: "th" or "en".
    """
    written = format_date(day, lang, long=True, thai_numerals=thai_numerals)
    if lang == "th":
        return f"วัน{_WEEKDAYS_TH[day.weekday()]}ที่ {written}"
    return f"{_WEEKDAYS_EN[day.weekday()].capitalize()} {written} (B.E. {buddhist_year(day)})"


def _years_later(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        # 29 February
        return day.replace(year=day.year + years, day=28)
