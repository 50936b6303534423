"""Pages, endpoints and commands act through actions; what they take from the store only reads."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rooms.source import PACKAGE, files, tree

# What a read begins with: one or raise, one or None, many, a number, yes or no, rows one by one.
READS = ("get_", "find_", "list_", "count_", "has_", "is_", "read_", "search_", "stream_")
# The doors of the database, the schema, which commands may move, and who else may move it.
DOORS = {"store.session", "store.migrate", "store.rights"}
WRITES = {"insert", "update", "delete", "insert_into", "insert_or_nothing", "add", "add_all"}


def store_calls(path: Path) -> Iterator[tuple[str, str]]:
    """(module, function) of every call of a function of the store, doors and records left out."""
    names: dict[str, tuple[str, str]] = {}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("idea4gov.store"):
            for alias in node.names:
                names[alias.asname or alias.name] = (node.module.removeprefix("idea4gov."), alias.name)
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Name) and called.id in names:
            yield names[called.id]
        elif (
            isinstance(called, ast.Attribute)
            and isinstance(called.value, ast.Name)
            and called.value.id in names
        ):
            module, name = names[called.value.id]
            yield f"{module}.{name}", called.attr


@pytest.mark.parametrize("room", ["web", "api", "cli"])
def test_whoever_answers_only_reads_from_the_store(room: str) -> None:
    acts = [
        f"{path.relative_to(PACKAGE)} calls {module}.{name}"
        for path in files(room)
        for module, name in store_calls(path)
        if module not in DOORS and not name.startswith(READS) and not name[0].isupper()
    ]
    assert acts == []


def test_what_is_called_a_read_writes_nothing() -> None:
    wrong = [
        f"{path.relative_to(PACKAGE)} {function.name} calls {node.func.id}"
        for path in files("store")
        for function in ast.walk(tree(path))
        if isinstance(function, ast.FunctionDef) and function.name.startswith(READS)
        for node in ast.walk(function)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WRITES
    ]
    assert wrong == []
