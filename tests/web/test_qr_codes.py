"""Square codes of public pages."""

from tests.web.conftest import Site


def test_a_board_and_a_proposal_have_a_code_each_that_browsers_keep(site: Site) -> None:
    pictures = [site.client.get(path) for path in ("/boards/7/qr.svg", "/proposals/7/qr.svg")]
    assert {picture.mimetype for picture in pictures} == {"image/svg+xml"}
    assert {picture.headers["Cache-Control"] for picture in pictures} == {"public, max-age=86400"}
    assert pictures[0].data != pictures[1].data
    assert b"<script" not in pictures[0].data
