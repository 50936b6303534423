"""Who may import whom: the table of the architecture, read against every import of the package."""

import sys
from pathlib import Path

import pytest

from tests.rooms.source import PACKAGE, ROOT, files, imports

# room -> the rooms of the package that it may import
MAY_IMPORT = {
    "domain": {"domain"},
    "demo": {"domain", "demo"},
    "store": {"store", "domain"},
    "outside": {"outside", "domain"},
    "actions": {"actions", "domain", "store", "outside", "demo"},
    "web": {"web", "actions", "domain", "outside", "store"},
    "api": {"api", "actions", "domain", "store", "web"},
    "cli": {"cli", "actions", "domain", "outside", "store", "demo"},
}
# Foreign packages that a whole room lives with. Every other one has a single importing file.
ROOM_PACKAGES = {
    "domain": set(),
    "demo": set(),
    "store": {"sqlalchemy", "alembic"},
    "outside": set(),
    "actions": {"sqlalchemy"},
    "web": {"flask", "jinja2", "werkzeug", "markupsafe", "sqlalchemy", "wtforms"},
    "api": {"flask", "werkzeug"},
    "cli": {"click", "sqlalchemy"},
}
# The API shares the web's doors and guards; what pages are made of is not for it.
API_USES_OF_WEB = {
    "http.csrf",
    "http.errors",
    "http.guards",
    "http.login",
    "http.network_limits",
    "http.services",
    "http.standby",
    "render.page_cache",
}
PURE_EXCEPTIONS = {"domain/markup.py": {"bleach", "nh3", "markdown_it"}, "domain/tally/arrays.py": {"numpy"}}
CLOCKS = {"time", "random", "secrets", "socket", "subprocess", "os"}


def foreign(name: str) -> bool:
    """Whether a module is neither ours nor of the standard library."""
    top = name.partition(".")[0]
    return top not in sys.stdlib_module_names and top not in ("idea4gov", "config")


def room_of(name: str) -> str | None:
    """The room of one of our modules; None for the package's root and for others."""
    parts = name.split(".")
    return parts[1] if parts[0] == "idea4gov" and len(parts) > 1 and (PACKAGE / parts[1]).is_dir() else None


def relative(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("room", MAY_IMPORT)
def test_room_imports_only_the_rooms_below_it(room: str) -> None:
    wrong = [
        f"{relative(path)} imports {name}"
        for path in files(room)
        for name in imports(path)
        if (target := room_of(name)) is not None and target not in MAY_IMPORT[room]
    ]
    assert wrong == []


def test_every_room_stands_in_the_table() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and any(path.rglob("*.py"))}
    assert rooms <= set(MAY_IMPORT), rooms - set(MAY_IMPORT)


@pytest.mark.parametrize("room", ["web", "api", "cli", "actions"])
def test_models_stay_behind_the_store(room: str) -> None:
    wrong = [
        f"{relative(path)} imports {name}"
        for path in files(room)
        for name in imports(path)
        if name.startswith("idea4gov.store.models")
    ]
    assert wrong == []


def test_the_api_takes_only_doors_and_guards_from_the_web() -> None:
    used = {
        ".".join(name.split(".")[2:4])
        for path in files("api")
        for name in imports(path)
        if room_of(name) == "web" and len(name.split(".")) > 3
    }
    assert used <= API_USES_OF_WEB


def test_domain_needs_nothing_but_the_standard_library() -> None:
    wrong = [
        f"{relative(path)} imports {name}"
        for path in files("domain")
        for name in imports(path)
        if foreign(name) and name.partition(".")[0] not in PURE_EXCEPTIONS.get(relative(path), set())
    ]
    assert wrong == []


def test_domain_has_no_clock_no_chance_and_no_outside() -> None:
    wrong = [
        f"{relative(path)} imports {name}"
        for path in files("domain")
        for name in imports(path)
        if name.partition(".")[0] in CLOCKS
    ]
    assert wrong == []


def test_each_foreign_package_has_one_importing_file() -> None:
    importers: dict[str, set[str]] = {}
    for path in files():
        room = path.relative_to(PACKAGE).parts[0]
        for name in filter(foreign, imports(path)):
            top = name.partition(".")[0]
            if top not in ROOM_PACKAGES.get(room, set()):
                importers.setdefault(top, set()).add(relative(path))
    shared = {package: sorted(found) for package, found in importers.items() if len(found) > 1}
    assert shared == {}


def test_the_entry_for_servers_only_wires() -> None:
    assert set(imports(ROOT / "wsgi.py")) == {"config", "config.Config", "idea4gov", "idea4gov.create_app"}
