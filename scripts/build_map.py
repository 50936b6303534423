"""Draw the provinces as SVG paths from their boundaries (GeoJSON), for pages to show as a map.

Neighbours share the points of their border in the source. Borders are cut into arcs where they meet, and each
arc is simplified in one direction, so that both neighbours keep the same line and no gap opens between them.
"""

import json
import math
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from scripts.tile_map import GRID, draw_tiles

ROOT = Path(__file__).resolve().parent.parent
NAME = "data/map.json"
OUTLINE_NAME = "img/map.svg"
HEIGHT = 1000
# Of HEIGHT: less than half a pixel on a map that fills a screen.
TOLERANCE = 1.2

Point = tuple[float, float]
Ring = list[Point]
Boundaries = Mapping[str, Sequence[Ring]]


def source() -> Path:
    """Where the boundaries are, if they are: `places/provinces.geojson` of the folder of real data."""
    data = Path(os.environ.get("IDEA4GOV_REAL_DATA", ROOT.parent / "shared" / "data"))
    return data / "places" / "provinces.geojson"


def maps(geojson: Path) -> dict[str, bytes]:
    """Return {"data/map.json": bytes, "img/map.svg": bytes}; without boundaries, a map of equal tiles.

    The JSON: {"width", "height", "shapes": [{"code", "d", "x", "y", "box"}, ...]}, x and y a point inside,
    box the viewBox that holds the shape. The SVG has all shapes as one, with the id "country", to be used.
    """
    if geojson.is_file():
        drawn = draw(read_boundaries(json.loads(geojson.read_text(encoding="utf-8"))))
    else:
        drawn = draw_tiles(GRID.read_text(encoding="utf-8"))
    return {NAME: json.dumps(drawn, separators=(",", ":")).encode(), OUTLINE_NAME: outline(drawn).encode()}


def outline(drawn: Mapping[str, Any]) -> str:
    """All shapes in one path: pages show it behind the province that they are about."""
    lines = "".join(shape["d"] for shape in drawn["shapes"])
    box = f"0 0 {drawn['width']} {drawn['height']}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}"><path id="country" d="{lines}"/></svg>'


def read_boundaries(collection: Mapping[str, Any]) -> dict[str, list[Ring]]:
    """Province code -> outer rings in degrees, closed; in the order of the codes."""
    found = {}
    for feature in collection["features"]:
        geometry = feature["geometry"]
        areas = geometry["coordinates"]
        polygons = areas if geometry["type"] == "MultiPolygon" else [areas]
        code = feature["properties"]["ADM1_PCODE"].removeprefix("TH")
        found[code] = [[(x, y) for x, y in polygon[0]] for polygon in polygons]
    return dict(sorted(found.items()))


def draw(degrees: Boundaries) -> dict[str, Any]:
    """Project, simplify and round; see maps() for the answer's form."""
    width, boundaries = project(degrees)
    shapes = []
    for code, rings in simplify(boundaries).items():
        x, y = inner_point(max(rings, key=lambda ring: abs(signed_area(ring))))
        place = {"x": round(x), "y": round(y), "box": view_box(rings)}
        shapes.append({"code": code, "d": "".join(map(path_of, rings)), **place})
    return {"width": math.ceil(width), "height": HEIGHT, "shapes": shapes}


