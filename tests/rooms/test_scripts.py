"""Scripts of pages never make HTML or code of text, take no messages and keep no session."""

import re
from pathlib import Path

import pytest

SCRIPTS = sorted((Path(__file__).resolve().parents[2] / "static" / "js").rglob("*.js"))
NEVER = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|createContextualFragment|document\.write|srcdoc|setHTML"
    r"|\beval\(|new Function|setTimeout\(\s*[\"'`]|__proto__|postMessage|\"message\"|document\.cookie"
)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_a_script_writes_text_and_never_markup_or_code(script: Path) -> None:
    assert NEVER.findall(script.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "line", ["box.innerHTML = said", "eval(said)", "new Function(said)", 'on("message", take)', "a.__proto__"]
)
def test_a_script_that_does_is_found(line: str) -> None:
    assert NEVER.search(line)
