"""The map of the provinces, drawn from boundaries where there are some, and of tiles where there are none."""

import json
from pathlib import Path

from idea4gov.outside.thai_places import country
from scripts.build_map import NAME, OUTLINE_NAME, maps
from scripts.tile_map import draw_tiles

SQUARE = [[100, 14], [101, 14], [101, 15], [100, 15], [100, 14]]
NEIGHBOUR = [[101, 14], [102, 14], [102, 15], [101, 15], [101, 14]]


def boundaries(folder: Path) -> Path:
    features = [
        {
            "properties": {"ADM1_PCODE": f"TH{code}"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for code, ring in (("20", SQUARE), ("10", NEIGHBOUR))
    ]
    path = folder / "provinces.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def test_without_boundaries_every_province_has_a_tile_of_its_own(tmp_path: Path) -> None:
    drawn = json.loads(maps(tmp_path / "missing.geojson")[NAME])
    assert [shape["code"] for shape in drawn["shapes"]] == sorted(one.code for one in country().provinces)
    assert len({shape["box"] for shape in drawn["shapes"]}) == 77


def test_a_tile_lies_inside_its_cell_and_the_drawing_ends_at_the_last_one() -> None:
    drawn = draw_tiles(".. 10\n20 ..\n")
    assert (drawn["width"], drawn["height"]) == (124, 124)
    assert drawn["shapes"][0]["box"] == "62 0 62 62"
    assert (drawn["shapes"][0]["x"], drawn["shapes"][0]["y"]) == (93, 31)


def test_boundaries_are_drawn_to_fill_the_height_with_north_above(tmp_path: Path) -> None:
    drawn = json.loads(maps(boundaries(tmp_path))[NAME])
    east, west = drawn["shapes"]
    assert (east["code"], west["code"]) == ("10", "20")
    assert drawn["height"] == 1000
    assert west["box"].startswith("0 0 ")
    assert east["x"] > west["x"]


def test_all_shapes_together_are_one_picture_for_pages_to_use(tmp_path: Path) -> None:
    outline = maps(boundaries(tmp_path))[OUTLINE_NAME].decode()
    assert outline.count("<path") == 1
    assert 'id="country"' in outline
    assert outline.count("M") == 2
