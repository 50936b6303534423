"""What cached macros reach: read from the syntax trees of the templates and the code of their functions."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import CodeType
from typing import Any, NamedTuple, cast

from flask import Flask
from jinja2 import Environment, meta, nodes
from werkzeug.local import LocalProxy

from idea4gov.web.render.placeholders import PLACEHOLDERS

CACHING = {"cache_fragment", "cache_fragments"}
# These may ask the request: what they answer is in the key of a fragment, or chooses the macro.
IN_THE_KEY = {"language", "thai_numerals", "address"}
FORBIDDEN = {"current_viewer", "theme", "this_page", "now", "today", "utcnow", "time", "monotonic"}
FOLLOWED = ("idea4gov", "flask")


class Place(NamedTuple):
    """Something that a template defines at its top: a macro, or a variable that is set."""

    template: str
    name: str


class Templates:
    """The site's templates. changed: other sources of some of them, by name."""

    def __init__(self, app: Flask, changed: Mapping[str, str] | None = None) -> None:
        self.environment = app.jinja_env
        # Jinja's look for free variables passes over the globals of its environment.
        self._without_globals = Environment()
        self._without_globals.filters = app.jinja_env.filters
        self._without_globals.globals = {}
        self._changed = dict(changed or {})
        self._trees: dict[str, nodes.Template] = {}

    def names(self) -> list[str]:
        """Every HTML template."""
        return [name for name in self.environment.list_templates() if name.endswith(".html")]

    def source(self, name: str) -> str:
        loader = self.environment.loader
        assert loader is not None
        return self._changed.get(name) or loader.get_source(self.environment, name)[0]

    def tree(self, name: str) -> nodes.Template:
        if name not in self._trees:
            self._trees[name] = self.environment.parse(self.source(name), name)
        return self._trees[name]

    def cached_macros(self) -> set[Place]:
        """Every macro that some template gives to cache_fragment or cache_fragments."""
        return {self._cached_by(name, call) for name in self.names() for call in self._caching_calls(name)}

    def leaks_of(self, start: Place) -> set[str]:
        """What a macro reaches and must not, itself or by what it calls: "components/x.html: request"."""
        leaks: set[str] = set()
        seen, unread = {start}, [start]
        while unread:
            here = unread.pop()
            for node in self._definition(here):
                found, further = self._uses(here.template, node)
                leaks |= {f"{here.template}: {each}" for each in found}
                unread += further - seen
                seen |= further
        return leaks

    def leaks_of_part(self, name: str) -> set[str]:
        """As leaks_of, of a whole template that is rendered with values of its own."""
        leaks: set[str] = set()
        found, further = self._uses(name, self.tree(name))
        leaks |= {f"{name}: {each}" for each in found if "no global" not in each}
        return leaks.union(*(self.leaks_of(each) for each in further))

    def _caching_calls(self, name: str) -> Iterator[nodes.Call]:
        for call in self.tree(name).find_all(nodes.Call):
            if isinstance(call.node, nodes.Name) and call.node.name in CACHING:
                yield call

    def _cached_by(self, name: str, call: nodes.Call) -> Place:
        macro = call.args[0]
        assert isinstance(macro, nodes.Name), f"{name}:{call.lineno}: cached macros are called by their name"
        place = self._imports(name).get(macro.name, Place(name, macro.name))
        assert not list(self.tree(place.template).find_all(nodes.Extends)), (
            f"{place}: a page makes its macros anew each time, so what they render is never found again"
        )
        return place

    def _imports(self, name: str) -> dict[str, Place]:
        found = {}
        for node in self.tree(name).find_all(nodes.FromImport):
            assert isinstance(node.template, nodes.Const), (
                f"{name}:{node.lineno}: imports from a fixed template"
            )
            for each in node.names:
                target, alias = each if isinstance(each, tuple) else (each, each)
                found[alias] = Place(node.template.value, target)
        return found

    def _definition(self, place: Place) -> list[nodes.Node]:
        """The macro, or the assignments, that define a name at the top of a template."""
        found: list[nodes.Node] = []
        for node in self.tree(place.template).body:
            if isinstance(node, nodes.Macro) and node.name == place.name:
                found.append(node)
            elif isinstance(node, (nodes.Assign, nodes.AssignBlock)):
                stored = {each.name for each in node.target.find_all(nodes.Name)}
                stored |= {node.target.name} if isinstance(node.target, nodes.Name) else set()
                found += [node] if place.name in stored else []
        return found

    def _uses(self, template: str, node: nodes.Node) -> tuple[set[str], set[Place]]:
        """(what a part of a template must not use and does, the names of templates that it uses)."""
        imports = self._imports(template)
        body: list[nodes.Node] = list(node.body) if isinstance(node, nodes.Template) else [node]
        whole = nodes.Template(body, lineno=1).set_environment(self._without_globals)
        leaks: set[str] = set()
        further: set[Place] = set()
        # Jinja looks a variable up from outside, too, where only one branch of an `if` sets it.
        stored = {each.name for each in node.find_all(nodes.Name) if each.ctx == "store"}
        for name in meta.find_undeclared_variables(cast(nodes.Template, whole)):
            if name in imports:
                further.add(imports[name])
            elif self._definition(here := Place(template, name)):
                further.add(here)
            elif name not in stored or name in self.environment.globals:
                leaks |= self._leaks_of_global(name)
        if isinstance(node, nodes.Template):
            further |= {imports[name] for name in imports}
        leaks |= {leak for name in self._filters(node) for leak in self._leaks_of_filter(name)}
        for included in node.find_all(nodes.Include):
            assert isinstance(included.template, nodes.Const), f"{template}: includes a fixed template"
            leaks |= self.leaks_of_part(included.template.value)
        if list(node.find_all(nodes.Import)):
            leaks.add("{% import %}, which this check cannot follow: use {% from %}")
        return leaks, further

    def _filters(self, node: nodes.Node) -> set[str]:
        """Names of filters, also as the arguments of `map`."""
        used = list(node.find_all(nodes.Filter))
        named = {each.value for one in used for each in one.find_all(nodes.Const)}
        return {one.name for one in used} | {name for name in named if name in self.environment.filters}

    def _leaks_of_filter(self, name: str) -> set[str]:
        return {f"the filter {name}, by {leak}" for leak in leaks_of_function(self.environment.filters[name])}

    def _leaks_of_global(self, name: str) -> set[str]:
        if name in PLACEHOLDERS or name in CACHING or name == "url_for":
            return set()
        value = self.environment.globals.get(name, self)
        if value is self:
            return {f"{name}, which is no global"}
        if name in FORBIDDEN or isinstance(value, LocalProxy):
            return {name}
        return {f"{name}(), by {leak}" for leak in leaks_of_function(value)} if callable(value) else set()


def leaks_of_function(function: Callable[..., Any]) -> set[str]:
    """The proxies of a request, and the functions in FORBIDDEN, that a function reaches by what it calls."""
    leaks: set[str] = set()
    seen, unread = {function}, [function]
    while unread:
        here = unread.pop()
        plain = getattr(here, "__func__", here)
        if getattr(plain, "__name__", "") in IN_THE_KEY or not hasattr(plain, "__code__"):
            continue
        for name in _names_in(plain.__code__):
            value = plain.__globals__.get(name)
            if name in FORBIDDEN or isinstance(value, LocalProxy):
                leaks.add(name)
            elif callable(value) and str(getattr(value, "__module__", "")).startswith(FOLLOWED):
                unread += [value] if value not in seen else []
                seen.add(value)
    return leaks


def _names_in(code: CodeType) -> Iterable[str]:
    """The names that a function's code looks up, its inner functions' too."""
    yield from code.co_names
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield from _names_in(each)
