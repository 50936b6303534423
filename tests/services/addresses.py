"""Functions that build addresses, kept for all applications that a process of the tests makes."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


def kept(compile_builder: Callable[[Rule, bool], Builder]) -> Callable[..., Builder]:
    """The same, but of equal rules only the first is compiled: that is most of what making an app takes."""
    builders: dict[tuple[object, ...], Builder] = {}

    def compile_once(rule: Rule, append_unknown: bool = True) -> Builder:  # the name is Werkzeug's
        key = rule.rule, rule.subdomain, repr(rule.defaults), rule.merge_slashes, append_unknown
        if key not in builders:
            builders[key] = compile_builder(rule, append_unknown)
        return builders[key]

    return compile_once


def pytest_configure() -> None:
    """Let every application share them."""
    rule: Any = Rule
    rule._compile_builder = kept(rule._compile_builder)
