"""Feeds, cards for other sites, and the map for search engines."""

from xml.etree import ElementTree

import pytest

from idea4gov.store.session import Database
from tests.api.conftest import SECRET_NAME, Published, published
from tests.factories import add_proposal
from tests.hosted import add_hosted_round
from tests.web.conftest import Site, both_engines

pytestmark = both_engines

__all__ = ["published"]
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
ROOT = "http://127.0.0.1:8000"


def entries(site: Site, path: str) -> list[tuple[str | None, str | None]]:
    """(title, id) of each entry of a feed that is well-formed."""
    response = site.client.get(path)
    assert response.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(response.data)
    assert feed.findtext(f"{ATOM}id") == ROOT + path
    return [(one.findtext(f"{ATOM}title"), one.findtext(f"{ATOM}id")) for one in feed.iter(f"{ATOM}entry")]


def locations(site: Site, path: str) -> list[str]:
    return [
        str(one.text).removeprefix(ROOT)
        for one in ElementTree.fromstring(site.client.get(path).data).iter(f"{MAP}loc")
    ]


def test_a_province_tells_of_new_boards(site: Site, published: Published) -> None:
    found = entries(site, "/provinces/20/feed.atom")
    assert ("ขยะหาดบางแสน", f"{ROOT}/boards/{published.open_board}") in found
    assert "ร่างลับ" not in [title for title, _ in found]
    assert 'href="/provinces/20/feed.atom"' in site.get("/provinces/20").text


def test_a_board_tells_of_proposals_and_answers(site: Site, published: Published) -> None:
    found = entries(site, f"/boards/{published.closed_board}/feed.atom")
    assert [title for title, _ in found] == ["=1+1", "ตอบแล้ว: =1+1"]
    text = site.client.get(f"/boards/{published.closed_board}/feed.atom").get_data(as_text=True)
    assert "&lt;strong&gt;รับดำเนินการ&lt;/strong&gt;" in text
    assert SECRET_NAME not in text


def test_markup_in_a_title_stays_text(site: Site, database: Database, published: Published) -> None:
    with database.transaction() as db:
        add_proposal(db, published.open_board, title="<script>alert(1)</script> & ]]>")
    titles = [title for title, _ in entries(site, f"/boards/{published.open_board}/feed.atom")]
    assert "<script>alert(1)</script> & ]]>" in titles


def test_a_feed_is_not_sent_again_to_whoever_has_it(site: Site, published: Published) -> None:
    path = f"/boards/{published.open_board}/feed.atom"
    etag = site.client.get(path).headers["ETag"]
    assert site.client.get(path, headers={"If-None-Match": etag}).status_code == 304


def test_only_the_card_may_be_framed_and_it_has_neither_script_nor_cookie(
    site: Site, published: Published
) -> None:
    card = site.get(f"/boards/{published.open_board}/embed").response
    assert "frame-ancestors *" in card.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in card.headers
    assert "Set-Cookie" not in card.headers
    assert b"<script" not in card.data
    page = site.get(f"/boards/{published.open_board}").response
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"


def test_editors_find_the_card_through_the_page_of_the_board(site: Site, published: Published) -> None:
    text = site.get(f"/boards/{published.open_board}").text
    path = text.split('type="application/json+oembed"')[1].split('href="')[1].split('"')[0]
    found = site.client.get(path.replace("&amp;", "&") + "&maxwidth=300").get_json()
    assert (found["type"], found["version"], found["width"]) == ("rich", "1.0", 300)
    assert f'src="{ROOT}/boards/{published.open_board}/embed"' in found["html"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 404),
        ("?url=https://elsewhere.example/boards/1", 404),
        (f"?url={ROOT}/proposals/1", 404),
        (f"?url={ROOT}/boards/999", 404),
        ("?url=http://[", 404),
        (f"?url={ROOT}/boards/1&format=xml", 501),
    ],
)
def test_what_cannot_be_embedded_is_refused(site: Site, query: str, status: int) -> None:
    assert site.client.get(f"/oembed{query}").status_code == status


def test_the_card_of_a_round_follows_its_phase(site: Site, database: Database, published: Published) -> None:
    with database.transaction() as db:
        voting, draft = add_hosted_round(db, phase="voting"), add_hosted_round(db, phase="draft")
    for round_id, words in ((voting.id, "ลงคะแนน"), (published.round_id, "ผลอย่างเป็นทางการ")):
        text = site.get(f"/rounds/{round_id}").text
        path = text.split('type="application/json+oembed"')[1].split('href="')[1].split('"')[0]
        found = site.client.get(path.replace("&amp;", "&")).get_json()
        assert f'src="{ROOT}/rounds/{round_id}/embed"' in found["html"]
        card = site.get(f"/rounds/{round_id}/embed").response
        assert "frame-ancestors *" in card.headers["Content-Security-Policy"]
        assert "Set-Cookie" not in card.headers
        assert words in card.get_data(as_text=True)
    site.get(f"/rounds/{draft.id}/embed", status=404)
    assert site.client.get(f"/oembed?url={ROOT}/rounds/{draft.id}").status_code == 404


def test_a_round_has_a_feed_too(site: Site, database: Database) -> None:
    with database.transaction() as db:
        held = add_hosted_round(db, phase="voting")
    assert len(entries(site, f"/boards/{held.id}/feed.atom")) >= len(held.projects)
    assert f'href="/boards/{held.id}/feed.atom"' in site.get(f"/rounds/{held.id}").text


def test_robots_find_every_public_page_and_no_other(
    site: Site, database: Database, published: Published
) -> None:
    with database.transaction() as db:
        add_hosted_round(db, phase="collecting")
    robots = site.client.get("/robots.txt").get_data(as_text=True)
    assert f"Sitemap: {ROOT}/sitemap.xml" in robots
    assert "Disallow: /desk" in robots
    pages = [page for part in locations(site, "/sitemap.xml") for page in locations(site, part)]
    assert f"/proposals/{published.proposal}" in pages
    assert f"/proposals/{published.hidden}" not in pages
    assert f"/rounds/{published.round_id}" in pages
    assert "/provinces/20" in pages
    assert all(site.client.get(page).status_code == 200 for page in pages)
