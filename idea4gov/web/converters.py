"""Typed parts of addresses; what does not fit the type is simply no such page."""

from flask import Flask
from werkzeug.routing import BaseConverter


class IdConverter(BaseConverter):
    """A row's number, small enough for the databases' 64 bits."""

    regex = r"[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)


class PlaceCodeConverter(BaseConverter):
    """A code of a place: two, four or six digits."""

    regex = r"[0-9]{2}(?:[0-9]{2}){0,2}"


class PhotoNameConverter(BaseConverter):
    """The random name of a photo."""

    regex = r"[0-9a-f]{32}"


def install_converters(app: Flask) -> None:
    """Make `<id:...>`, `<place:...>` and `<photo:...>` known to routes."""
    app.url_map.converters["id"] = IdConverter
    app.url_map.converters["place"] = PlaceCodeConverter
    app.url_map.converters["photo"] = PhotoNameConverter
