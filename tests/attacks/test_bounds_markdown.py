"""Markdown whose HTML would be far larger than itself is refused with a sentence, and costs no time."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain import markup
from idea4gov.domain.answers import BODY_MAX_LENGTH as ANSWER
from idea4gov.domain.markup import MAX_HTML_BYTES, TooElaborate, citizen_html, official_html
from idea4gov.domain.proposals import BODY_MAX_LENGTH as CITIZEN
from idea4gov.domain.rounds.drafts import BODY_MAX_LENGTH as ROUND
from tests.attacks.limited import READ, outcome_of

# Each would become hundreds of kilobytes, or megabytes.
EXPANDING = {
    "table": "|a" * 100 + "\n" + "|-" * 100 + "\n" + "|a\n" * 5_000,
    "table without bars": "a|" * 50 + "\n" + "-|" * 50 + "\n" + "a\n" * 5_000,
    "rows": "a|b\n-|-\n" * 1_500,
    "definition": "[a]: http://b.c/" + "&" * 2_000 + "\n\n" + "[a] " * 2_000,
    "title": "[a]: /b '" + "x" * 2_000 + "'\n\n" + "[a] " * 2_000,
    "lists": "- - - - a\n" * 1_500,
}
# Each has taken, or could take, a reader of Markdown quadratic time.
PUZZLING = (
    *(
        "> ",
        "- ",
        "1. ",
        "* + - ",
        "> - ",
        "[",
        "![[",
        "[a](",
        "[a](<b",
        '[a](b"',
        "[a][b]",
        "[a]:\n",
        "[a\n",
    ),
    *("*a ", "a* ", "**a *", "_a__ ", "*a**b", "*_a", "~~a ", "~~~a~~", "`", "`a", "``a`", "a**b", "~~x~~"),
    *("<", "<a ", "<!--", "<![CDATA[", "<http://a", "<a@b.c>", "&", "&a", "&#1;", "&amp;", "\\", "|`", "\\|"),
    *(
        "# ",
        "#a\n# b\n",
        "a\n=\n",
        "***\n",
        "- - - a\n",
        "```\n",
        "    a\n",
        "\n",
        " \n",
        "\t",
        "a\n",
        "a\\\n",
    ),
    *("http://", "http://a-", "www.", "www.a.www.b.", "http://a.b/ก", "http://a.b:1@", "http://a.b/(", "กำ่"),
)


def filled(piece: str, length: int) -> str:
    return (piece * (length // len(piece) + 1))[:length]


@pytest.mark.parametrize("name", EXPANDING)
def test_a_text_that_grows_when_it_is_laid_out_is_refused(name: str) -> None:
    with pytest.raises(TooElaborate):
        official_html(EXPANDING[name][:ROUND])


@pytest.mark.parametrize("name", EXPANDING)
def test_no_more_is_made_of_it_than_the_bound(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The sanitisers, which take longest, never see it."""
    seen = list[int]()

    def clean(dirty: str, *rest: object) -> str:
        seen.append(len(dirty.encode()))
        return dirty

    monkeypatch.setattr(markup, "_sanitised", clean)
    with pytest.raises(TooElaborate):
        official_html(EXPANDING[name][:ROUND])
    assert not seen


@pytest.mark.parametrize("first", range(4))
def test_every_puzzle_of_the_longest_text_is_read_or_refused_in_time(first: int) -> None:
    def read_all() -> None:
        for piece in PUZZLING[first::4]:
            text = filled(piece, ANSWER)
            citizen_html(text[:CITIZEN])
            with suppress(TooElaborate):
                official_html(text)

    assert outcome_of(read_all) == READ


@given(
    st.lists(st.sampled_from([*PUZZLING, "a", " ", "\n\n", "|a|b|\n|-|-|\n"]), max_size=12),
    st.integers(1, 60),
)
def test_nothing_that_is_kept_is_larger_than_the_bound(pieces: list[str], times: int) -> None:
    text = ("".join(pieces) * times)[:ROUND]
    assert len(citizen_html(text[:CITIZEN]).encode()) <= MAX_HTML_BYTES
    with suppress(TooElaborate):
        assert len(official_html(text).encode()) <= MAX_HTML_BYTES


@pytest.mark.parametrize(
    "text",
    [
        "|โครงการ|งบ|\n|-|-:|\n" + "|ไฟทาง|1,000|\n" * 400,
        "- ข้อ\n" * 900,
        "ย่อหน้า\n\n" * 550,
        "[เอกสาร](https://example.go.th/plan.pdf) " * 110,
        "**เข้ม** *เอน* ~~ตัด~~ " * 200,
    ],
    ids=["table", "list", "paragraphs", "links", "emphasis"],
)
def test_what_officials_write_is_laid_out_as_before(text: str) -> None:
    assert official_html(text[:ANSWER])
