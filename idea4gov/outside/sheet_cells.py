"""Cells of a workbook as the texts that people read in them."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from idea4gov.domain.proposal_sheets import clean_cell
from idea4gov.domain.thai import BUDDHIST_ERA_OFFSET, format_date

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LEAST_BUDDHIST_YEAR = 2400
"""A year as high was typed in the Buddhist era, into a program that took it for another."""


def cell_text(cell: Any) -> str:
    """The text of a cell: a day as "5 ธ.ค. 2569", a number without the dust of floats, "TRUE", "#REF!"."""
    value = cell.value
    match value:
        case None:
            return ""
        case str():
            return clean_cell(unescaped(value))
        case bool():
            return str(value).upper()
        case int() | float():
            return _number(value, cell.number_format)
        case datetime() if value.time() == time():
            return _day(value.date())
        case datetime():
            return f"{_day(value.date())} {value:%H.%M} น."
        case date():
            return _day(value)
        case time():
            return f"{value:%H.%M} น."
        case timedelta():
            minutes = round(value.total_seconds() / 60)
            return f"{minutes // 60}:{minutes % 60:02}"
    return clean_cell(str(value))


def unescaped(text: str) -> str:
    """The text with the characters that the format writes by their numbers: "_x000D_" is a line end.

    "_x005F_" is the underscore that keeps such a text from being one. Source: ISO 29500-1, 22.9.2.19.
    """
    if "_x" not in text:
        return text
    text = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    # Two halves of one character beyond the first plane.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _number(value: int | float, number_format: str) -> str:
    if "%" in number_format:
        return f"{value * 100:.15g}%"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.15g}" if isinstance(value, float) else str(value)


def _day(day: date) -> str:
    if day.year < _LEAST_BUDDHIST_YEAR:
        return format_date(day, "th")
    try:
        return format_date(day.replace(year=day.year - BUDDHIST_ERA_OFFSET), "th")
    except ValueError:
        # 29 February of a year that has none in the other era.
        return day.isoformat()
