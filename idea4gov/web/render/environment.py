"""Templates that are compiled for each locale variant, with its fixed texts and icons as constants.

A page has some 200 fixed texts and icons. Looking them up takes longer than the rest of rendering. So every
call that always gives the same result in a locale variant is replaced by a constant when the template is
compiled.
"""

from typing import Any

from flask import Flask, has_request_context
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer

from idea4gov.web.http.locale import LocaleVariant, locale_variant, translated
from idea4gov.web.render.placeholders import PLACEHOLDERS

ICONS = "components/icon.html"


class LocaleEnvironment(Environment):
    """Flask's environment of Jinja, which gives each request the templates of its locale variant."""

    variant: LocaleVariant | None = None

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self._by_variant: dict[LocaleVariant, LocaleEnvironment] = {}

    def get_or_select_template(self, *args: Any, **kwargs: Any) -> Template:
        """The template of a page, for Flask's render_template(): compiled for this request."""
        if self.variant is not None or not has_request_context():
            return super().get_or_select_template(*args, **kwargs)
        return self.for_variant(locale_variant()).get_or_select_template(*args, **kwargs)

    def for_variant(self, variant: LocaleVariant) -> "LocaleEnvironment":
        """The environment whose templates are compiled for `variant`."""
        if variant not in self._by_variant:
            chosen = self.overlay()
            chosen.variant = variant
            self._by_variant[variant] = chosen
        return self._by_variant[variant]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.variant is None:
            return tree
        folder = ConstantFolder(self, self.variant, with_icons=name != ICONS)
        return folder.visit(tree)  # type: ignore[no-any-return]


class ConstantFolder(NodeTransformer):
    """Replaces `_("...")`, `icon("...")`, `language()` and `thai_numerals()` by their values at compile time.

    `csrf_token()` and the like become placeholders, which are filled when the page is sent (placeholders.py).
    """

    def __init__(self, environment: LocaleEnvironment, variant: LocaleVariant, *, with_icons: bool) -> None:
        self._environment, self._variant, self._with_icons = environment, variant, with_icons

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - the name that jinja2 looks for
        """Replace a call of one of these functions, when all its arguments are constants."""
        self.generic_visit(node)
        is_fixed = all(isinstance(one, nodes.Const) for one in node.args)
        if (
            not isinstance(node.node, nodes.Name)
            or not is_fixed
            or node.kwargs
            or node.dyn_args
            or node.dyn_kwargs
        ):
            return node
        value = self._value(node.node.name, [one.value for one in node.args])  # type: ignore[attr-defined]
        return node if value is None else nodes.Const(value, lineno=node.lineno)

    def _value(self, name: str, arguments: list[str]) -> object:
        """The result of the call in this locale variant, or None when it depends on the request."""
        match name, arguments:
            case "_", [text]:
                return translated(self._variant, text)
            case "icon", [sign] if self._with_icons:
                return self._environment.get_template(ICONS).module.icon(sign)  # type: ignore[attr-defined]
            case "language", []:
                return self._variant.language
            case "thai_numerals", []:
                return self._variant.numerals
            case _, [] if name in PLACEHOLDERS:
                return PLACEHOLDERS[name].text
        return None
