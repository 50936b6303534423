"""What keeps templates fast: components are made once, and addresses are built once."""

from functools import lru_cache
from typing import Any

from flask import Flask, request, url_for
from jinja2 import Template
from jinja2.runtime import Context

LONGEST_REMEMBERED = 40


class ComponentTemplate(Template):
    """A template whose macros are made when it is first imported.

    Jinja would compare the globals of page and component at every import of every page; ours are the same.
    """

    def _get_default_module(self, ctx: Context | None = None) -> Any:  # noqa: ARG002
        return super()._get_default_module()


def install_rendering(app: Flask) -> None:
    """Make the templates of `app` use both."""
    app.jinja_env.template_class = ComponentTemplate
    app.jinja_env.globals["url_for"] = address


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
