"""Digests change with the content and with nothing else."""

import hashlib

import pytest
from hypothesis import given

from idea4gov.domain.pabulib.document import Document
from idea4gov.domain.pabulib.reading import read_document
from idea4gov.domain.pabulib.rows import lines_of_text
from idea4gov.domain.pabulib.writing import write_document
from idea4gov.domain.seal import digest_lines, digest_outcome
from idea4gov.domain.tally.areas import Area, AreaOutcome, RoundOutcome
from idea4gov.domain.tally.methods import tally
from idea4gov.domain.tally.rules import PROPORTIONAL, Method, Rule
from tests.domain.elections import documents, election, undivided
from tests.domain.test_pabulib import TEXT


def digest(text: str) -> str:
    """The digest of a file, read and written again."""
    return digest_lines(write_document(read_document(lines_of_text(text))))


def test_the_digest_is_that_of_the_exported_file() -> None:
    exported = "".join(write_document(read_document(lines_of_text(TEXT)))).encode("utf-8")
    assert digest(TEXT) == hashlib.sha256(exported).hexdigest()


def test_a_file_saved_with_other_line_ends_has_the_same_digest() -> None:
    assert digest("\ufeff" + TEXT.replace("\n", "\r\n")) == digest(TEXT)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("ห้า", "หก"),
        ("250000", "250001"),
        ("a;1,2", "a;2,1"),
        ("b;2,2", "c;2,2"),
        (";34", ";35"),
        (";0\n", ";1\n"),
    ],
)
def test_any_change_of_content_changes_the_digest(old: str, new: str) -> None:
    assert digest(TEXT.replace(old, new)) != digest(TEXT)


@given(documents())
def test_how_the_text_is_cut_into_lines_changes_nothing(document: Document) -> None:
    assert digest_lines("".join(write_document(document))) == digest_lines(write_document(document))


def test_two_counts_agree_just_when_their_digests_do() -> None:
    one, other = (
        election(100, {"a": 60, "b": 40}, {"a": 3, "b": 2}),
        election(100, {"a": 60, "b": 40}, {"b": 2, "a": 3}),
    )
    digest = digest_outcome(undivided(tally(one, Rule())))
    assert digest == digest_outcome(undivided(tally(other, Rule())))
    assert digest != digest_outcome(undivided(tally(one, Rule(stop=True))))
    assert digest != digest_outcome(undivided(tally(one, Rule(), seed="1")))
    assert digest != digest_outcome(undivided(tally(one, PROPORTIONAL)))


def test_the_digest_of_an_outcome_is_that_of_its_lines_area_by_area() -> None:
    found = election(100, {"a": 40, "b": 25, "c": 90}, {"a": 3, "a,b": 1, "b": 1})
    shared = tally(found, Rule(Method.EQUAL_SHARES, sets_aside=False))
    greedy = tally(found, Rule(minimum_score=2), seed="1")
    parts = (AreaOutcome(Area("1", "ริมหาด", 100), shared), AreaOutcome(Area("", "", 100), greedy))
    lines = """\
'1'
equal_shares;False;0;None;100
none;False;False;20;False
'a';40;4;4;funded;40
10;4;0;80
'b';25;2;2;funded;65
15;1;1;30
'c';90;0;0;lacks_support;65
None;0;0;0
greedy;False;2;'1';100
'a';40;4;4;funded;40
'b';25;2;2;funded;65
'c';90;0;0;below_minimum;65
"""
    assert digest_outcome(RoundOutcome(parts, 5)) == hashlib.sha256(lines.encode()).hexdigest()
