"""HTML as the standard reads it, and stricter: every element is closed where it was opened."""

from collections.abc import Iterator
from itertools import zip_longest

from turbohtml import Document, Element, HTMLParseError, TokenType, parse, tokenize

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
# The standard lets a table go without it, and puts it in.
IMPLIED = {"tbody"}


def parse_page(text: str) -> Document:
    """A page as a tree. Fails on what is not valid, and on an element that would be moved or closed early."""
    try:
        page = parse(text, strict=True)
    except HTMLParseError as error:
        raise AssertionError(f"not valid HTML: {error}") from error
    for written, read in zip_longest(_written(text), _read(page)):
        assert written == read, f"{written} is read as {read}"
    return page


def parse_strictly(fragment: str) -> Element:
    """The body of a page that holds a fragment alone. Fails as parse_page."""
    page = parse_page(f"<!DOCTYPE html><html><head><title>x</title></head><body>{fragment}</body></html>")
    body = page.find("body")
    assert body
    return body


def _read(page: Document) -> Iterator[tuple[str, str]]:
    """(the element around it, element) of each element, as a browser builds them."""
    for element in page.iter_elements():
        if element.tag not in IMPLIED:
            tags = (one.tag for one in element.ancestors if isinstance(one, Element))
            yield next((tag for tag in tags if tag not in IMPLIED), ""), element.tag


def _written(text: str) -> Iterator[tuple[str, str]]:
    """The same, as the tags say it. Fails on a tag that closes another one, or none."""
    stack = [""]
    for token in tokenize(text):
        tag = str(token.tag)
        if token.type is TokenType.START_TAG and tag not in IMPLIED:
            yield stack[-1], tag
            if tag not in VOID and not token.self_closing:
                stack.append(tag)
        elif token.type is TokenType.END_TAG and tag not in IMPLIED:
            last = stack.pop()
            assert last == tag, f"</{tag}> would close <{last}>"
    assert stack == [""], f"<{stack[-1]}> stays open"
