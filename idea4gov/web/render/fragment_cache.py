"""The fragment cache, for parts of pages that many readers share; and `url_for` of templates."""

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

LONGEST_REMEMBERED = 40
# A fragment that says "3 minutes ago" is soon asked for no more; one that is, is rendered again.
FRAGMENT_SECONDS = 600
# What a key may hold, apart from tuples and records (NamedTuple) of these: values that never change.
PLAIN = (str, int, NoneType, datetime, date, Fraction, Undefined)


class SiteTemplate(Template):
    """A page, or a component of pages."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The page for this reader."""
        return fill_placeholders(super().render(*args, **kwargs))

    def _get_default_module(self, ctx: Context | None = None) -> Any:  # noqa: ARG002
        # Jinja would compare the globals of page and component at every import; ours are the same.
        return super()._get_default_module()


class _Fragment(NamedTuple):
    """key: prefix of the site, macro, arguments. types: see types_within."""

    key: tuple[str, Macro, tuple[Hashable, ...]]
    types: list[type]
    html: Markup


class FragmentCache:
    """What macros render, for every reader to whom they say the same.

    A cached macro uses nothing but its arguments, placeholders and the locale variant; each variant has a
    macro of its own (see environment.py). tests/rooms/test_cached_fragments.py checks that.
    """

    def __init__(self, *, max_bytes: int) -> None:
        self.fragments: BoundedCache[int, _Fragment] = BoundedCache(
            max_bytes=max_bytes, seconds=FRAGMENT_SECONDS
        )

    def cache_fragment(self, macro: Macro, *arguments: Hashable) -> Markup:
        """What `macro` renders of these arguments, rendered once. Templates call it.

        arguments: see PLAIN. Raises TypeError for others.
        """
        return self._fragment(request.root_path, macro, arguments)

    def cache_fragments(
        self, macro: Macro, columns: tuple[Iterable[Hashable], ...], *same: Hashable
    ) -> Markup:
        """A fragment for each row of a list, in one text: faster than a loop in a template.

        columns: of equal length; the row's values are the first arguments of `macro`. same: the others.
        """
        root = request.root_path
        rows = zip(*columns, strict=True)
        return Markup("".join([self._fragment(root, macro, (*row, *same)) for row in rows]))  # noqa: S704

    def _fragment(self, root: str, macro: Macro, arguments: tuple[Hashable, ...]) -> Markup:
        key, types = (root, macro, arguments), types_within(arguments)
        # cachetools looks a key up four times; so records are hashed and compared once.
        number = hash(key)
        found = self.fragments.get(number)
        if found is not None and found.key == key and found.types == types:
            return found.html
        html = Markup(macro(*arguments))  # noqa: S704 - of a template
        self.fragments.put(number, _Fragment(key, types, html))
        return html


def types_within(arguments: tuple[object, ...]) -> list[type]:
    """The type of everything in a tuple of PLAIN values, tuples and records, one tuple after the other.

    It tells apart arguments that Python calls equal: 1 and True, a text and the same as Markup.
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
    """The positions of tuples. Raises TypeError for what the arguments of a fragment cannot hold."""
    for each in types:
        if not issubclass(each, (*PLAIN, tuple)):
            raise TypeError(f"{each.__name__} cannot be an argument of a cached fragment")
    return tuple(position for position, each in enumerate(types) if issubclass(each, tuple))


def part_of_page(name: str, **values: Any) -> Markup:
    """A template as a part of a page that many may read: its placeholders are filled with the page."""
    app = current_app
    app.update_template_context(values)
    template = app.jinja_env.get_or_select_template(name)
    return Markup(Template.render(template, values))  # noqa: S704 - of a template


def install_fragment_cache(app: Flask, *, max_bytes: int) -> None:
    """Give templates `cache_fragment`, `url_for` and the placeholders. max_bytes: of all cached fragments."""
    fragments = FragmentCache(max_bytes=max_bytes)
    app.extensions["idea4gov-fragments"] = fragments
    app.jinja_env.template_class = SiteTemplate
    # Where a template is not compiled for a locale variant, its placeholders are calls.
    app.jinja_env.globals.update({name: partial(str, each.text) for name, each in PLACEHOLDERS.items()})
    app.jinja_env.globals.update(
        url_for=address,
        cache_fragment=fragments.cache_fragment,
        cache_fragments=fragments.cache_fragments,
    )


def address(endpoint: str, **values: Any) -> str:
    """`url_for` of templates: a page holds dozens of addresses, and most pages hold the same ones."""
    # A whole address repeats the host that the request names; and what people typed is not worth remembering.
    if "_external" in values or any(
        type(value) is not int and len(str(value)) > LONGEST_REMEMBERED for value in values.values()
    ):
        return quote_placeholders(url_for(endpoint, **values))
    return _address(request.root_path, endpoint, **values)


@lru_cache(maxsize=4096, typed=True)
def _address(_root: str, endpoint: str, /, **values: Any) -> str:
    return quote_placeholders(url_for(endpoint, **values))
