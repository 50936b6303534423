"""Docstrings explain arguments and fields in the form "name: meaning"; these names have to exist."""

import ast
import re
from collections.abc import Iterator

from tests.rooms.source import PACKAGE, files, tree

# At the beginning of a sentence: "name: ..." or "name, other_name: ...".
EXPLAINED = re.compile(r"(?:^|(?<=[.;] ))([a-z_][a-z0-9_]*(?:, [a-z_][a-z0-9_]*)*): ")
PARAMETER = re.compile(r"%\((\w+)\)")
Documented = ast.Module | ast.ClassDef | ast.FunctionDef


def explained(docstring: str) -> list[str]:
    """The names that a docstring explains."""
    text = " ".join(docstring.split())
    return [name for found in EXPLAINED.findall(text) for name in found.split(", ")]


def names_of(node: Documented, classes: dict[str, ast.ClassDef]) -> set[str]:
    """The arguments of a function; the fields of a class and of those it inherits from, and their data."""
    if isinstance(node, ast.FunctionDef):
        given = node.args
        optional = (one for one in (given.vararg, given.kwarg) if one)
        return {one.arg for one in (*given.posonlyargs, *given.args, *given.kwonlyargs, *optional)}
    if isinstance(node, ast.Module):
        return {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
    found = set(_fields(node))
    for base in node.bases:
        if isinstance(base, ast.Name) and base.id in classes and classes[base.id] is not node:
            found |= names_of(classes[base.id], classes)
    return found


def _fields(node: ast.ClassDef) -> Iterator[str]:
    for one in ast.walk(node):
        if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store):
            yield one.id
        elif isinstance(one, ast.Attribute) and isinstance(one.ctx, ast.Store):
            yield one.attr
        elif isinstance(one, ast.FunctionDef):
            yield one.name
            if one.name == "__init__":
                yield from names_of(one, {})
        elif isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield from PARAMETER.findall(one.value)


def data_of_errors() -> dict[str, set[str]]:
    """{class: names that it is called with}: what an error is raised with is its data."""
    found: dict[str, set[str]] = {}
    calls = (node for path in files() for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
    for call in calls:
        if isinstance(call.func, ast.Name):
            found.setdefault(call.func.id, set()).update(one.arg for one in call.keywords if one.arg)
    return found


def documented(module: ast.Module) -> Iterator[Documented]:
    return (node for node in ast.walk(module) if isinstance(node, Documented))


def test_docstrings_explain_only_names_that_exist() -> None:
    classes = {
        node.name: node for path in files() for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef)
    }
    data = data_of_errors()
    wrong = [
        f"{path.relative_to(PACKAGE)} {getattr(node, 'name', '')}: {name}"
        for path in files()
        for node in documented(tree(path))
        for name in explained(ast.get_docstring(node) or "")
        if name not in names_of(node, classes) | data.get(getattr(node, "name", ""), set())
    ]
    assert wrong == []


def test_names_are_found_at_the_beginning_of_sentences_alone() -> None:
    assert explained("A table. rows: texts. dotted, wide: whether so; depth: 1.\n\nkey: as in Field.") == [
        "rows",
        "dotted",
        "wide",
        "depth",
        "key",
    ]
    assert explained("As a list: rows of it, and columns: two.") == []