def project(degrees: Boundaries) -> tuple[float, dict[str, list[Ring]]]:
    """Equirectangular, to scale at the middle latitude, north up, HEIGHT high. Returns (width, rings)."""
    points = [point for rings in degrees.values() for ring in rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    down = HEIGHT / (north - south)
    right = down * math.cos(math.radians((north + south) / 2))
    placed = {
        code: [[((x - west) * right, (north - y) * down) for x, y in ring] for ring in rings]
        for code, rings in degrees.items()
    }
    return (east - west) * right, placed


def simplify(boundaries: Boundaries, tolerance: float = TOLERANCE) -> dict[str, list[Ring]]:
    """Leave out points that lie within `tolerance` of the line without them; neighbours stay neighbours."""
    meetings = meeting_points(boundaries)
    return {
        code: [_simplified(ring, meetings, tolerance) for ring in rings] for code, rings in boundaries.items()
    }


def meeting_points(boundaries: Boundaries) -> set[Point]:
    """The points where borders meet: those with other than two neighbours on all lines together."""
    neighbours: dict[Point, set[Point]] = defaultdict(set)
    for rings in boundaries.values():
        for ring in rings:
            for one, other in pairwise(ring):
                neighbours[one].add(other)
                neighbours[other].add(one)
    return {point for point, others in neighbours.items() if len(others) != 2}


def arcs(ring: Ring, meetings: set[Point]) -> Iterator[Ring]:
    """Cut a closed ring at the meeting points; where it has fewer than two, also at its two far ends."""
    cuts = meetings & set(ring)
    if len(cuts) < 2:
        cuts |= {min(ring), max(ring)}
    first = next(number for number, point in enumerate(ring) if point in cuts)
    turned = ring[first:-1] + ring[: first + 1]
    arc = turned[:1]
    for point in turned[1:]:
        arc.append(point)
        if point in cuts:
            yield arc
            arc = [point]


def reduce_line(line: Sequence[Point], tolerance: float) -> Ring:
    """Douglas and Peucker (1973): both ends stay, and every point further off than `tolerance`."""
    if len(line) < 3:
        return list(line)
    distances = [distance(point, line[0], line[-1]) for point in line[1:-1]]
    furthest = max(range(len(distances)), key=distances.__getitem__)
    if distances[furthest] <= tolerance:
        return [line[0], line[-1]]
    at = furthest + 1
    return reduce_line(line[: at + 1], tolerance)[:-1] + reduce_line(line[at:], tolerance)


def distance(point: Point, start: Point, end: Point) -> float:
    """From a point to a segment."""
    (x, y), (x0, y0), (x1, y1) = point, start, end
    length = (x1 - x0) ** 2 + (y1 - y0) ** 2
    along = ((x - x0) * (x1 - x0) + (y - y0) * (y1 - y0)) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return math.hypot(x - x0 - along * (x1 - x0), y - y0 - along * (y1 - y0))


def signed_area(ring: Iterable[Point]) -> float:
    """Of a closed ring, by the shoelace formula."""
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring)) / 2


def inner_point(ring: Ring) -> Point:
    """The middle of the widest stretch inside a closed ring, of nine level lines through it."""
    top, bottom = min(y for _, y in ring), max(y for _, y in ring)
    widest = (-1.0, (0.0, 0.0))
    for tenth in range(1, 10):
        y = top + (bottom - top) * tenth / 10
        for left, right in _stretches(ring, y):
            widest = max(widest, (right - left, ((left + right) / 2, y)))
    return widest[1]


def view_box(rings: Iterable[Ring]) -> str:
    """The smallest viewBox in whole numbers around the rings: "left top width height"."""
    xs, ys = zip(*(point for ring in rings for point in ring), strict=True)
    left, top = math.floor(min(xs)), math.floor(min(ys))
    return f"{left} {top} {math.ceil(max(xs)) - left} {math.ceil(max(ys)) - top}"


def path_of(ring: Ring) -> str:
    """A closed ring as SVG path data in whole numbers: "M1 2l3-4 5 6z"."""
    points = [(round(x), round(y)) for x, y in ring]
    steps = [(x1 - x0, y1 - y0) for (x0, y0), (x1, y1) in pairwise(points)]
    moves = " ".join(f"{dx} {dy}" for dx, dy in steps[:-1] if dx or dy).replace(" -", "-")
    return f"M{points[0][0]} {points[0][1]}l{moves}z"


def _simplified(ring: Ring, meetings: set[Point], tolerance: float) -> Ring:
    kept = ring[:0]
    for arc in arcs(ring, meetings):
        # The neighbour walks the same arc the other way; where two points are as far off, order decides.
        forward = arc[0] <= arc[-1]
        reduced = reduce_line(arc if forward else arc[::-1], tolerance)
        kept += (reduced if forward else reduced[::-1])[:-1]
    return [*kept, kept[0]] if len(kept) > 2 else ring


def _stretches(ring: Ring, y: float) -> Iterator[tuple[float, float]]:
    crossings = sorted(
        x0 + (y - y0) * (x1 - x0) / (y1 - y0)
        for (x0, y0), (x1, y1) in pairwise(ring)
        if (y0 <= y) != (y1 <= y)
    )
    return zip(crossings[::2], crossings[1::2], strict=True)
