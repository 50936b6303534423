"""The map of the provinces, as the build left it among the static files."""

import json
from dataclasses import dataclass
from pathlib import Path

from idea4gov.outside.static_files import Assets

NAME = "data/map.json"


@dataclass(frozen=True)
class Shape:
    """One province. d: SVG path data. x, y: a point inside, where a sign may stand."""

    code: str
    d: str
    x: int
    y: int


@dataclass(frozen=True)
class CountryMap:
    """Every province in one drawing. width, height: of the SVG viewBox, whose corner is 0 0."""

    width: int = 0
    height: int = 0
    shapes: tuple[Shape, ...] = ()

    @classmethod
    def load(cls, folder: Path, assets: Assets) -> "CountryMap":
        """Read the map of the build in `folder`; one without shapes where it was built without boundaries."""
        if NAME not in assets.names:
            return cls()
        drawn = json.loads((folder / assets.names[NAME]).read_text(encoding="utf-8"))
        shapes = tuple(Shape(**shape) for shape in drawn["shapes"])
        return cls(drawn["width"], drawn["height"], shapes)
