"""Answers travel compressed for browsers that read it so, and say the same."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.store.session import Database
from idea4gov.web.render.compression import PrecompressedTemplate
from tests.factories import add_account, add_board, add_proposal
from tests.web.conftest import PASSWORD_HASH, Site, check_page

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Compression does not know the engine."""
    with sqlite_database.transaction() as db:
        add_proposal(db, add_board(db))
        add_account(db, "somchai@example.org", password_hash=PASSWORD_HASH)
    return sqlite_database


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=5), st.binary(max_size=40))
def test_a_precompressed_template_gives_the_text_with_another_word(pieces: list[bytes], word: bytes) -> None:
    gap = b"\x00a gap that no piece holds\x00"
    template = PrecompressedTemplate(gap.join(pieces), gap)
    assert gzip.decompress(template.gzip(word)) == template.text(word) == word.join(pieces)


@pytest.mark.parametrize("is_member", [False, True])
def test_a_page_is_smaller_and_says_the_same(site: Site, is_member: bool) -> None:
    if is_member:
        site.enter("somchai@example.org")
    answer = site.client.get("/boards/1", headers=GZIP)
    assert answer.headers["Content-Encoding"] == "gzip"
    assert {"Accept-Encoding", "Cookie"} <= set(answer.headers["Vary"].split(", "))
    text = zlib.decompress(answer.data, wbits=31).decode()
    check_page(text, answer.headers["Content-Security-Policy"])
    assert len(answer.data) < len(text.encode()) / 2
    assert "ขยะหาดบางแสน" in text


@pytest.mark.parametrize("accepted", ["", "identity", "br", "gzip;q=0"])
def test_who_reads_no_gzip_gets_none(site: Site, accepted: str) -> None:
    answer = site.client.get("/boards/1", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in answer.headers
    assert "ขยะหาดบางแสน" in answer.text


def test_an_unchanged_page_is_not_sent_again_compressed(site: Site) -> None:
    etag = site.client.get("/boards/1", headers=GZIP).headers["ETag"]
    answer = site.client.get("/boards/1", headers={**GZIP, "If-None-Match": etag})
    assert (answer.status_code, answer.data) == (304, b"")


def test_a_short_answer_is_sent_as_it_is(site: Site) -> None:
    assert site.client.get("/healthz", headers=GZIP).json == {"status": "ok"}
