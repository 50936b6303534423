"""The map of the provinces, read from the built static files."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from idea4gov.outside.static_files import Assets

NAME = "data/map.json"
LAND, HERE = "#dcd5c3", "#2e3192"


@dataclass(frozen=True)
class Shape:
    """One province.

    code: two digits. d: SVG path data. x, y: a point inside, for a marker. box: the viewBox around it.
    """

    code: str
    d: str
    x: int
    y: int
    box: str


@dataclass(frozen=True)
class CountryMap:
    """All provinces in one drawing. width, height: of its SVG viewBox, which starts at 0 0."""

    width: int = 0
    height: int = 0
    shapes: tuple[Shape, ...] = ()

    @cached_property
    def by_code(self) -> dict[str, Shape]:
        """{code of a province: its shape}."""
        return {shape.code: shape for shape in self.shapes}

    def svg(self, code: str) -> str | None:
        """The country as SVG with one province in another colour; None where no map was built."""
        if not self.shapes:
            return None
        paths = "".join(
            f'<path fill="{HERE if shape.code == code else LAND}" d="{shape.d}"/>' for shape in self.shapes
        )
        size = f'viewBox="0 0 {self.width} {self.height}"'
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} stroke="#fbf9f4" stroke-width="1">{paths}</svg>'
        )

    @classmethod
    def load(cls, folder: Path, assets: Assets) -> "CountryMap":
        """Read the map of the build in `folder`. Returns a map without shapes when the build has none."""
        if NAME not in assets.names:
            return cls()
        drawn = json.loads((folder / assets.names[NAME]).read_text(encoding="utf-8"))
        shapes = tuple(Shape(**shape) for shape in drawn["shapes"])
        return cls(drawn["width"], drawn["height"], shapes)
