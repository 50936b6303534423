"""The map of the provinces on a page: each with its shade, its address and its number of proposals."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from flask import Flask, url_for

from idea4gov.domain.places.activity import SHADES, Activity, shade_of
from idea4gov.outside.country_map import CountryMap, Shape
from idea4gov.store.places.reading import ProvinceCard
from idea4gov.web.http.locale import gettext, ngettext
from idea4gov.web.http.services import services
from idea4gov.web.render.filters import local_names, numerals


class MapPlace(NamedTuple):
    """A province on the map.

    shade: from 0, for no open board. note: its number of proposals in words, or "" without an open board.
    """

    name: str
    href: str
    shade: int
    note: str
    proposals: int
    shape: Shape


def install_map(app: Flask, country: CountryMap) -> None:
    """Give templates the map and the texts of its legend."""
    app.jinja_env.globals.update(country=country, map_steps=map_steps)


def map_places(provinces: Sequence[ProvinceCard], activity: Mapping[str, Activity]) -> list[MapPlace]:
    """The given provinces that have a shape, in the same order. activity: by code of a province."""
    shapes = services().country_map.by_code
    return [
        _place(one.code, name, activity.get(one.code), shapes[one.code])
        for one, name in zip(provinces, local_names(provinces), strict=True)
        if one.code in shapes
    ]


def liveliest(places: Sequence[MapPlace], most: int) -> list[MapPlace]:
    """At most `most` provinces with an open board, those with the most proposals first."""
    lively = [place for place in places if place.shade]
    return sorted(lively, key=lambda place: -place.proposals)[:most]


def map_steps() -> list[str]:
    """The texts of the legend: what each shade means, from shade 0 on."""
    ranges = [f"{first}–{after - 1}" for first, after in pairwise(SHADES)]
    ranges.append(f"{SHADES[-1]}+")
    steps = [gettext("%(number)s proposals", number=numerals(number)) for number in ranges]
    return [gettext("no open board"), *steps]


def _place(code: str, name: str, activity: Activity | None, shape: Shape) -> MapPlace:
    proposals = activity.proposals if activity else 0
    note = ngettext("%(num)s proposal", "%(num)s proposals", proposals) if activity else ""
    href = url_for("places.province", code=code)
    return MapPlace(name, href, shade_of(activity), note, proposals, shape)
