import json
import re
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

import pytest
from packaging.utils import canonicalize_name
from packaging.version import Version
from PIL import features

from scripts import sbom
from scripts.locked import Locked, read_lock
from scripts.sbom import (
    ROOT,
    SbomError,
    bill,
    file_component,
    is_forbidden,
    packages,
    sentences,
    texts_of,
    validate,
    with_bundled,
)

Bill = dict[str, Any]


@pytest.fixture(scope="module")
def text() -> str:
    """The bill of this environment."""
    return bill(ROOT)


@pytest.fixture
def told(text: str) -> Bill:
    """The same, read."""
    read: Bill = json.loads(text)
    return read


def of_type(told: Bill, kind: str) -> list[dict[str, Any]]:
    return [component for component in told["components"] if component["type"] == kind]


def installed(name: str, version: str, *licences: str) -> dict[str, Any]:
    component: dict[str, Any] = {"bom-ref": name, "name": name, "version": version, "type": "library"}
    if licences:
        component["licenses"] = [{"license": {"id": licence}} for licence in licences]
    return component


def locked(name: str, version: str, *, here: bool = True) -> Locked:
    return Locked(canonicalize_name(name), Version(version), ("ab" * 32,), here)


def test_every_locked_package_that_runs_here_is_listed_once_with_its_hashes(told: Bill) -> None:
    listed = {component["purl"]: component["hashes"] for component in of_type(told, "library")}
    expected = {
        f"pkg:pypi/{one.name}@{one.version}": set(one.sha256)
        for one in read_lock(ROOT / "requirements.lock")
        if one.here
    }
    assert len(of_type(told, "library")) == len(listed)
    # a wheel may write 1.0 as 1.000
    same = {re.sub(r"@.*", lambda at: f"@{Version(at[0][1:])}", purl): purl for purl in listed}
    assert {purl: {one["content"] for one in listed[same[purl]]} for purl in same} == expected


def test_what_is_for_development_alone_is_not_in_the_bill(told: Bill) -> None:
    names = {canonicalize_name(component["name"]) for component in told["components"]}
    needed = {ref for one in told["dependencies"] for ref in one.get("dependsOn", [])}
    assert not {"pytest", "mypy", "djlint", "cyclonedx-bom", "pip"} & names
    assert needed <= {component["bom-ref"] for component in told["components"]}


def test_nothing_that_runs_is_under_the_gpl_or_without_a_licence(told: Bill) -> None:
    licences = {component["name"]: list(texts_of(component)) for component in told["components"]}
    assert [name for name, said in licences.items() if not said or is_forbidden(said)] == []
    by_hand = {"bleach", "huey", "pyrage"}
    assert set(sbom.LICENCES) == by_hand
    assert all(licences[name] == [sbom.LICENCES[name]] for name in by_hand)


def test_fonts_and_scripts_are_listed_as_they_are_delivered(told: Bill) -> None:
    files = {component["name"]: component["hashes"][0]["content"] for component in of_type(told, "file")}
    assert {"static/js/service_worker.js", "static/fonts/sarabun-400.woff2"} < set(files)
    font = "idea4gov/outside/fonts/NotoEmoji-Regular.ttf"
    assert files[font] == file_component(font, ROOT / font, "OFL-1.1")["hashes"][0]["content"]
    scripts = {f"static/js/{path.name}" for path in (ROOT / "static" / "js").glob("*.js")}
    assert {name for name in files if name.endswith(".js")} == scripts


def test_the_bill_is_about_idea4gov(told: Bill) -> None:
    project = told["metadata"]["component"]
    assert (project["name"], project["licenses"][0]["license"]["id"]) == ("idea4gov", "Apache-2.0")
    assert f'version = "{project["version"]}"' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def test_the_same_environment_gives_the_same_bytes(text: str) -> None:
    assert bill(ROOT) == text


@pytest.mark.slow
def test_the_bill_holds_against_the_schema_of_cyclonedx(text: str) -> None:
    validate(text)
    with pytest.raises(SbomError, match=r"not valid CycloneDX 1\.6"):
        validate(text.replace('"SHA-256"', '"SHA-255"', 1))


@pytest.mark.parametrize(
    ("licences", "forbidden"),
    [
        (["MIT"], False),
        (["LGPL-2.1-or-later"], False),
        (["License :: OSI Approved :: GNU Lesser General Public License v3 (LGPLv3)"], False),
        (["MIT OR GPL-2.0-only"], False),
        (["GPL-3.0-or-later"], True),
        (["AGPL-3.0-only"], True),
        (["BSD-3-Clause", "GPL-2.0-only"], True),
        (["MIT AND GPL-2.0-only"], True),
        (["GPL-2.0-only OR AGPL-3.0-only"], True),
        (["License :: OSI Approved :: GNU Affero General Public License v3"], True),
        (["GNU General Public License v2"], True),
        (["GPL-3.0-or-later WITH GCC-exception-3.1"], False),
        (["BSD-3-Clause AND GPL-3.0-or-later WITH GCC-exception-3.1"], False),
        (["GPL-2.0-only AND GPL-3.0-or-later WITH GCC-exception-3.1"], True),
    ],
)
def test_the_gpl_is_refused_where_it_leaves_no_choice(licences: list[str], *, forbidden: bool) -> None:
    assert is_forbidden(licences) is forbidden


