"""List what runs, as a software bill of materials (CycloneDX 1.6), in build/sbom.cdx.json.

`cyclonedx-py` reads names, licences and dependencies of the installed packages. Here those that are for
development alone are left out, the hashes of the lock, the libraries inside wheels (scripts/bundled.py) and
the files that we deliver are added.
"""

import hashlib
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version

from scripts.build_assets import replace
from scripts.bundled import bundled, read_installed
from scripts.locked import Locked, read_lock

ROOT = Path(__file__).resolve().parent.parent
BILL = "build/sbom.cdx.json"
# Read in their licence files: their metadata names no licence.
LICENCES = {"bleach": "Apache-2.0", "huey": "MIT", "pyrage": "MIT"}
GPL = re.compile(r"(?<!L)GPL|GNU (Affero )?General Public")
# With it, the run-time libraries of the compiler may be part of anything.
RUNTIME_EXCEPTION = "WITH GCC-exception-3.1"

Component = dict[str, Any]


class SbomError(Exception):
    """No bill can be made; the message says what to do."""


def read_environment(root: Path) -> dict[str, Any]:
    """Return what cyclonedx-py says of everything installed in `.venv`. Raises SbomError."""
    done = subprocess.run(
        [
            root / ".venv" / "bin" / "cyclonedx-py", "environment", "--pyproject", root / "pyproject.toml",
            "--spec-version", "1.6", "--output-reproducible", "--short-PURLs", "--no-validate",
            root / ".venv",
        ],
        text=True, capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode != 0:
        raise SbomError(f"cyclonedx-py could not read .venv: {done.stderr.strip()[-500:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def texts_of(component: Component) -> Iterator[str]:
    """Yield the licences of a component: SPDX identifiers, expressions, or names where it has no better."""
    for one in component.get("licenses", []):
        yield one.get("expression") or one["license"].get("id") or one["license"]["name"]


def is_forbidden(licences: Iterable[str]) -> bool:
    """Tell whether a licence is the GPL or the AGPL and leaves no other choice; the LGPL is allowed."""
    return any(all(map(_is_gpl, licence.split(" OR "))) for licence in licences)


def _is_gpl(choice: str) -> bool:
    return any(GPL.search(part) and RUNTIME_EXCEPTION not in part for part in choice.split(" AND "))


def package(installed: Component, locked: Locked) -> Component:
    """Return the component of a locked package, with hashes and a licence. Raises SbomError."""
    if Version(installed["version"]) != locked.version:
        raise SbomError(
            f"{locked.name} {installed['version']} is installed, the lock says {locked.version}:"
            " 'make venv-dev', then the same again."
        )
    hashes = [{"alg": "SHA-256", "content": one} for one in sorted(locked.sha256)]
    component = {**installed, "hashes": hashes}
    if not component.get("licenses") and locked.name in LICENCES:
        licence = {"acknowledgement": "concluded", "id": LICENCES[locked.name]}
        component["licenses"] = [{"license": licence}]
    licences = list(texts_of(component))
    if not licences:
        raise SbomError(f"{locked.name} names no licence: read its licence file, and add it to LICENCES.")
    _refuse_gpl(locked.name, licences)
    return component


def _refuse_gpl(name: str, licences: list[str]) -> None:
    if is_forbidden(licences):
        raise SbomError(f"{name} is under {', '.join(licences)}, which nothing that runs may be.")


def with_bundled(component: Component, installed: Mapping[NormalizedName, Distribution]) -> Component:
    """Return a component with those inside it that its wheel tells of. Raises SbomError.

    installed: as from read_installed. What is inside may name no licence.
    """
    inside = bundled(installed[canonicalize_name(component["name"])], component["bom-ref"])
    for one in inside:
        _refuse_gpl(f"{one['name']}, inside {component['name']},", list(texts_of(one)))
    return {**component, "components": inside} if inside else component


def packages(installed: list[Component], lock: Iterable[Locked]) -> list[Component]:
    """Return the components of the locked packages that run on this Python. Raises SbomError."""
    by_name = {canonicalize_name(component["name"]): component for component in installed}
    wanted = [one for one in lock if one.here]
    missing = sorted(one.name for one in wanted if one.name not in by_name)
    if missing:
        raise SbomError(f"Not installed: {', '.join(missing)}. 'make venv-dev', then the same again.")
    return [package(by_name[one.name], one) for one in wanted]


def file_component(name: str, path: Path, licence: str) -> Component:
    """Return the component of a file that we deliver or print with."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return {
        "bom-ref": f"file:{name}",
        "hashes": [{"alg": "SHA-256", "content": digest}],
        "licenses": [{"license": {"acknowledgement": "declared", "id": licence}}],
        "name": name,
        "type": "file",
        "version": digest[:12],
    }


def files(root: Path) -> list[Component]:
    """Return the components of fonts and scripts: ours, the fonts' makers', and those built at set-up."""
    dist = root / "static" / "dist"
    built = json.loads((dist / "manifest.json").read_text(encoding="utf-8"))
    fonts = sorted((root / "idea4gov" / "outside" / "fonts").glob("*.ttf"))
    found = [file_component(path.relative_to(root).as_posix(), path, "OFL-1.1") for path in fonts]
    for name in sorted(built):
        if name.endswith((".js", ".woff2")):
            licence = "OFL-1.1" if name.endswith(".woff2") else "Apache-2.0"
            found.append(file_component(f"static/{name}", dist / built[name], licence))
    return found


def dependencies(
    told: list[dict[str, Any]], kept: set[str], ours: list[str], root: str
) -> list[dict[str, Any]]:
    """Return who needs whom among the components that are kept. The project itself needs its files."""
    found = []
    for one in told:
        if one["ref"] not in kept | {root}:
            continue
        needed = [ref for ref in one.get("dependsOn", []) if ref in kept]
        needed = sorted([*needed, *ours]) if one["ref"] == root else needed
        found.append({"ref": one["ref"], **({"dependsOn": needed} if needed else {})})
    return found + [{"ref": ref} for ref in ours]


def bill(root: Path) -> str:
    """Return the bill of materials as JSON: the same environment gives the same bytes. Raises SbomError.

    root: folder of the project, its `.venv` and its built assets.
    """
    told = read_environment(root)
    installed = read_installed(root)
    locked = packages(told["components"], read_lock(root / "requirements.lock"))
    libraries = [with_bundled(component, installed) for component in locked]
    ours = files(root)
    refs = {component["bom-ref"] for component in libraries}
    project = told["metadata"]["component"]["bom-ref"]
    told["components"] = libraries + ours
    told["dependencies"] = dependencies(
        told["dependencies"], refs, [component["bom-ref"] for component in ours], project
    )
    told["metadata"]["properties"] += [
        {"name": "idea4gov:python", "value": ".".join(map(str, sys.version_info[:2]))},
        {"name": "idea4gov:platform", "value": sys.platform},
    ]
    return json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def validate(text: str) -> None:
    """Hold a bill against the schema of CycloneDX; takes some seconds. Raises SbomError."""
    # Importing these takes seconds.
    from cyclonedx.schema import SchemaVersion  # noqa: PLC0415
    from cyclonedx.validation.json import JsonStrictValidator  # noqa: PLC0415

    error = JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    if error:
        raise SbomError(f"It is not valid CycloneDX 1.6: {error}")


def sentences(components: list[Component]) -> Iterator[str]:
    """Yield what to know of a bill: how much it lists, and which parts of wheels name no licence."""
    inside = [(one["name"], each) for one in components for each in one.get("components", [])]
    yield f"{len(components)} components in {BILL}, and {len(inside)} inside wheels that tell of them."
    silent = [
        f"{name} ({of})"
        for of, name in sorted((of, each["name"]) for of, each in inside if not each.get("licenses"))
    ]
    if silent:
        yield f"Of {len(silent)} of these no licence is told: {', '.join(dict.fromkeys(silent))}."


def main() -> int:
    """Write the project's bill of materials; return the exit status."""
    try:
        text = bill(ROOT)
        validate(text)
    except SbomError as error:
        print(f"No bill of materials: {error}", file=sys.stderr)
        return 1
    replace(ROOT / BILL, text.encode())
    print(*sentences(json.loads(text)["components"]), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
