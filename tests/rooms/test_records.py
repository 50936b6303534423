"""Rows become records by the names of their columns: only store/records.py fills one by position."""

import ast

import pytest

from tests.rooms.source import PACKAGE, files, tree

HELPER = "store/records.py"
# No row reaches these rooms: they import neither the store nor SQLAlchemy.
WITHOUT_ROWS = ("domain", "outside", "demo")


def filled_by_position(code: ast.AST) -> list[int]:
    """The lines at which a record is made of values in their order."""
    return [node.lineno for node in ast.walk(code) if isinstance(node, ast.expr) and _fills(node)]


def _fills(node: ast.expr) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr == "_make"
    if not isinstance(node, ast.Call):
        return False
    if _name(node.func) == "starmap":
        return _is_class(node.args[0])
    return _is_class(node.func) and any(map(_is_of_row, node.args))


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _is_class(called: ast.expr) -> bool:
    return _name(called).lstrip("_")[:1].isupper()


def _is_of_row(argument: ast.expr) -> bool:
    """Whether a positional argument is `*row`, or has `row[0]` in it."""
    return isinstance(argument, ast.Starred) or any(
        isinstance(part, ast.Subscript)
        and isinstance(part.slice, ast.Constant)
        and isinstance(part.slice.value, int)
        for part in ast.walk(argument)
    )


def test_no_record_is_filled_by_the_position_of_columns() -> None:
    found = [
        f"{name}:{line}"
        for path in files()
        if (name := path.relative_to(PACKAGE).as_posix()) != HELPER and not name.startswith(WITHOUT_ROWS)
        for line in filled_by_position(tree(path))
    ]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "[Card._make(row) for row in rows]",
        "list(map(Card._make, rows))",
        "Card(*row)",
        "_Card(*row)",
        "cards.Card(*row, extra)",
        "Card(*row[:-1], extra=row[-1])",
        "Card(row[0], int(row[1]))",
        "starmap(Card, rows)",
        "itertools.starmap(cards.Card, rows)",
    ],
)
def test_every_way_of_filling_by_position_is_seen(line: str) -> None:
    assert filled_by_position(ast.parse(line)) == [1]


@pytest.mark.parametrize(
    "line",
    [
        "list_records(db, statement)",
        "Card(**row._mapping, extra=extra)",
        "Card(row.id, row.title)",
        "Card(id=row[0])",
        "select(*columns).where(*conditions)",
        "Page(cards[:SIZE], None)",
    ],
)
def test_filling_by_name_is_left_alone(line: str) -> None:
    assert filled_by_position(ast.parse(line)) == []
