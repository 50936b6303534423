"""The provinces as a map of equal tiles, placed by hand: what pages show where there are no boundaries."""

from pathlib import Path
from typing import Any

GRID = Path(__file__).with_name("tile_map.txt")
EMPTY = ".."
TILE = 62
GAP = 6
CORNER = 10


def read_grid(text: str) -> dict[str, tuple[int, int]]:
    """Province code -> (column, row), in the order of the codes."""
    rows = [line.split() for line in text.splitlines()]
    cells = {
        code: (column, row)
        for row, line in enumerate(rows)
        for column, code in enumerate(line)
        if code != EMPTY
    }
    return dict(sorted(cells.items()))


def draw_tiles(text: str) -> dict[str, Any]:
    """The map of a grid, in the form that scripts.build_map.maps() describes."""
    cells = read_grid(text)
    width, height = (TILE * (1 + max(place[axis] for place in cells.values())) for axis in (0, 1))
    shapes = [
        {
            "code": code,
            "d": tile(column * TILE, row * TILE),
            "x": column * TILE + TILE // 2,
            "y": row * TILE + TILE // 2,
            "box": f"{column * TILE} {row * TILE} {TILE} {TILE}",
        }
        for code, (column, row) in cells.items()
    ]
    return {"width": width, "height": height, "shapes": shapes}


def tile(left: int, top: int) -> str:
    """A square with round corners as SVG path data, half a gap inside its cell."""
    side, turn = TILE - GAP - 2 * CORNER, f"a{CORNER} {CORNER} 0 0 1"
    return (
        f"M{left + GAP // 2 + CORNER} {top + GAP // 2}h{side}{turn} {CORNER} {CORNER}v{side}"
        f"{turn}-{CORNER} {CORNER}h-{side}{turn}-{CORNER}-{CORNER}v-{side}{turn} {CORNER}-{CORNER}z"
    )
