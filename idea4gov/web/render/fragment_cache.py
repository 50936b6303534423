"""The fragment cache, for parts of pages that are the same for many readers; and `url_for` of templates."""

from collections.abc import Hashable, Iterable
from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache, partial
from types import NoneType
from typing import Any, NamedTuple

from flask import Flask, current_app, request, url_for
from jinja2 import Template, Undefined
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from idea4gov.outside.bounded_cache import BoundedCache
from idea4gov.web.render.placeholders import PLACEHOLDERS, fill_placeholders, quote_placeholders

KEY = "idea4gov-fragments"
# Letters of a value in an address. Longer ones are texts that somebody typed, which rarely come again.
LONGEST_REMEMBERED = 40
# A fragment with "3 minutes ago" in it is used for a minute; this frees its memory later on.
FRAGMENT_SECONDS = 600
# The types of values, all immutable, that arguments of a fragment may have, alone or in tuples and
# NamedTuples.
PLAIN = (str, int, NoneType, datetime, date, Fraction, Undefined)


class SiteTemplate(Template):
    """The template of a page or of a component."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The page with its placeholders filled for this reader."""
        return fill_placeholders(super().render(*args, **kwargs))

    def _get_default_module(self, ctx: Context | None = None) -> Any:  # noqa: ARG002
        # With `ctx`, Jinja compares the globals of the page and the component at every import. Ours are the
        # same.
        return super()._get_default_module()


class _Fragment(NamedTuple):
    """A fragment.

    key: (path prefix of the site, macro, arguments). types: of the arguments, by types_within.
    """

    key: tuple[str, Macro, tuple[Hashable, ...]]
    types: list[type]
    html: Markup


class FragmentCache:
    """The HTML that macros rendered, shared by all readers.

    A cached macro uses nothing but its arguments, placeholders and the locale variant, which
    tests/rooms/test_cached_fragments.py checks. Each variant has its own macro objects (see environment.py).
    """

    def __init__(self, *, max_bytes: int) -> None:
        self.fragments: BoundedCache[int, _Fragment] = BoundedCache(
            max_bytes=max_bytes, seconds=FRAGMENT_SECONDS
        )

    def cache_fragment(self, macro: Macro, *arguments: Hashable) -> Markup:
        """The HTML that `macro` renders for these arguments, from the cache if it is there.

        Templates call it. arguments: of the types in PLAIN. Raises TypeError for others.
        """
        return self._fragment(request.root_path, macro, arguments)

    def cache_fragments(
        self, macro: Macro, columns: tuple[Iterable[Hashable], ...], *same: Hashable
    ) -> Markup:
        """The fragments of all rows of a list, joined. This is faster than a loop in a template.

        columns: one for each of the first arguments of `macro`, with a value for every row. same: the other
        arguments, equal in all rows.
        """
        root = request.root_path
        rows = zip(*columns, strict=True)
        return Markup("".join([self._fragment(root, macro, (*row, *same)) for row in rows]))  # noqa: S704

    def _fragment(self, root: str, macro: Macro, arguments: tuple[Hashable, ...]) -> Markup:
        key, types = (root, macro, arguments), types_within(arguments)
        # cachetools looks a key up four times. With a number as the key, the records are hashed and compared
        # once.
        number = hash(key)
        found = self.fragments.get(number)
        if found is not None and found.key == key and found.types == types:
            return found.html
        html = Markup(macro(*arguments))  # noqa: S704 - of a template
        self.fragments.put(number, _Fragment(key, types, html))
        return html


def types_within(arguments: tuple[object, ...]) -> list[type]:
    """The types of all values in nested tuples, one tuple after the other.

    They distinguish arguments that are equal to Python: 1 and True, a str and the same text as Markup.
    Raises TypeError for values that are neither PLAIN nor tuples.
    """
    found: list[type] = []
    tuples: list[Any] = [arguments]
    for values in tuples:
        types = tuple(map(type, values))
        found += types
        tuples += [values[position] for position in _tuples_among(types)]
    return found


@lru_cache(maxsize=2048)
def _tuples_among(types: tuple[type, ...]) -> tuple[int, ...]:
    """The positions of the tuples among `types`. Raises TypeError for a type that fragments do not allow."""
    for each in types:
        if not issubclass(each, (*PLAIN, tuple)):
            raise TypeError(f"{each.__name__} cannot be an argument of a cached fragment")
    return tuple(position for position, each in enumerate(types) if issubclass(each, tuple))


def part_of_page(name: str, **values: Any) -> Markup:
    """Render a template as a part of a page, with its placeholders left in it, so that it can be cached."""
    app = current_app
    app.update_template_context(values)
    template = app.jinja_env.get_or_select_template(name)
    return Markup(Template.render(template, values))  # noqa: S704 - of a template


def install_fragment_cache(app: Flask, *, max_bytes: int) -> None:
    """Give templates `cache_fragment`, `url_for` and the placeholders. max_bytes: of all cached fragments."""
    fragments = FragmentCache(max_bytes=max_bytes)
    app.extensions[KEY] = fragments
    app.jinja_env.template_class = SiteTemplate
    # A template that is not compiled for a locale variant calls its placeholders as functions.
    app.jinja_env.globals.update({name: partial(str, each.text) for name, each in PLACEHOLDERS.items()})
    app.jinja_env.globals.update(
        url_for=address,
        cache_fragment=fragments.cache_fragment,
        cache_fragments=fragments.cache_fragments,
    )


def address(endpoint: str, **values: Any) -> str:
    """`url_for` of templates, cached: a page has dozens of addresses, and most pages have the same ones."""
    # Not cached: full addresses, because they contain the host of the request, and those with long values.
    if "_external" in values or any(
        type(value) is not int and len(str(value)) > LONGEST_REMEMBERED for value in values.values()
    ):
        return quote_placeholders(url_for(endpoint, **values))
    return _address(request.root_path, endpoint, **values)


@lru_cache(maxsize=4096, typed=True)
def _address(_root: str, endpoint: str, /, **values: Any) -> str:
    return quote_placeholders(url_for(endpoint, **values))
