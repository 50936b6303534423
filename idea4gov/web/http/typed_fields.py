"""Fields for amounts and days: a line of text in every usual spelling, and beside it how it is understood."""

from datetime import date

from wtforms import StringField

from idea4gov.domain.days import day_in_words, read_day
from idea4gov.domain.errors import Invalid
from idea4gov.domain.numbers import read_amount
from idea4gov.domain.thai import baht_in_words, format_baht, format_date
from idea4gov.web.http.locale import language, thai_numerals


def say_amount(text: str) -> str:
    """What a text says as an amount: "ห้าแสนบาท", in English "500,000 baht". Raises as read_amount."""
    return amount_in_words(read_amount(text))


def amount_in_words(amount_baht: int) -> str:
    """An amount in the words of the reader's language; English has it in digits."""
    return baht_in_words(amount_baht) if language() == "th" else format_baht(amount_baht, "en")


def say_day(text: str) -> str:
    """What a text says as a day: "วันจันทร์ที่ 30 พฤศจิกายน 2569". Raises as read_day."""
    return day_in_words(read_day(text), language(), thai_numerals=thai_numerals())


def written_day(day: date) -> str:
    """A day as the field has it when a form is filled from the database: "30 พ.ย. 2569"."""
    return format_date(day, language())


SAYINGS = {"amount": say_amount, "day": say_day}
"""{kind of a field: what says back how a text in it is understood}"""


class _SaidBackField(StringField):  # type: ignore[misc]
    kind: str

    @property
    def said(self) -> str:
        """How the text is understood, or "" while it is empty or cannot be read."""
        try:
            return SAYINGS[self.kind](self.data or "")
        except Invalid:
            return ""


class AmountField(_SaidBackField):
    """An amount in baht."""

    kind = "amount"


class DayField(_SaidBackField):
    """A day."""

    kind = "day"
