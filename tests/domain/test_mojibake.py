"""Thai that was read in a wrong encoding is put right, and what is not Thai is left alone."""

import pytest

from idea4gov.domain.mojibake import is_garbled, put_right

WORDS = ["ซ่อมไฟ", "ซ่อมไฟทางเดินหน้าโรงเรียน", "เก้าอี้ผู้สูงอายุ 12 ตัว", "น้ำท่วมซอย 5 (หมู่ 3)", "ฝายชะลอน้ำ “เล็ก”"]


@pytest.mark.parametrize("word", WORDS)
@pytest.mark.parametrize("wrong", ["latin-1", "cp1252", "cp874"])
def test_utf_8_read_otherwise_is_put_right(word: str, wrong: str) -> None:
    # Readers of a code page give bytes that it does not define as control characters.
    seen = "".join(bytes([one]).decode(wrong, "replace").replace("\ufffd", chr(one)) for one in word.encode())
    assert put_right(seen) == word


@pytest.mark.parametrize("word", WORDS)
def test_tis_620_read_as_western_is_put_right(word: str) -> None:
    assert put_right(word.encode("cp874").decode("cp1252")) == word


def test_the_known_example() -> None:
    assert put_right("«èÍÁä¿") == "ซ่อมไฟ"


@pytest.mark.parametrize(
    "text",
    [
        *WORDS,
        "",
        "plain",
        "Café crème brûlée",
        "ÄÖÜ",
        "Ñandú à la carte",
        "«ซ่อมไฟ»",
        "½ ไร่ ± 5 ตร.ว.",
        "เธอเธอเธอ",
        "🌳🌳🌳",
    ],
)
def test_what_is_right_stays(text: str) -> None:
    assert put_right(text) == text
    assert not is_garbled(text)


@pytest.mark.parametrize("text", ["à¸‹à¹ˆà¸\ufffdà¸¡", "เธ‹เนˆเธญเธกเน\ufffd", "«èÍÁä¿éÜÜÝÞ"])
def test_what_has_lost_letters_is_recognised(text: str) -> None:
    assert put_right(text) == text
    assert is_garbled(text)
