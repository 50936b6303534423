"""A reader of HTML that trusts nobody: valid, only what is allowed, and the text that a person would see."""

from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from html5lib import HTMLParser, getTreeBuilder

XHTML = "{http://www.w3.org/1999/xhtml}"
LINK_SCHEMES = {"http", "https", "mailto"}
BLOCKS = {"p", "br", "li", "tr", "pre", "blockquote", "hr", "h3", "h4", "h5", "h6"}


def parse_strictly(html: str) -> Element:
    """Parse a fragment as a browser does. Raises html5lib's ParseError where it is not valid."""
    fragment: Element = HTMLParser(tree=getTreeBuilder("etree"), strict=True).parseFragment(html)
    return fragment


def faults(html: str, tags: frozenset[str]) -> list[str]:
    """Tell what in a fragment could act or reach another host: empty for a safe one."""
    elements = [element for element in parse_strictly(html).iter() if element.tag != "DOCUMENT_FRAGMENT"]
    return [fault for element in elements for fault in _faults(element, tags)]


def visible_text(html: str) -> str:
    """Give the text of a fragment, white space collapsed, a space where a block or line ends."""
    return " ".join("".join(_texts(parse_strictly(html))).split())


def _faults(element: Element, tags: frozenset[str]) -> Iterator[str]:
    name = str(element.tag).removeprefix(XHTML)
    if name not in tags:
        yield f"<{name}>"
    for attribute, value in element.attrib.items():
        if (name, attribute) == ("a", "href"):
            if urlsplit(value).scheme not in LINK_SCHEMES or any(sign.isspace() for sign in value):
                yield f"link to {value!r}"
        elif (name, attribute) not in {("a", "rel"), ("ol", "start")}:
            yield f"{name} {attribute}={value!r}"


def _texts(element: Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        yield from _texts(child)
        if str(child.tag).removeprefix(XHTML) in BLOCKS:
            yield " "
        yield child.tail or ""
