"""Building of `verify.pyz`: one file that recounts published rounds with plain Python 3.11.

It holds the source of `cli/recount.py` and of every domain module that it imports, so that it counts as this
site does. The sources are stored uncompressed and without times: the same sources always give the same bytes.
Modules that need other packages and only make counting faster are left out (LEFT_OUT).
"""

import ast
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile, ZipInfo

PACKAGE = Path(__file__).resolve().parents[1]
ENTRY = PACKAGE / "cli" / "recount.py"
LEFT_OUT = {PACKAGE / "domain" / "tally" / "arrays.py"}
SHEBANG = b"#!/usr/bin/env python3\n"


@cache
def verifier() -> bytes:
    """The bytes of verify.pyz."""
    buffer = BytesIO(SHEBANG)
    buffer.seek(len(SHEBANG))
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        _put(archive, "__main__.py", ENTRY.read_bytes())
        # The real __init__.py imports the whole website, which counting does not need.
        _put(archive, "idea4gov/__init__.py", b"")
        for path in sorted(_needed(ENTRY)):
            _put(archive, path.relative_to(PACKAGE.parent).as_posix(), path.read_bytes())
    return buffer.getvalue()


def _put(archive: ZipFile, name: str, data: bytes) -> None:
    archive.writestr(ZipInfo(name), data)


def _needed(path: Path) -> set[Path]:
    """The files of all modules of idea4gov that a file imports, directly or through others."""
    found: set[Path] = set()
    waiting = [path]
    while waiting:
        for module in _imported(waiting.pop()):
            if module not in found | LEFT_OUT:
                found.add(module)
                waiting.append(module)
    return found


def _imported(path: Path) -> Iterator[Path]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("idea4gov."):
            yield from _files(node.module)
            for alias in node.names:
                yield from _files(f"{node.module}.{alias.name}")


def _files(name: str) -> Iterator[Path]:
    """The file of a module, and the `__init__.py` of each package around it."""
    parts = name.split(".")[1:]
    for length in range(1, len(parts) + 1):
        place = PACKAGE.joinpath(*parts[:length])
        for path in (place / "__init__.py", place.with_suffix(".py")):
            if path.is_file():
                yield path
