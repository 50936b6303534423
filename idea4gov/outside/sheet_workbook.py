"""What a workbook says of its sheets: names, which are shown, texts that they share, formats of numbers."""

import posixpath
from typing import NamedTuple

from idea4gov.outside.sheet_cells import MAX_FORMAT
from idea4gov.outside.sheet_package import Package, PartReader

MAX_RELATIONS = 2_000
MAX_FORMATS = 1_000
"""Number formats that a workbook has of its own; Excel allows 250."""

_WORKBOOK = "xl/workbook.xml"


class SheetPart(NamedTuple):
    """A sheet of cells. is_visible: whether it can be seen. is_active: whether it is seen on opening."""

    name: str
    part: str
    is_visible: bool
    is_active: bool


class Workbook(NamedTuple):
    """sheets: in their order. shared, formats, from_1904: as for CellTexts."""

    sheets: list[SheetPart]
    shared: list[str]
    formats: list[int | str]
    from_1904: bool


def read_workbook(package: Package) -> Workbook:
    """The workbook of a package, without its cells. Raises as Package.read; KeyError if it is none."""
    start = next(iter(_relations(package, "").values()), None)
    part = start.part if start and start.part in package else _WORKBOOK
    book, relations = _Book(), _relations(package, part)
    package.read(part, book)
    strings, styles = _Strings(), _Styles()
    for kind, reader in (("sharedStrings", strings), ("styles", styles)):
        # Some programs name no relation, and mean the usual place.
        at = next((one.part for one in relations.values() if one.kind == kind), f"xl/{kind}.xml")
        if at in package:
            package.read(at, reader)
    sheets = [
        SheetPart(name, relations[key].part, is_visible, at == book.active)
        for at, (name, key, is_visible) in enumerate(book.sheets)
        if key in relations and relations[key].kind == "worksheet" and relations[key].part in package
    ]
    return Workbook(sheets, strings.texts, styles.formats, book.from_1904)


class _Relation(NamedTuple):
    kind: str
    part: str


def _relations(package: Package, part: str) -> dict[str, _Relation]:
    """{id: relation} of a part; of the package, only those to its document. part: "" for the package."""
    folder, name = posixpath.split(part)
    reader = _Relations(folder, is_of_package=not part)
    at = posixpath.join(folder, "_rels", f"{name}.rels")
    if at in package:
        package.read(at, reader)
    return reader.found


class _Relations(PartReader):
    def __init__(self, folder: str, *, is_of_package: bool) -> None:
        self._folder, self._is_of_package = folder, is_of_package
        self.found = dict[str, _Relation]()

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        kind = attributes.get("Type", "").rpartition("/")[2]
        is_full = len(self.found) >= MAX_RELATIONS
        if name == "Relationship" and not is_full and (kind == "officeDocument" or not self._is_of_package):
            target = posixpath.normpath(posixpath.join("/", self._folder, attributes.get("Target", "")))
            self.found[attributes.get("Id", "")] = _Relation(kind, target.lstrip("/"))


class _Book(PartReader):
    """sheets: of each its name, the id of its relation, and whether it can be seen."""

    def __init__(self) -> None:
        self.sheets = list[tuple[str, str, bool]]()
        self.active = 0
        self.from_1904 = False
        self._views = 0

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        match name:
            case "sheet":
                key = next((text for at, text in attributes.items() if at.endswith("}id")), "")
                is_visible = attributes.get("state") not in ("hidden", "veryHidden")
                self.sheets.append((attributes.get("name", ""), key, is_visible))
            case "workbookView" if not self._views:
                self._views, self.active = 1, int(attributes.get("activeTab", 0))
            case "workbookPr":
                self.from_1904 = attributes.get("date1904") in ("1", "true")


class _Strings(PartReader):
    """texts: without those that say how a word is spoken."""

    def __init__(self) -> None:
        self.texts = list[str]()
        self._parts = list[str]()
        self._in_phonetic = False

    def start(self, name: str, _attributes: dict[str, str], /) -> None:
        if name == "si":
            self._parts = []
        self._in_phonetic = name == "rPh" or self._in_phonetic

    def end(self, name: str, text: str, /) -> None:
        match name:
            case "t" if not self._in_phonetic:
                self._parts.append(text)
            case "rPh":
                self._in_phonetic = False
            case "si":
                self.texts.append("".join(self._parts))


class _Styles(PartReader):
    """formats: of each style of a cell."""

    def __init__(self) -> None:
        self.formats = list[int | str]()
        self._own = dict[int, str]()
        self._in = ""

    def start(self, name: str, attributes: dict[str, str], /) -> None:
        if name in ("numFmts", "cellXfs"):
            self._in = name
        elif name == "numFmt" and self._in == "numFmts" and len(self._own) < MAX_FORMATS:
            self._own[int(attributes["numFmtId"])] = attributes.get("formatCode", "")[:MAX_FORMAT]
        elif name == "xf" and self._in == "cellXfs":
            number = int(attributes.get("numFmtId") or 0)
            self.formats.append(self._own.get(number, number))

    def end(self, name: str, _text: str, /) -> None:
        if name == self._in:
            self._in = ""
