"""The reader of HTML that the tests trust finds what is wrong with a page."""

import pytest

from tests.services.strict_html import parse_strictly


@pytest.mark.parametrize(
    "html",
    [
        "<p>ก",
        "ก</p>",
        "<div><p>ก</div></p>",
        "<b><i>ก</b></i>",
        "<p><div>ก</div></p>",
        "<a href='/x'><a href='/y'>ก</a></a>",
        "<table><p>ก</p></table>",
        "<button><button>ก</button></button>",
        "<form><form>ก</form></form>",
        "<p class='a' class='b'>ก</p>",
        "<p id=a'b>ก</p>",
        "<p>ก < ข &foo; ค</p>",
        "<p>ก &copy ค</p>",
        "<svg><div>ก</div></svg>",
        "<select><div>ก</select>",
        "<p/>ก",
        "<tr><td>ก</td></tr>",
        "<head></head>",
    ],
)
def test_a_fault_is_found(html: str) -> None:
    with pytest.raises(AssertionError):
        parse_strictly(html)


def test_what_is_valid_passes() -> None:
    html = (
        "<table><tr><td>ก<br>ข</td></tr></table><svg viewBox='0 0 1 1'><path d='M0 0'/></svg>"
        "<ul><li><a href='/x?a=1&amp;b=2'>ก</a></li></ul>"
    )
    assert [one.tag for one in parse_strictly(html).find_all("td")] == ["td"]
