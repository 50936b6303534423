"""The map of the provinces for a page: each with its shade, its address and what is going on there."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from flask import Flask, url_for

from idea4gov.domain.places import SHADES, Activity, shade_of
from idea4gov.outside.country_map import CountryMap, Shape
from idea4gov.store.places import ProvinceCard
from idea4gov.web.http.locale import gettext, ngettext
from idea4gov.web.http.services import services
from idea4gov.web.render.filters import local_names, numerals


class MapPlace(NamedTuple):
    """A province on the map. note: what is going on there, in words, or ""."""

    name: str
    href: str
    shade: int
    note: str
    proposals: int
    shape: Shape


def install_map(app: Flask, country: CountryMap) -> None:
    """Give templates the map and the words of its legend."""
    app.jinja_env.globals.update(country=country, map_steps=map_steps)


def map_places(provinces: Sequence[ProvinceCard], activity: Mapping[str, Activity]) -> list[MapPlace]:
    """Every province that has a shape, in the order given."""
    shapes = services().country_map.by_code
    return [
        _place(one.code, name, activity.get(one.code), shapes[one.code])
        for one, name in zip(provinces, local_names(provinces), strict=True)
        if one.code in shapes
    ]


def liveliest(places: Sequence[MapPlace], most: int) -> list[MapPlace]:
    """The provinces with the most proposals on open boards; those without an open board are left out."""
    lively = [place for place in places if place.shade]
    return sorted(lively, key=lambda place: -place.proposals)[:most]


def map_steps() -> list[str]:
    """What each shade of the map means, from 0 on."""
    ranges = [f"{first}–{after - 1}" for first, after in pairwise(SHADES)]
    ranges.append(f"{SHADES[-1]}+")
    steps = [gettext("%(number)s proposals", number=numerals(number)) for number in ranges]
    return [gettext("no open board"), *steps]


def _place(code: str, name: str, activity: Activity | None, shape: Shape) -> MapPlace:
    proposals = activity.proposals if activity else 0
    note = ngettext("%(num)s proposal", "%(num)s proposals", proposals) if activity else ""
    href = url_for("places.province", code=code)
    return MapPlace(name, href, shade_of(activity), note, proposals, shape)
