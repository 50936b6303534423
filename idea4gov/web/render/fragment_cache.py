"""What keeps templates fast: components, addresses and pieces that all readers share are made once."""

from collections.abc import Hashable
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, request, url_for
from jinja2 import Template
from jinja2.runtime import Context, Macro
from markupsafe import Markup

from idea4gov.web.render.placeholders import SLOTS, fill_slots

LONGEST_REMEMBERED = 40
KEPT_PIECES = 2048


class SiteTemplate(Template):
    """A page, or a component of pages."""

    def render(self, *args: Any, **kwargs: Any) -> str:
        """The page for this reader."""
        return fill_slots(super().render(*args, **kwargs))

    def _get_default_module(self, ctx: Context | None = None) -> Any:  # noqa: ARG002
        # Jinja would compare the globals of page and component at every import; ours are the same.
        return super()._get_default_module()


def part_of_page(name: str, **values: Any) -> Markup:
    """A template as a part of a page that many may read: its slots stay open until the page is made."""
    app = current_app
    app.update_template_context(values)
    template = app.jinja_env.get_or_select_template(name)
    return Markup(Template.render(template, values))  # noqa: S704 - of a template


def install_rendering(app: Flask) -> None:
    """Make the templates of `app` use them."""
    app.jinja_env.template_class = SiteTemplate
    fillers = {name: slot.fill for name, slot in SLOTS.items()}
    app.jinja_env.globals.update(url_for=address, kept=kept, **fillers)


def address(endpoint: str, **values: Any) -> str:
    """`url_for` of templates: a page holds dozens of addresses, and most pages hold the same ones."""
    # A whole address repeats the host that the request names; and what people typed is not worth remembering.
    if "_external" in values or any(
        type(value) is not int and len(str(value)) > LONGEST_REMEMBERED for value in values.values()
    ):
        return url_for(endpoint, **values)
    return _address(request.root_path, endpoint, tuple(values.items()))


@lru_cache(maxsize=4096)
def _address(_root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))


def kept(macro: Macro, *arguments: Hashable) -> Markup:
    """What a macro makes of these arguments, remembered: it must ask for nothing but them and its voice."""
    return _kept(request.root_path, macro, arguments)


@lru_cache(maxsize=KEPT_PIECES)
def _kept(_root: str, macro: Macro, arguments: tuple[Hashable, ...]) -> Markup:
    return Markup(macro(*arguments))  # noqa: S704 - of a template
