"""Nobody is sent to another site."""

from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.web.http.next_path import safe_next


@pytest.mark.parametrize(
    "path", ["/", "/boards/12?sort=newest#proposals", "/provinces?q=ชลบุรี", "/a//b", "/?next=//x"]
)
def test_a_path_of_this_site_is_kept(path: str) -> None:
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "boards/12",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "\t//evil.example",
        " //evil.example",
        "https://evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "/\x00",
        "/\u202e",
        "/\u2028/evil.example",
        "/" + "x" * 500,
    ],
)
def test_anything_else_goes_home(path: str | None) -> None:
    assert safe_next(path) == "/"


@given(
    st.lists(st.sampled_from([*"/\\.:@?# \t\r\n", "evil.example", "https", "%2f", "%5c", "ก"])).map("".join)
)
def test_whatever_is_kept_stays_on_this_site(path: str) -> None:
    # A browser drops tabs and line ends, and takes a backslash for a slash.
    seen = safe_next(path).translate({9: None, 10: None, 13: None, 92: "/"}).strip()
    assert urlsplit(urljoin("https://this.example/log-in", seen)).netloc == "this.example"
