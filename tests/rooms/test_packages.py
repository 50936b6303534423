"""Names of domain and store come from the module that defines them; models alone from their package."""

import ast

import pytest

from tests.rooms.source import PACKAGE, files, imports, module_name, tree

MODELS = "idea4gov.store.models"


@pytest.mark.parametrize("room", ["domain", "store"])
def test_packages_hold_no_code_and_give_out_no_names(room: str) -> None:
    begun = [path for path in files(room) if path.name == "__init__.py" and module_name(path) != MODELS]
    filled = [
        str(path.relative_to(PACKAGE))
        for path in begun
        if any(not is_docstring(node) for node in tree(path).body)
    ]
    assert filled == []
    assert len(begun) > 5


def is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def test_models_come_from_their_package() -> None:
    past = [
        f"{path.relative_to(PACKAGE)} imports {name}"
        for path in files()
        for name in imports(path)
        if name.startswith(f"{MODELS}.")
        and (PACKAGE.parent / name.replace(".", "/")).with_suffix(".py").is_file()
        and not module_name(path).startswith(MODELS)
    ]
    assert past == []
