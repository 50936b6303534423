"""A reader of HTML that trusts nobody: valid, only what is allowed, and the text that a person would see."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from turbohtml import Element, Text

from tests.services.strict_html import parse_strictly

LINK_SCHEMES = {"http", "https", "mailto"}
BLOCKS = {"p", "br", "li", "tr", "pre", "blockquote", "hr", "h3", "h4", "h5", "h6"}


def faults(html: str, tags: frozenset[str]) -> list[str]:
    """Tell what in a fragment could act or reach another host: empty for a safe one."""
    elements = [one for one in parse_strictly(html).descendants if isinstance(one, Element)]
    return [fault for element in elements for fault in _faults(element, tags)]


def visible_text(html: str) -> str:
    """Give the text of a fragment, white space collapsed, a space where a block or line ends."""
    return " ".join("".join(_texts(parse_strictly(html))).split())


def _faults(element: Element, tags: frozenset[str]) -> Iterator[str]:
    name = element.tag
    if name not in tags:
        yield f"<{name}>"
    for attribute in element.attrs:
        value = element.attr(attribute) or ""
        if (name, attribute) == ("a", "href"):
            if urlsplit(value).scheme not in LINK_SCHEMES or any(sign.isspace() for sign in value):
                yield f"link to {value!r}"
        elif (name, attribute) not in {("a", "rel"), ("ol", "start")}:
            yield f"{name} {attribute}={value!r}"


def _texts(element: Element) -> Iterator[str]:
    for child in element.children:
        if isinstance(child, Text):
            yield child.data
        elif isinstance(child, Element):
            yield from _texts(child)
            if child.tag in BLOCKS:
                yield " "
