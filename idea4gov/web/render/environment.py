"""Templates with their fixed words in place: one set of templates for each way in which pages speak.

A page says some two hundred fixed texts and signs. Looking each of them up takes longer than everything else
about the page, so a template is compiled once for each voice, with what never changes in it already there.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import Flask, has_request_context
from flask.templating import Environment
from jinja2 import Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from idea4gov.web.render.placeholders import SLOTS

ICONS = "components/icon.html"


class Voice(NamedTuple):
    """How a page speaks. numerals: whether its digits are ๐-๙."""

    language: str
    numerals: bool


class FoldingEnvironment(Environment):
    """Flask's environment, which hands each request the templates of its voice. hear: says which that is."""

    hear: Callable[[], Voice]
    say: Callable[[str, str, bool], Markup]
    voice: Voice | None = None

    def __init__(self, app: Flask, **options: Any) -> None:
        super().__init__(app, **options)
        self._of_voices: dict[Voice, FoldingEnvironment] = {}

    def get_or_select_template(self, *args: Any, **kwargs: Any) -> Template:
        """As Flask asks for the template of a page."""
        if self.voice is not None or not has_request_context():
            return super().get_or_select_template(*args, **kwargs)
        return self.of_voice(self.hear()).get_or_select_template(*args, **kwargs)

    def of_voice(self, voice: Voice) -> "FoldingEnvironment":
        """The same templates, as they speak in this voice."""
        if voice not in self._of_voices:
            chosen = self.overlay()
            chosen.voice = voice
            self._of_voices[voice] = chosen
        return self._of_voices[voice]

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if self.voice is None:
            return tree
        return Folder(self, self.voice, with_icons=name != ICONS).visit(tree)  # type: ignore[no-any-return]


class Folder(NodeTransformer):
    """Puts the answers of `_("...")`, `icon("...")`, `language()` and `thai_numerals()` into a template.

    `csrf_token()` and the like become slots, which are filled when the page is made (see slots.py).
    """

    def __init__(self, environment: FoldingEnvironment, voice: Voice, *, with_icons: bool) -> None:
        self._environment, self._voice, self._with_icons = environment, voice, with_icons

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - the name that jinja2 looks for
        """A call by name with nothing but fixed words in it becomes its answer."""
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
        answer = self._answer(node.node.name, [one.value for one in node.args])  # type: ignore[attr-defined]
        return node if answer is None else nodes.Const(answer, lineno=node.lineno)

    def _answer(self, name: str, words: list[str]) -> object:
        match name, words:
            case "_", [text]:
                return self._environment.say(self._voice.language, text, self._voice.numerals)
            case "icon", [sign] if self._with_icons:
                return self._environment.get_template(ICONS).module.icon(sign)  # type: ignore[attr-defined]
            case "language", []:
                return self._voice.language
            case "thai_numerals", []:
                return self._voice.numerals
            case _, [] if name in SLOTS:
                return SLOTS[name].text
        return None
