"""The home-made words at the end of docs/glossary.md name nothing in the code any more."""

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from tests.rooms.source import ROOT, files, module_name, tree

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")


class Words(NamedTuple):
    """A row of the list. counts_as: "part" of a name, the "whole" name, or the name of a "module"."""

    words: tuple[str, ...]
    counts_as: str
    instead: str


def not_in_code() -> list[Words]:
    """Every row of the last table of the glossary."""
    found = []
    for line in GLOSSARY.split("## Words we do not use in code")[1].splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| `") and len(cells) == 3:
            found.append(Words(tuple(re.findall("`(.+?)`", cells[0])), cells[1], cells[2]))
    return found


WORDS = not_in_code()


def snake(name: str) -> str:
    """FoldingEnvironment -> folding_environment."""
    return re.sub("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower().strip("_")


def borne(name: str, row: Words, *, is_module: bool = False) -> set[str]:
    """The words of the row that a name has."""
    name = snake(name)
    if row.counts_as == "part":
        return {word for word in row.words if re.search(rf"(^|_){word}(_|$)", name)}
    return {name} & set(row.words) if is_module or row.counts_as == "whole" else set()


def names(body: list[ast.stmt]) -> Iterator[str]:
    """What the outermost statements of a module name."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            yield from (target.id for target in targets if isinstance(target, ast.Name))


def bearers() -> Iterator[tuple[str, str, str]]:
    """Each word that stands in a name, the name, and what to say instead."""
    for path in files():
        module = module_name(path)
        for row in WORDS:
            for word in borne(module.rpartition(".")[2], row, is_module=True):
                yield word, module, row.instead
            for name in names(tree(path).body):
                yield from ((word, f"{module}.{name}", row.instead) for word in borne(name, row))


def test_home_made_words_name_nothing() -> None:
    assert len(WORDS) > 20
    assert list(bearers()) == []


def test_a_word_is_found_in_names_of_every_form() -> None:
    part = Words(("draw_up", "slot"), "part", "")
    for name in ("draw_up_roll", "_Slot", "FillSlot", "SLOT"):
        assert borne(name, part), name
    for name in ("slotted", "drawn_up", "upslot"):
        assert not borne(name, part), name
    module = Words(("cards",), "module", "")
    assert borne("cards", module, is_module=True)
    assert not borne("cards", module)
