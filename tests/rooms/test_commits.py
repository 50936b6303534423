"""Only transaction() commits, and nobody opens a transaction inside a use case."""

import ast

from tests.rooms.source import PACKAGE, files, tree

COMMITTING = {"commit", "begin", "begin_nested"}


def calls(path_room: str, names: set[str]) -> list[str]:
    """Where a method of one of `names` is called: "store/session.py:42 transaction"."""
    found = []
    for path in files(path_room):
        for function in ast.walk(tree(path)):
            if not isinstance(function, ast.FunctionDef):
                continue
            found += [
                f"{path.relative_to(PACKAGE)} {function.name}"
                for node in ast.walk(function)
                if isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in names
            ]
    return found


def test_only_transaction_commits() -> None:
    assert calls("", {"commit"}) == ["store/session.py transaction"]


def test_nobody_begins_a_transaction_in_another_way() -> None:
    assert calls("", {"begin", "autocommit"}) == []


def test_use_cases_are_given_their_session() -> None:
    for path in files("actions"):
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                first = node.args.args[0].arg if node.args.args else ""
                assert first in ("db", "database"), f"{path.name}:{node.lineno} {node.name}({first}, ...)"
