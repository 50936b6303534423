"""Plain paragraphs from rendered HTML, for printed documents."""

from html.parser import HTMLParser

_BLOCKS = frozenset({"p", "li", "h3", "h4", "h5", "h6", "blockquote", "pre", "tr", "hr", "table"})
_CELLS = frozenset({"td", "th"})


def plain_paragraphs(safe_html: str) -> tuple[str, ...]:
    """The text of HTML, one entry per paragraph, list item, heading and table row.

    safe_html: from domain.markup. List items begin with "- ". Runs of white space become one space.
    """
    reader = _Reader()
    reader.feed(safe_html)
    reader.close()
    reader.end_paragraph()
    return tuple(reader.paragraphs)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.paragraphs: list[str] = []
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag == "p" and self._words == ["- "]:
            return
        if tag in _BLOCKS:
            self.end_paragraph()
        if tag == "li":
            self._words.append("- ")
        elif tag == "br" or tag in _CELLS:
            self._words.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.end_paragraph()

    def handle_data(self, data: str) -> None:
        if data.strip() or self._words not in ([], ["- "]):
            self._words.append(data)

    def end_paragraph(self) -> None:
        """Store the text read since the last paragraph."""
        text = " ".join("".join(self._words).split())
        self._words.clear()
        if text and text != "-":
            self.paragraphs.append(text)
