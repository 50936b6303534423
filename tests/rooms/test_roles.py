"""Which role may do what stands in one table: no other file lists roles."""

import ast
from collections.abc import Iterator
from pathlib import Path

from idea4gov.domain.permissions import ROLES
from tests.rooms.source import PACKAGE, files, tree

TABLE = PACKAGE / "domain" / "permissions.py"


def lists_of_roles(path: Path) -> Iterator[int]:
    """The lines of tuples, lists and sets that name two roles or more."""
    for node in ast.walk(tree(path)):
        if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
            named = [part.value for part in node.elts if isinstance(part, ast.Constant)]
            if len(set(ROLES).intersection(named)) > 1:
                yield node.lineno


def test_roles_are_listed_in_the_table_of_permissions_alone() -> None:
    assert list(lists_of_roles(TABLE))
    found = [f"{path.name}:{line}" for path in files() if path != TABLE for line in lists_of_roles(path)]
    assert found == []
