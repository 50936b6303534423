"""Texts and queries in pieces."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from idea4gov.domain.search import likeness, most_alike, pairs, phrases, pieces, scope
from idea4gov.domain.thai import collation_key
from tests.services.sample import examples
from tests.spellings import ALIKE


def contains(text: str, query: str) -> bool:
    """Whether every phrase of the query runs through the text, as the databases look for it."""
    whole = " ".join(pieces(text)) + " "
    return all(re.search(rf"(?:^| ){' '.join(phrase)} ", whole) for phrase in phrases(query))


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("ไฟทางในซอยดับ", "ไฟ", True),
        ("ไฟฟ้าดับทั้งซอย", "ไฟฟ้า", True),
        ("น้ำท่วมถนน", "น้ำ", True),
        ("น้ําท่วม", "น้ำ", True),
        ("ถนนหน้าวัด", "วัด ถนน", True),
        ("ถนนหน้าวัด", "ตลาด", False),
        ("Free Wi-Fi ที่ท่ารถ", "wi-fi", True),
        ("ปี ๒๕๖๙", "2569", True),
        ("กา", "ก", False),
        ("ขยะ\u200bริมหาด", "ขยะริม", True),
        ("น\u0e33\u0e49ท่วม", "น้ำท่วม", True),
        ("น้ำท่วม", "น\u0e33\u0e49ท่วม", True),
        ("\u0e40\u0e40ม่น้ำ", "แม่", True),
        ("ป่าชายเลน", "ปา", False),
        ("กำแพงวัดที่พัง" * 9, "กำแพงวัดที่พัง" * 9, True),
        ("ก" * 99 + "ำแพง", "ก" * 99 + "\u0e4d\u0e32แพง", True),
    ],
)
def test_a_text_is_found_by_what_stands_in_it(text: str, query: str, found: bool) -> None:
    assert contains(text, query) is found


@pytest.mark.parametrize("query", ["", "   ", "?!", "\u200b", '" OR 1'])
def test_a_query_without_words_asks_for_nothing_and_signs_of_databases_are_no_words(query: str) -> None:
    assert all(re.fullmatch("[a-z]+", part) for phrase in phrases(query) for part in phrase)


@settings(max_examples=examples(60))
@given(st.text(max_size=80))
def test_whatever_is_typed_becomes_pieces_of_plain_letters(text: str) -> None:
    assert all(re.fullmatch("[a-z]+", part) for part in pieces(text))
    assert len(pairs(text)) <= 24


@pytest.mark.parametrize(("typed", "right"), ALIKE)
def test_texts_that_look_alike_are_searched_and_compared_as_one(typed: str, right: str) -> None:
    assert pieces(typed) == pieces(right)
    assert phrases(typed) == phrases(right)
    assert collation_key(typed) == collation_key(right)


def test_the_likest_title_comes_first_and_strangers_do_not_come() -> None:
    titles = ["ทางม้าลายหน้าโรงเรียน", "ถังขยะแยกประเภทริมหาด", "ขอถังขยะริมหาดบางแสน"]
    assert most_alike("ถังขยะริมหาดบางแสน", titles, 3) == [2, 1]


def test_likeness_is_the_same_both_ways_and_at_most_one() -> None:
    assert likeness("ถังขยะริมหาด", "ถังขยะ") == likeness("ถังขยะ", "ถังขยะริมหาด") == 1
    assert likeness("ถังขยะ", "?") == 0


def test_a_scope_is_no_piece_of_any_text() -> None:
    assert scope("b", "12") != scope("b", "21")
    assert scope("b", "12")[0] not in {part[0] for part in pieces("เทศบาล town 12 ๑๒ é")}
