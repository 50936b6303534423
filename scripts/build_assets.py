"""Build `static/dist` from `static`: one CSS file, hashed names, compressed copies, a manifest."""

import gzip
import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import brotli

from scripts.build_font import fonts
from scripts.build_map import maps, source
from scripts.rewrite_assets import BuildError, rewrite

ROOT = Path(__file__).resolve().parent.parent
COMPRESSED = {".css", ".js", ".svg", ".json", ".txt", ".ico", ".webmanifest", ".xml"}


def read_sources(static: Path) -> dict[str, bytes]:
    """Return {name relative to `static`: bytes} of every source file, without hidden files and `dist`."""
    names = {path: path.relative_to(static) for path in sorted(static.rglob("*")) if path.is_file()}
    return {
        name.as_posix(): path.read_bytes()
        for path, name in names.items()
        if name.parts[0] != "dist" and not any(part.startswith(".") for part in name.parts)
    }


def compressed(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of the .br and .gz copies worth having: of text, and smaller than it."""
    if Path(name).suffix not in COMPRESSED:
        return
    for suffix, copy in ((".br", brotli.compress(data)), (".gz", gzip.compress(data, mtime=0))):
        if len(copy) < len(data):
            yield name + suffix, copy


def replace(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, for a server may read it meanwhile."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(path.name + ".part")
    unfinished.write_bytes(data)
    unfinished.replace(path)


def write(dist: Path, manifest: Mapping[str, str], files: Mapping[str, bytes]) -> int:
    """Write new files, then the manifest, then remove what no manifest names any more.

    A name holds the hash of its content: a file that exists is right, and so are its compressed copies.
    Returns the number of new files.
    """
    new = {name: data for name, data in files.items() if not (dist / name).is_file()}
    for name, data in new.items():
        for copy in compressed(name, data):
            replace(dist / copy[0], copy[1])
        replace(dist / name, data)
    text = json.dumps(dict(sorted(manifest.items())), indent=2) + "\n"
    replace(dist / "manifest.json", text.encode())
    kept = {dist / "manifest.json"} | {dist / (name + end) for name in files for end in ("", ".br", ".gz")}
    for path in dist.rglob("*"):
        if path.is_file() and path not in kept:
            path.unlink()
    return len(new)


def build(static: Path, cache: Path, boundaries: Path) -> int:
    """Bring `static/dist` up to date; return the number of new files. Raises BuildError.

    boundaries: GeoJSON of the provinces; without it the map is one of tiles.
    """
    manifest, files = rewrite({**read_sources(static), **fonts(cache), **maps(boundaries)})
    return write(static / "dist", manifest, files)


def main() -> int:
    """Build the project's assets; return the exit status."""
    try:
        new = build(ROOT / "static", ROOT / "build" / "fonts", source())
    except BuildError as error:
        print(f"The assets could not be built: {error}", file=sys.stderr)
        return 1
    if new:
        print(f"Built {new} static files.")
    if new and not source().is_file():
        print(f"The map of the provinces is one of tiles: there are no boundaries at {source()}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
