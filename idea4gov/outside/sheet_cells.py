"""Cells of a workbook as the texts that people read in them. The only module that imports openpyxl."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl.styles.numbers import builtin_format_code, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from idea4gov.domain.proposal_sheets import OF_PROPOSALS, SheetBounds, SheetTooLarge, clean_cell
from idea4gov.domain.thai import BUDDHIST_ERA_OFFSET, format_date
from idea4gov.outside.sheet_layout import SavedCell

MAX_FORMAT = 255
"""Characters of a number format, as in Excel."""

_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_LEAST_BUDDHIST_YEAR = 2400
"""A year as high was typed in the Buddhist era, into a program that took it for another."""


class CellTexts:
    """Reads the cells of a workbook.

    shared: its shared texts. formats: format of each style, a number of a built-in one or a text of its own.
    from_1904: whether days are counted from 1904.
    """

    def __init__(
        self,
        shared: Sequence[str],
        formats: Sequence[int | str],
        *,
        from_1904: bool,
        bounds: SheetBounds = OF_PROPOSALS,
    ) -> None:
        self._shared, self._formats = shared, formats
        self._epoch = MAC_EPOCH if from_1904 else WINDOWS_EPOCH
        self._cleaned = dict[int, str]()
        # Whether a format shows a day or time, and whether a span of time.
        self._kinds = dict[str, tuple[bool, bool]]()
        # Of all words, before they are cleaned. A shared text is cleaned and counted once.
        self._words_left = 2 * bounds.signs

    def text(self, cell: SavedCell) -> str:
        """The text of a cell. Raises SheetTooLarge, and ValueError or IndexError of a broken one."""
        match cell.kind:
            case "s":
                return self._shared_text(int(cell.text))
            case "n":
                number_format = self._format(cell.style)
                return cell_text(self._number(cell.text, number_format), number_format)
            case "b":
                return cell_text(bool(int(cell.text)))
            case "d":
                return cell_text(from_ISO8601(cell.text))
        return self._words(cell.text)

    def _shared_text(self, index: int) -> str:
        if index not in self._cleaned:
            self._cleaned[index] = self._words(self._shared[index])
        return self._cleaned[index]

    def _words(self, text: str) -> str:
        self._words_left -= len(text)
        if self._words_left < 0:
            raise SheetTooLarge(field="sheet")
        return cell_text(text)

    def _format(self, style: int) -> str:
        found = self._formats[style] if style < len(self._formats) else 0
        return found if isinstance(found, str) else str(builtin_format_code(found))

    def _number(self, text: str, number_format: str) -> Any:
        value = float(text) if set(text) & set(".eE") else int(text)
        if number_format not in self._kinds:
            self._kinds[number_format] = is_date_format(number_format), is_timedelta_format(number_format)
        is_day, is_span = self._kinds[number_format]
        if not is_day:
            return value
        try:
            return from_excel(value, self._epoch, timedelta=is_span)
        except (OverflowError, ValueError):
            return "#VALUE!"


def cell_text(value: Any, number_format: str = "General") -> str:
    """The text of a value: a day as "5 ธ.ค. 2569", a number without the dust of floats, "TRUE", "#REF!"."""
    match value:
        case None:
            return ""
        case str():
            return clean_cell(unescaped(value))
        case bool():
            return str(value).upper()
        case int() | float():
            return _number(value, number_format)
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
