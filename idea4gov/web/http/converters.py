"""Typed parts of addresses. An address whose part does not fit its type is answered with 404."""

from datetime import date

from flask import Flask
from werkzeug.routing import BaseConverter, ValidationError


class IdConverter(BaseConverter):
    """The id of a row: up to 18 digits, so that it fits the 64-bit integers of databases."""

    regex = r"[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)


class PlaceCodeConverter(BaseConverter):
    """The code of a place: two, four or six digits."""

    regex = r"[0-9]{2}(?:[0-9]{2}){0,2}"


class PhotoNameConverter(BaseConverter):
    """The random name of a photo: 32 hex digits."""

    regex = r"[0-9a-f]{32}"


class DayConverter(BaseConverter):
    """A day of the calendar: 2026-11-25."""

    regex = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise ValidationError from error

    def to_url(self, value: date) -> str:
        return value.isoformat()


def install_converters(app: Flask) -> None:
    """Make `<id:...>`, `<place:...>`, `<day:...>` and `<photo:...>` known to routes."""
    app.url_map.converters["id"] = IdConverter
    app.url_map.converters["place"] = PlaceCodeConverter
    app.url_map.converters["day"] = DayConverter
    app.url_map.converters["photo"] = PhotoNameConverter
