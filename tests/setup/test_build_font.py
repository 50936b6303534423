from io import BytesIO
from pathlib import Path

import fontpkg
import pytest
from fontTools.ttLib import TTFont

from scripts.build_font import WEIGHTS, fonts

pytestmark = pytest.mark.slow

THAI = "กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรฤลฦวศษสหฬอฮฯะัาำิีึืฺุู฿เแโใไๅๆ็่้๊๋์ํ๎๏๐๑๒๓๔๕๖๗๘๙๚๛"
PUNCTUATION = "“”‘’–—…•·×→←฿"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return fonts(tmp_path_factory.mktemp("fonts"))


@pytest.mark.parametrize("weight", WEIGHTS)
def test_every_thai_and_latin_sign_is_there_and_the_file_is_small(
    made: dict[str, bytes], weight: int
) -> None:
    data = made[f"fonts/sarabun-{weight}.woff2"]
    with TTFont(BytesIO(data)) as font:
        signs = {chr(code) for code in font.getBestCmap()}
    assert set(THAI + PUNCTUATION) | {chr(code) for code in range(32, 127)} <= signs
    assert len(data) < 25_000


@pytest.mark.parametrize("weight", WEIGHTS)
def test_the_rules_that_place_tone_marks_are_kept(made: dict[str, bytes], weight: int) -> None:
    with TTFont(BytesIO(made[f"fonts/sarabun-{weight}.woff2"])) as font:
        features = {record.FeatureTag for record in font["GPOS"].table.FeatureList.FeatureRecord}
    assert {"mark", "mkmk"} <= features


def test_the_licence_travels_inside_the_file(made: dict[str, bytes]) -> None:
    with TTFont(BytesIO(made["fonts/sarabun-400.woff2"])) as font:
        assert "SIL Open Font License" in font["name"].getDebugName(13)


def test_the_time_of_the_build_is_not_in_the_file(made: dict[str, bytes]) -> None:
    with TTFont(fontpkg.path("Sarabun", 400)) as source:
        published = source["head"].modified
    with TTFont(BytesIO(made["fonts/sarabun-400.woff2"])) as font:
        assert font["head"].modified == published


def test_a_font_in_the_cache_is_taken_as_it_is(tmp_path: Path, made: dict[str, bytes]) -> None:
    fonts(tmp_path)
    for path in tmp_path.iterdir():
        path.write_bytes(b"from the cache")
    assert set(fonts(tmp_path).values()) == {b"from the cache"}
