"""Rendering text that people wrote as safe HTML. The only importer of bleach, nh3 and markdown-it.

Every text passes two independent sanitizers, so that a hole in one is covered by the other. That takes about
2 ms for a text of 2 KB, so HTML is rendered once, when the text is saved, and stored with it.
"""

import html
import re
import unicodedata
from collections.abc import Sequence

import bleach
import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.text import DIRECTION_CONTROLS, FORBIDDEN_CHARACTERS, NEWLINES

MAX_HTML_BYTES = 100 * 1024
"""Of a rendered text: every reader of its page gets it."""
MAX_TOKENS = 13_000
"""Of paragraphs, items, cells and the like, each with its beginning, words and end: cells take longest."""

CITIZEN_TAGS = frozenset({"a", "br", "p"})
OFFICIAL_TAGS = CITIZEN_TAGS | frozenset(
    [
        "blockquote",
        "code",
        "em",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "li",
        "ol",
        "pre",
        "s",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)
CITIZEN_REL = "nofollow ugc noopener"
OFFICIAL_REL = "noopener"
# A sanitised text also travels in mails and exports, where a relative link would lead nowhere.
CITIZEN_SCHEMES = frozenset({"http", "https"})
OFFICIAL_SCHEMES = CITIZEN_SCHEMES | {"mailto"}

_TAGS = re.compile("<[^>]*>")
_BLANK_LINES = re.compile(r"\n[^\S\n]*(?:\n[^\S\n]*)+")

# Thai runs on without spaces, so a URL must know where to stop: each label of a host is all
# Latin or all Thai, and in a path Thai may follow a sign ("/ประเทศไทย") but no Latin letter or digit: of
# "/abcครับ", ครับ is left out.
_THAI = "\u0e01-\u0e3a\u0e40-\u0e4e\u0e50-\u0e59"
_LATIN_LABEL = "[a-z0-9]++(?:-++[a-z0-9]++)*+"
_LABEL = f"(?:{_LATIN_LABEL}|[{_THAI}]++)"
_TAIL = (
    r"(?:[/?#](?:[0-9a-z]|[-._~:/?#@!$&'()*+,;=%]"
    rf"|(?<![0-9a-z])[{_THAI}][{_THAI}0-9a-z]*+)*+)?+"
)
_URL = re.compile(
    r"(?<![a-z0-9@/])"
    rf"(?:https?://{_LABEL}(?:\.{_LABEL})++|(?P<bare>www(?:\.{_LATIN_LABEL}){{2,}}+))"
    rf"(?::[0-9]{{1,5}}+)?+(?!@){_TAIL}",
    re.IGNORECASE,
)
_CLOSING = {")": "(", "]": "["}

_LEADING_VOWELS = frozenset("เแโใไ")
_FOLLOWING_VOWELS = frozenset("ะาำๅๆฯ")
_ZERO_WIDTH_JOINER = "\u200d"


class TooElaborate(Invalid):
    """The HTML of a text would be far larger than the text: a wide table, or a long link used often."""

    code = "too_elaborate"
    message = N_(
        "This text is too large once it is laid out: it has too many table cells, list items or long links. "
        "Please make its tables and lists smaller, or publish part of it as a file and link to that."
    )


def citizen_html(text: str) -> str:
    """Render plain text: paragraphs at blank lines, <br> at line ends, http(s) and www. addresses as links.

    text: as stored (see domain/text.py), but any string is safe. Returns HTML of CITIZEN_TAGS; "" for no
    text.
    """
    paragraphs = _BLANK_LINES.split(_allowed(text).strip())
    lines = ("<br>".join(_linked(line.strip()) for line in one.split("\n")) for one in paragraphs if one)
    return _sanitised("".join(f"<p>{one}</p>" for one in lines), CITIZEN_TAGS, CITIZEN_SCHEMES, CITIZEN_REL)


def official_html(markdown: str) -> str:
    """Render the Markdown of an official: CommonMark with tables; line breaks are kept, and HTML is escaped.

    Headings start at <h3>, below the headings of the page. Images become links, because pages load nothing
    from other hosts. Returns HTML of OFFICIAL_TAGS, with links to http, https or mailto, of at most
    MAX_HTML_BYTES. Raises TooElaborate.
    """
    rendered = _MARKDOWN.render(_allowed(markdown))
    _require_light(rendered)
    safe = _sanitised(rendered.strip(), OFFICIAL_TAGS, OFFICIAL_SCHEMES, OFFICIAL_REL)
    _require_light(safe)
    return safe


def plain_excerpt(text: str, length: int) -> str:
    """Shorten plain text to one line of at most `length` characters, ending in "…" if it was cut.

    length: > 1. The cut is at a space if there is one near the end, otherwise between Thai clusters or emoji,
    never inside one. Direction controls are removed, because a cut could leave them open. Returns plain text,
    which is to be escaped.
    """
    line = " ".join(DIRECTION_CONTROLS.sub("", _allowed(text)).split())
    if len(line) <= length:
        return line
    return line[: _cut(line, length - 1)].rstrip() + "…"


def html_excerpt(safe_html: str, length: int) -> str:
    """The text of HTML that was rendered here, shortened as in plain_excerpt. Returns plain text."""
    return plain_excerpt(html.unescape(_TAGS.sub(" ", safe_html)), length)


def _allowed(text: str) -> str:
    return FORBIDDEN_CHARACTERS.sub("", NEWLINES.sub("\n", text))


def _sanitised(dirty: str, tags: frozenset[str], schemes: frozenset[str], rel: str) -> str:
    attributes = {"a": {"href"}, "ol": {"start"}}
    once: str = bleach.clean(
        dirty,
        tags=tags,
        attributes={tag: sorted(names) for tag, names in attributes.items()},
        protocols=schemes,
        strip=True,
    )
    return nh3.clean(
        once,
        tags=set(tags),
        attributes={tag: names for tag, names in attributes.items() if tag in tags},
        url_schemes=set(schemes),
        url_relative="deny",
        link_rel=rel,
    )


def _linked(text: str) -> str:
    """Escape one line, and make its web addresses links without changing how they read."""
    parts, end = [], 0
    for match in _URL.finditer(text):
        url = _without_trailing_signs(match[0])
        href = f"http://{url}" if match["bare"] else url
        parts += [
            html.escape(text[end : match.start()]),
            f'<a href="{html.escape(href)}">{html.escape(url)}</a>',
        ]
        end = match.start() + len(url)
    return "".join([*parts, html.escape(text[end:])])


def _without_trailing_signs(url: str) -> str:
    """The address without punctuation after it, and without a bracket that was opened before it."""
    end = len(url)
    surplus = {sign: url.count(sign) - url.count(opening) for sign, opening in _CLOSING.items()}
    while url[end - 1] in ".,:;!?'" or surplus.get(url[end - 1], 0) > 0:
        if url[end - 1] in surplus:
            surplus[url[end - 1]] -= 1
        end -= 1
    return url[:end]


def _cut(line: str, longest: int) -> int:
    space = line.rfind(" ", longest * 3 // 4, longest + 1)
    if space > 0:
        return space
    return next((at for at in range(longest, 0, -1) if _is_boundary(line[at - 1], line[at])), longest)


def _is_boundary(before: str, after: str) -> bool:
    """Whether a line may be cut between two adjacent characters."""
    if before in _LEADING_VOWELS or after in _FOLLOWING_VOWELS or unicodedata.category(after)[0] == "M":
        return False
    if _ZERO_WIDTH_JOINER in (before, after) or "\U0001f3fb" <= after <= "\U0001f3ff":
        return False
    return not (_is_flag_letter(before) and _is_flag_letter(after))


def _is_flag_letter(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


class _FewTokens(list[Token]):
    """Tokens that grow no further than MAX_TOKENS. Raises TooElaborate."""

    def append(self, token: Token) -> None:
        if len(self) >= MAX_TOKENS:
            raise TooElaborate()
        super().append(token)


def _bound_tokens(state: StateCore) -> None:
    state.tokens = _FewTokens()


def _bound_links(state: StateCore) -> None:
    """Refuse a text whose links, each with its address, are too much: one definition may serve thousands."""
    size = 0
    for token in state.tokens:
        for child in token.children or ():
            size += sum(len(str(value)) for value in child.attrs.values())
    if size > MAX_HTML_BYTES:
        raise TooElaborate()


def _require_light(markup: str) -> None:
    if len(markup.encode()) > MAX_HTML_BYTES:
        raise TooElaborate()


def _lower_headings(state: StateCore) -> None:
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 2, 6)}"


def _link_addresses(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and token.children:
            _link_texts(token.children)


def _link_texts(children: Sequence[Token]) -> None:
    links_open = 0
    for token in children:
        links_open += token.nesting if token.type in ("link_open", "link_close") else 0
        if token.type == "text" and not links_open:
            token.type, token.content = "html_inline", _linked(token.content)


def _markdown() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True})
    parser.enable(["table", "strikethrough"]).disable("image")
    parser.core.ruler.before("block", "bound_tokens", _bound_tokens)
    parser.core.ruler.after("inline", "bound_links", _bound_links)
    parser.core.ruler.push("lower_headings", _lower_headings)
    parser.core.ruler.push("link_addresses", _link_addresses)
    return parser


_MARKDOWN = _markdown()
