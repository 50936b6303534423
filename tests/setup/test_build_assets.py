import gzip
import json
from pathlib import Path

import brotli
import pytest

from scripts import build_assets
from scripts.build_assets import build
from scripts.rewrite_assets import BuildError

RED, BLUE = "a{color:red}\n" * 20, "a{color:blue}\n" * 20


@pytest.fixture
def static(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small source folder, and a font that costs nothing to make."""
    monkeypatch.setattr(build_assets, "fonts", lambda cache: {"fonts/f.woff2": b"font"})
    monkeypatch.setattr(build_assets, "maps", lambda boundaries: {})
    folder = tmp_path / "static"
    (folder / "css").mkdir(parents=True)
    (folder / "css" / "main.css").write_text(RED)
    (folder / ".hidden").write_text("not for anyone")
    return folder


def snapshot(dist: Path) -> dict[str, bytes]:
    return {str(path.relative_to(dist)): path.read_bytes() for path in dist.rglob("*") if path.is_file()}


def test_the_manifest_leads_to_files_that_exist(static: Path, tmp_path: Path) -> None:
    build(static, tmp_path, tmp_path / "no.geojson")
    manifest = json.loads((static / "dist" / "manifest.json").read_text())
    assert set(manifest) == {"css/main.css", "fonts/f.woff2"}
    assert (static / "dist" / manifest["css/main.css"]).read_text() == RED


def test_text_has_compressed_copies_that_unpack_to_the_same_and_fonts_have_none(
    static: Path, tmp_path: Path
) -> None:
    build(static, tmp_path, tmp_path / "no.geojson")
    files = snapshot(static / "dist")
    (br,) = [data for name, data in files.items() if name.endswith(".br")]
    (gz,) = [data for name, data in files.items() if name.endswith(".gz")]
    assert brotli.decompress(br) == gzip.decompress(gz) == RED.encode()


def test_a_second_build_makes_nothing_new_and_the_same_bytes(static: Path, tmp_path: Path) -> None:
    build(static, tmp_path, tmp_path / "no.geojson")
    before = snapshot(static / "dist")
    assert build(static, tmp_path, tmp_path / "no.geojson") == 0
    assert snapshot(static / "dist") == before


def test_a_change_replaces_the_old_file_and_its_copies(static: Path, tmp_path: Path) -> None:
    build(static, tmp_path, tmp_path / "no.geojson")
    before = set(snapshot(static / "dist"))
    (static / "css" / "main.css").write_text(BLUE)
    assert build(static, tmp_path, tmp_path / "no.geojson") == 1
    after = set(snapshot(static / "dist"))
    assert len(after) == len(before)
    assert not {name for name in before & after if name.startswith("css/")}


def test_a_build_that_fails_leaves_the_last_one_as_it_was(static: Path, tmp_path: Path) -> None:
    build(static, tmp_path, tmp_path / "no.geojson")
    before = snapshot(static / "dist")
    (static / "css" / "main.css").write_text('@import "gone.css";')
    with pytest.raises(BuildError):
        build(static, tmp_path, tmp_path / "no.geojson")
    assert snapshot(static / "dist") == before