@pytest.mark.parametrize(
    ("component", "says"),
    [
        (installed("Grape", "1.1", "MIT"), r"grape 1\.1 is installed, the lock says 1\.2"),
        (installed("Grape", "1.2"), "grape names no licence: read its licence file"),
        (
            installed("Grape", "1.2", "GPL-3.0-only"),
            "grape is under GPL-3.0-only, which nothing that runs may",
        ),
        (installed("Melon", "1.2", "MIT"), "Not installed: grape. 'make venv-dev'"),
    ],
)
def test_an_environment_that_is_not_as_locked_gives_no_bill(component: dict[str, Any], says: str) -> None:
    with pytest.raises(SbomError, match=says):
        packages([component], [locked("Grape", "1.2")])


def test_libraries_inside_wheels_are_listed_with_what_is_told_of_them(told: Bill) -> None:
    inside: dict[tuple[str, str], dict[str, Any]] = {
        (canonicalize_name(one["name"]), each["name"]): each
        for one in told["components"]
        for each in one.get("components", [])
    }
    assert inside["cryptography", "openssl"]["version"]
    assert list(texts_of(inside["granian", "hyper"])) == ["MIT"]
    for library in ("libheif", "libde265"):
        (digest,) = inside["pi-heif", library]["hashes"]
        assert len(digest["content"]) == 64
        assert list(texts_of(inside["pi-heif", library])) == ["LGPLv3"]
    assert ("psycopg-binary", "libpq") in inside
    assert not any("file:" in json.dumps(each.get("purl", "")) for each in inside.values())


def test_what_a_wheel_says_of_itself_and_what_it_leaves_out_is_not_listed(told: Bill) -> None:
    """Pillow names libimagequant, under the GPL, which its wheels do not have."""
    pillow = next(one for one in told["components"] if one["name"] == "pillow")
    names = {each["name"].lower() for each in pillow["components"]}
    assert not {"pillow", "libimagequant", "pybind11"} & names
    assert features.check_feature("libimagequant") is False


def wheel(folder: Path, **files: str) -> Distribution:
    """An installed package "grape" with these files: sbom, licence, library."""
    info = folder / "grape-1.2.dist-info"
    texts = {
        f"{info.name}/METADATA": "Metadata-Version: 2.1\nName: grape\nVersion: 1.2\n",
        f"{info.name}/sboms/grape.cdx.json": files.get("sbom", "{}"),
        f"{info.name}/licenses/LICENSES_bundled.txt": files.get("licence", ""),
        f"grape.libs/{files.get('library', 'libx-0123abcd.so.1.2')}": "\x7fELF",
    }
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    (info / "RECORD").write_text("".join(f"{name},,\n" for name in texts))
    return Distribution.at(info)


@pytest.mark.parametrize(
    ("files", "licence"),
    [
        ({"sbom": '{"components": [{"name": "y", "licenses": [{"license": {"id": "GPL-2.0-only"}}]}]}'}, "y"),
        ({"licence": "Name: libx\nLicense: GPL-3.0-only\nFiles: libx.[so|dll]\n"}, "libx"),
        ({"licence": "Name: X\nFiles: grape.libs/libx*.so\nLicense: AGPL-3.0-only\n"}, "libx"),
    ],
)
def test_the_gpl_is_refused_inside_wheels_where_it_is_told(
    tmp_path: Path, files: dict[str, str], licence: str
) -> None:
    component = {**installed("grape", "1.2", "MIT"), "bom-ref": "grape==1.2"}
    with pytest.raises(SbomError, match=f"{licence}, inside grape, is under A?GPL"):
        with_bundled(component, {canonicalize_name("grape"): wheel(tmp_path, **files)})


def test_a_library_without_a_word_on_its_licence_is_counted(tmp_path: Path) -> None:
    component = {**installed("grape", "1.2", "MIT"), "bom-ref": "grape==1.2"}
    told = with_bundled(component, {canonicalize_name("grape"): wheel(tmp_path)})
    (inside,) = told["components"]
    assert (inside["name"], inside["properties"][0]["value"]) == ("libx", "grape.libs/libx-0123abcd.so.1.2")
    assert list(sentences([told]))[1] == "Of 1 of these no licence is told: libx (grape)."


def test_what_does_not_run_on_this_python_is_left_out() -> None:
    two = [locked("Grape", "1.2"), locked("grape", "2.0", here=False), locked("melon", "1.0", here=False)]
    assert [one["version"] for one in packages([installed("grape", "1.2", "MIT")], two)] == ["1.2"]
