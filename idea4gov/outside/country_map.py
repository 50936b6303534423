"""The map of the provinces, as the build left it among the static files."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from idea4gov.outside.static_files import Assets

NAME = "data/map.json"


@dataclass(frozen=True)
class Shape:
    """One province. d: SVG path data. x, y: a point inside, where a sign may stand. box: its own viewBox."""

    code: str
    d: str
    x: int
    y: int
    box: str


@dataclass(frozen=True)
class CountryMap:
    """Every province in one drawing. width, height: of the SVG viewBox, whose corner is 0 0."""

    width: int = 0
    height: int = 0
    shapes: tuple[Shape, ...] = ()

    @cached_property
    def by_code(self) -> dict[str, Shape]:
        """Province code -> its shape."""
        return {shape.code: shape for shape in self.shapes}

    @classmethod
    def load(cls, folder: Path, assets: Assets) -> "CountryMap":
        """Read the map of the build in `folder`; one without shapes where the build has none."""
        if NAME not in assets.names:
            return cls()
        drawn = json.loads((folder / assets.names[NAME]).read_text(encoding="utf-8"))
        shapes = tuple(Shape(**shape) for shape in drawn["shapes"])
        return cls(drawn["width"], drawn["height"], shapes)
