"""Template filters: times, money and counts in the language and numerals of the reader."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from operator import attrgetter

from flask import Flask

from idea4gov.domain import thai
from idea4gov.domain.categories import category_names
from idea4gov.domain.results import percent_text
from idea4gov.domain.tally.explain import Explanation
from idea4gov.web.http.locale import gettext, language, thai_numerals
from idea4gov.web.http.services import now
from idea4gov.web.http.typed_fields import amount_in_words


def install_filters(app: Flask) -> None:
    """Register the filters, and the function `local_name`."""
    app.jinja_env.filters.update(
        day=day,
        day_before=day_before,
        moment=moment,
        ago=ago,
        agos=agos,
        baht=baht,
        baht_short=baht_short,
        in_words=amount_in_words,
        count=count,
        numerals=numerals,
        amount=amount,
        explained=explained,
        percent=percent,
        category_name=category_name,
        first_paragraph=first_paragraph,
        local_name=local_name,
    )
    app.jinja_env.globals["local_name"] = local_name


def day(value: datetime, *, long: bool = False) -> str:
    """The date of a moment in Bangkok: 23 พ.ย. 2569. long: with the whole name of the month."""
    return thai.format_date(thai.bangkok_date(value), language(), long=long, thai_numerals=thai_numerals())


def day_before(value: datetime) -> str:
    """The last whole day before an end: 22 พ.ย. 2569 for an end at midnight, when 23 พ.ย. begins."""
    return day(value - timedelta(seconds=1))


def moment(value: datetime, *, long: bool = False) -> str:
    """The date and time of a moment in Bangkok: 23 พ.ย. 2569 12.00 น. long: as for day()."""
    return thai.format_datetime(value, language(), long=long, thai_numerals=thai_numerals())


def ago(value: datetime) -> str:
    """The time from a moment until now: 3 ชั่วโมงที่แล้ว."""
    return agos((value,))[0]


def agos(values: Iterable[datetime]) -> tuple[str, ...]:
    """`ago` of each value."""
    second, lang, numerals = now().replace(microsecond=0), language(), thai_numerals()
    return tuple(_ago(value, second, lang, numerals) for value in values)


@lru_cache(maxsize=1024)
def _ago(value: datetime, second: datetime, language: str, numerals: bool) -> str:
    """As `ago`, cached: a page has dozens of them, and many pages are rendered in the same second."""
    return thai.format_relative(value, language, now=second, thai_numerals=numerals)


def baht(amount_baht: int) -> str:
    """The exact amount: 1,200,000 บาท."""
    return thai.format_baht(amount_baht, language(), thai_numerals=thai_numerals())


def baht_short(amount_baht: int) -> str:
    """The amount, from a million on rounded to one decimal: 1.2 ล้านบาท."""
    return thai.format_baht_short(amount_baht, language(), thai_numerals=thai_numerals())


def count(number: int) -> str:
    """A whole number with separators: 12,345."""
    return thai.format_count(number, language(), thai_numerals=thai_numerals())


def numerals(text: str) -> str:
    """A text with its digits in the numerals of the reader: "0.5" or "๐.๕"."""
    return thai.thai_digits(text) if thai_numerals() else text


def amount(value: Fraction | int, currency: str = "THB") -> str:
    """An amount of money: "1,200 บาท", "162.31 บาท" (rounded to the satang), "1,200 PLN"."""
    if currency == "THB":
        return thai.format_satang(Fraction(value), language(), thai_numerals=thai_numerals())
    return f"{count(int(value)) if value == int(value) else numerals(f'{float(value):,.2f}')} {currency}"


def explained(reason: Explanation, currency: str, titles: Mapping[str, str]) -> tuple[str, str]:
    """The sentence that says why a project was funded or not, and one on the method, or "".

    titles: {id of a project: its title}.
    """
    filled = {name: amount(value, currency) for name, value in reason.amounts.items()}
    filled |= {name: count(number) for name, number in reason.counts.items()}
    if reason.rival is not None:
        filled["rival"] = titles[reason.rival]
    method = gettext(reason.method) % filled if reason.method else ""
    return str(gettext(reason.message) % filled), str(method)


def percent(part: int, whole: int) -> str:
    """A part of a whole as "41.7 %"."""
    return numerals(f"{percent_text(part, whole)}\N{NO-BREAK SPACE}%")


def category_name(key: str) -> str:
    """The name of a proposal's category in the reader's language."""
    return category_names(language())[key]


def first_paragraph(html: str) -> tuple[str, str]:
    """Split the safe HTML of a post into (first paragraph, the rest or "")."""
    first, end, rest = html.partition("</p>")
    return first + end, rest


def local_name(thing: object, of: str = "") -> str:
    """The name of a place in the reader's language.

    thing: has name_th and name_en. of: "province" reads province_name_th and province_name_en instead.
    Returns "" when the name is None.
    """
    prefix = f"{of}_" if of else ""
    return getattr(thing, f"{prefix}name_{language()}") or ""


def local_names(things: Iterable[object]) -> list[str]:
    """local_name of each place, much faster for hundreds of them."""
    name = attrgetter(f"name_{language()}")
    return [name(thing) for thing in things]
