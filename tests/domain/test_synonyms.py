"""The file of words that mean the same."""

import pytest

from idea4gov.domain.search import phrases
from idea4gov.domain.synonyms import MAX_ALTERNATIVES, MAX_BYTES, BadSynonyms, Synonyms, read_synonyms
from tests.attacks.limited import READ, outcome_of
from tests.conftest import ROOT


def asks(synonyms: Synonyms, query: str, text: str) -> bool:
    """Whether a query of one term asks for these words among others."""
    return phrases(text)[0] in synonyms.alternatives(phrases(query)[0])


@pytest.mark.parametrize(
    ("query", "other"),
    [
        ("ฟุตบาท", "ทางเท้า"),
        ("ทางเท้า", "ฟุตบาท"),
        ("ซ่อมฟุตบาทหน้าวัด", "ซ่อมทางเท้าหน้าวัด"),
        ("WiFi", "ไวไฟ"),
        ("ป้ายรถเมล์", "ป้ายรถโดยสาร"),
    ],
)
def test_the_words_of_the_bundled_file_ask_for_each_other(query: str, other: str) -> None:
    bundled = read_synonyms((ROOT / "idea4gov/synonyms.txt").read_bytes())
    assert asks(bundled, query, other)
    assert asks(bundled, query, query)


def test_notes_empty_lines_and_marks_of_order_are_passed_over() -> None:
    synonyms = read_synonyms(b"\xef\xbb\xbf# a note, with a comma\r\n\r\none , TWO\r\ntwo, three\n")
    assert asks(synonyms, "two", "one")
    assert asks(synonyms, "two", "three")
    assert not asks(synonyms, "one", "three")
    assert not asks(synonyms, "a", "note")


def test_a_long_query_does_not_become_hundreds() -> None:
    synonyms = read_synonyms(b"ka, kb, kc, kd, ke, kf, kg")
    assert len(synonyms.alternatives(["wka"] * 50)) == MAX_ALTERNATIVES


def test_a_word_of_thousands_of_groups_makes_no_more_of_a_long_query_than_another() -> None:
    """Seven million phrases were made, of which twelve were kept."""
    groups = "".join(f"ka, {', '.join(f'k{line}x{word}' for word in range(9))}\n" for line in range(4_900))
    synonyms = read_synonyms(groups.encode()[:MAX_BYTES].rpartition(b"\n")[0])
    assert outcome_of(lambda: synonyms.alternatives(["wka"] * 400)) == READ
    assert len(synonyms.alternatives(["wka"] * 400)) == MAX_ALTERNATIVES


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"one, two\nalone\n", "line 2: please write 2 to 12 words"),
        (b"one, ,two", "line 1: each word needs letters"),
        (b"one, " + b"x" * 61, "line 1: each word needs letters, 60 at most"),
        (b",".join([b"w"] * 13), "line 1: please write 2 to 12"),
        (b"one, two\nthree, \xff\xfe", "line 2: these are not UTF-8"),
        (b"#\n" * 5_001, "line 5001: there are more than 5000 lines"),
        (b"x" * (MAX_BYTES + 1), "it is larger than"),
    ],
)
def test_what_cannot_be_used_is_named_by_its_line(data: bytes, said: str) -> None:
    with pytest.raises(BadSynonyms, match=said):
        read_synonyms(data)
