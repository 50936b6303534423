"""Libraries inside the wheels of packages: what the wheels themselves say of them.

A wheel may carry bills of its own (PEP 770: `*.dist-info/sboms/`), such as that of its Rust crates, and
libraries in a folder beside the package (`*.libs/`), whose licences some name in a text. What was linked into
a wheel and is in none of these cannot be known here.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from fnmatch import fnmatch
from importlib.metadata import Distribution, PackagePath, distributions
from pathlib import Path
from typing import Any

from packaging.utils import NormalizedName, canonicalize_name

Component = dict[str, Any]

KEPT = ("name", "version", "licenses", "hashes", "scope")
LIBRARY = re.compile(r"(?P<name>.+?)-[0-9a-f]{8}(?:-[0-9a-f]{8})?(?P<end>\.so.*|\.dylib|\.dll)")
# "Name: ", "Files: " and "License: " of one library, as NumPy, SciPy and pi-heif write them.
SAID = re.compile(r"^Name: (?P<name>.+)\n(?P<rest>(?:(?!Name: ).*\n?)*)", re.M)
FIELD = re.compile(r"^(?P<key>Files|License): (?P<value>.+)$", re.M)
# Said by a wheel that works without it, and does not have it.
ABSENT = {("pillow", "libimagequant")}


def read_installed(root: Path) -> dict[NormalizedName, Distribution]:
    """{name: package} of everything installed in `.venv`. root: folder of the project."""
    folders = [str(path) for path in root.glob(".venv/lib/python3.*/site-packages")]
    return {canonicalize_name(one.metadata["Name"]): one for one in distributions(path=folders)}


def bundled(package: Distribution, ref: str) -> list[Component]:
    """The components inside a package, once each, in the order of their names. ref: of the package."""
    own = canonicalize_name(package.metadata["Name"])
    found: dict[str, Component] = {}
    for told in (*_in_bills(package), *_in_folders(package)):
        is_there = (own, told["name"]) not in ABSENT and told.get("scope") != "excluded"
        if is_there and canonicalize_name(told["name"]) != own:
            key = f"{ref}#{told['name']}@{told.get('version', '')}"
            found.setdefault(key, {**told, "bom-ref": key})
    return [found[key] for key in sorted(found)]


def _in_bills(package: Distribution) -> Iterator[Component]:
    for file in package.files or ():
        if file.parent.name == "sboms" and file.suffix == ".json":
            bill = json.loads(file.read_text(encoding="utf-8"))
            for told in bill.get("components", []):
                purl = {"purl": told["purl"].partition("?")[0]} if "purl" in told else {}
                yield {"type": "library", **{key: told[key] for key in KEPT if key in told}, **purl}


def _in_folders(package: Distribution) -> Iterator[Component]:
    said = list(_said(package))
    for file in package.files or ():
        found = LIBRARY.fullmatch(file.name)
        if file.parent.name.endswith(".libs") and found:
            digest = hashlib.sha256(file.read_binary()).hexdigest()
            licence = _licence(f"{file.parent.name}/{found['name']}.so", found["name"], said)
            yield {
                "type": "library",
                "name": found["name"],
                "hashes": [{"alg": "SHA-256", "content": digest}],
                "properties": [{"name": "idea4gov:file", "value": str(file)}],
                **({"licenses": [{"license": {"name": licence}}]} if licence else {}),
            }


def _said(package: Distribution) -> Iterator[tuple[str, str, str]]:
    """(name, pattern of files, licence) of each library that a licence text of the package names."""
    for file in package.files or ():
        if "licen" in file.name.lower() and ".dist-info" in str(file):
            for one in SAID.finditer(_text(file)):
                fields = {found["key"]: found["value"] for found in reversed([*FIELD.finditer(one["rest"])])}
                yield one["name"].strip(), fields.get("Files", ""), fields.get("License", "")


def _licence(path: str, name: str, said: Iterable[tuple[str, str, str]]) -> str:
    return next((to for title, files, to in said if name == title or fnmatch(path, files)), "")


def _text(file: PackagePath) -> str:
    return Path(file.locate()).read_text(encoding="utf-8", errors="replace")
