"""What people wrote becomes HTML that is valid, safe and reads as it was written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.markup import (
    CITIZEN_TAGS,
    OFFICIAL_TAGS,
    citizen_html,
    html_excerpt,
    official_html,
    plain_excerpt,
)
from tests.services.safe_html import faults, visible_text
from tests.services.strict_html import parse_strictly

MARKUP_SIGNS = "<>&\"'`=:;/\\()[]{}!#*_~|.-+@ \n\tกำา้http:javascript:www.data:onerror=<script>&#x0;"
HOSTILE = st.lists(
    st.sampled_from([*MARKUP_SIGNS, "https://a.th/", "<img src=x onerror=alert(1)>", "</p>", "]("])
)


def link(url: str, text: str | None = None) -> str:
    return f'<a href="{url}" rel="nofollow ugc noopener">{text or url}</a>'


def test_blank_lines_part_paragraphs_and_line_ends_stay() -> None:
    assert citizen_html("หนึ่ง\r\nสอง\n \n\nสาม\n") == "<p>หนึ่ง<br>สอง</p><p>สาม</p>"


@pytest.mark.parametrize("text", ["", " \n\t\n "])
def test_no_text_is_no_html(text: str) -> None:
    assert citizen_html(text) == official_html(text) == ""


def test_markup_is_shown_as_it_was_typed() -> None:
    typed = "<b>5 < 6 && \"x\" 'y'</b> &amp; &lt;"
    html = citizen_html(typed)
    assert visible_text(html) == typed
    assert faults(html, CITIZEN_TAGS) == []


@pytest.mark.parametrize(
    "text",
    [
        "อบต.บ้าน.com",
        "ทต.แสนสุข.go.th",
        "example.com",
        "www.ก.com",
        "www.example",
        "http://localhost/",
        "ftp://example.com/a",
        "javascript:alert(1)",
        "data:text/html,x",
        "someone@www.example.com",
        "https://bank.example@evil.example/",
        "https://user:secret@evil.example/",
        "xhttps://example.com",
    ],
)
def test_what_is_not_surely_a_web_address_is_no_link(text: str) -> None:
    assert citizen_html(text) == f"<p>{text}</p>"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.go.th",
        "http://example.go.th:8080/ก",
        "https://th.wikipedia.org/wiki/ประเทศไทย_(2566)",
        "https://example.go.th/a-b_c/d.pdf?page=2#top",
        "https://example.go.th/ขยะ2569/บางแสน",
        "https://ไทย.ไทย/ข่าว",
        "https://xn--o3cw4h.xn--o3cw4h/",
        "HTTPS://EXAMPLE.GO.TH/",
    ],
)
def test_a_whole_web_address_is_a_link(url: str) -> None:
    assert citizen_html(url) == f"<p>{link(url)}</p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("ดูที่https://example.go.thครับ", f"ดูที่{link('https://example.go.th')}ครับ"),
        ("https://example.go.th/abcครับ", f"{link('https://example.go.th/abc')}ครับ"),
        ("ลิงก์:https://a.go.th/ก ค่ะ", f"ลิงก์:{link('https://a.go.th/ก')} ค่ะ"),
        ("...https://a.go.th...", f"...{link('https://a.go.th')}..."),
        ("(https://a.go.th/b_(c)).", f"({link('https://a.go.th/b_(c)')})."),
        ("[ที่นี่](https://a.go.th)", f"[ที่นี่]({link('https://a.go.th')})"),
        ('"https://a.go.th/"', f'"{link("https://a.go.th/")}"'),
        ("https://a.go.th/?b=1&c=<d>", f"{link('https://a.go.th/?b=1&amp;c=')}&lt;d&gt;"),
        ("https://a.go.th/\u202egpj.exe", f"{link('https://a.go.th/')}\u202egpj.exe"),
        ("www.dla.go.th, ครับ", f"{link('http://www.dla.go.th', 'www.dla.go.th')}, ครับ"),
        ("ไทยwww.dla.go.thไทย", f"ไทย{link('http://www.dla.go.th', 'www.dla.go.th')}ไทย"),
    ],
)
def test_a_link_ends_where_the_sentence_goes_on(text: str, html: str) -> None:
    assert citizen_html(text) == f"<p>{html}</p>"


def test_characters_that_html_forbids_are_left_out() -> None:
    assert citizen_html("ก\x00\x1b\x85\ufdd0\ud800\U0001ffffข") == "<p>กข</p>"
    assert official_html("ก\x00\x1b\x85\ufdd0\ud800\U0001ffffข") == "<p>กข</p>"


def test_officials_may_write_markdown() -> None:
    html = official_html("# แผน\n\nบรรทัดหนึ่ง\nบรรทัดสอง **เข้ม** ~~ตัด~~\n\n3. สาม\n\n|ก|ข|\n|-|-:|\n|1|2|")
    assert faults(html, OFFICIAL_TAGS) == []
    for part in (
        "<h3>แผน</h3>",
        "หนึ่ง<br>",
        "<strong>เข้ม</strong>",
        "<s>ตัด</s>",
        '<ol start="3">',
        "<td>1</td>",
    ):
        assert part in html


def test_addresses_in_markdown_become_links_once() -> None:
    html = official_html("ดู https://a.go.th/b_c_dครับ และ [เอกสาร](https://a.go.th/ก) `https://b.go.th`")
    assert html.count("<a ") == 2
    assert '<a href="https://a.go.th/b_c_d" rel="noopener">https://a.go.th/b_c_d</a>ครับ' in html
    assert "<code>https://b.go.th</code>" in html


def test_pictures_of_other_hosts_are_links_that_nothing_loads() -> None:
    html = official_html("![แผนที่](https://evil.example/x.png)")
    assert "<img" not in html
    assert '<a href="https://evil.example/x.png" rel="noopener">แผนที่</a>' in html


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt&colon;alert(1))",
        "[x](&#106;avascript:alert(1))",
        "[x](vbscript:x)",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](data:image/svg+xml;base64,PHN2Zz4=)",
        "[x](//evil.example)",
        "[x](/relative)",
        "<javascript:alert(1)>",
        '[x](https://a.th "\\" onmouseover=\\"alert(1)")',
        "```html onload=x\n<script>\n```",
        "| a | b |\n|:-:|--:|\n| <b style=x> | 2 |",
    ],
)
def test_markdown_cannot_act(markdown: str) -> None:
    assert faults(official_html(markdown), OFFICIAL_TAGS) == []


@given(HOSTILE.map("".join) | st.text(st.characters()))
def test_any_text_becomes_valid_and_safe_html(text: str) -> None:
    citizen, official = citizen_html(text), official_html(text)
    assert faults(citizen, CITIZEN_TAGS) == []
    assert faults(official, OFFICIAL_TAGS) == []
    assert faults(citizen_html(citizen), CITIZEN_TAGS) == []
    assert faults(official_html(official), OFFICIAL_TAGS) == []


@given(HOSTILE.map("".join) | st.text(st.characters(exclude_categories=["C", "Zl", "Zp"])))
def test_citizens_read_what_was_typed(text: str) -> None:
    assert visible_text(citizen_html(text)) == " ".join(text.split())


@pytest.mark.parametrize(
    ("text", "length", "excerpt"),
    [
        ("สั้น", 4, "สั้น"),
        (" สอง\r\n\nบรรทัด  ", 20, "สอง บรรทัด"),
        ("ขยะบนหาดบางแสน ต้องจัดการ", 17, "ขยะบนหาดบางแสน…"),
        ("กินน้ำ", 5, "กิน…"),
        ("กาแฟ", 4, "กาแฟ"),
        ("กาแฟดี", 4, "กา…"),
        ("ครอบครัว👨\u200d👩\u200d👧มา", 12, "ครอบครัว…"),
        ("ดี👍🏽มาก", 4, "ดี…"),
        ("ธง🇹🇭ไทย", 4, "ธง…"),
        ("กขค\u202eงจ\u202cฉ", 5, "กขคง…"),
    ],
)
def test_an_excerpt_never_splits_what_is_read_as_one(text: str, length: int, excerpt: str) -> None:
    assert plain_excerpt(text, length) == excerpt


@given(st.text(st.sampled_from("กขเแำะิ้์า  abc\n🇹🇭👍🏽\u200d")), st.integers(min_value=2, max_value=20))
def test_an_excerpt_fits_and_begins_as_the_text_does(text: str, length: int) -> None:
    line = " ".join(text.split())
    excerpt = plain_excerpt(text, length)
    assert len(excerpt) <= length
    assert line.startswith(excerpt.removesuffix("…"))
    assert excerpt == line or excerpt.endswith("…")


@given(st.text(st.sampled_from("กขเแำะิ้า"), max_size=30))
def test_the_rest_of_an_excerpt_never_begins_with_a_mark(text: str) -> None:
    shown = plain_excerpt(text, 12).removesuffix("…")
    rest = text[len(shown) :]
    if rest and len(shown) < 11:
        assert unicodedata.category(rest[0]) != "Mn"
        assert rest[0] not in "ะาำ"


def test_html_of_both_kinds_is_well_formed_on_long_text() -> None:
    long = "ข้อเสนอ https://example.go.th/ก (ดู) \n" * 200
    assert len(parse_strictly(citizen_html(long)).find_all("a")) == 200
    assert len(parse_strictly(official_html(long)).find_all("a")) == 200


def test_an_excerpt_of_html_has_its_words_and_no_signs_of_it() -> None:
    assert html_excerpt("<p>ทำ <strong>2 &lt; 3</strong></p><p>ครับ</p>", 40) == "ทำ 2 < 3 ครับ"
