"""Hostile strings and real messages through the rules of text and markup."""

import csv
import json
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from idea4gov.domain.errors import Invalid
from idea4gov.domain.markup import CITIZEN_TAGS, OFFICIAL_TAGS, citizen_html, official_html
from idea4gov.domain.text import OpenDirection, UnreadableCharacter, clean_line, clean_text
from idea4gov.domain.thai import collation_key
from tests.services.hostile_strings import HostileStrings, read_strings
from tests.services.safe_html import faults, visible_text

LONG = 10_000
XSS_PART = 12


def sanitiser_payloads(folder: Path) -> list[str]:
    return [
        one["payload"] for one in json.loads((folder / "hostile/dompurify_expect.json").read_text("utf-8"))
    ]


def real_messages(folder: Path) -> list[str]:
    lines = (folder / "texts/thai_messages.txt").read_bytes().decode("utf-8").split("\n")
    return [line for line in lines if line.strip()]


def assert_harmless(texts: list[str]) -> None:
    for text in texts:
        assert faults(citizen_html(text), CITIZEN_TAGS) == [], text
        assert faults(official_html(text), OFFICIAL_TAGS) == [], text


def test_naughty_strings_are_harmless(hostile_strings: HostileStrings) -> None:
    assert_harmless(["", *hostile_strings.naughty])


def test_sanitiser_payloads_are_harmless(real_data: Path) -> None:
    assert_harmless(sanitiser_payloads(real_data))


@pytest.mark.parametrize("part", range(XSS_PART))
def test_xss_vectors_are_harmless(hostile_strings: HostileStrings, part: int) -> None:
    assert_harmless(hostile_strings.xss[part::XSS_PART])


def test_vectors_are_harmless_when_pasted_as_one_text(hostile_strings: HostileStrings) -> None:
    assert_harmless(["\n".join(hostile_strings.xss[:500])])


def test_what_hostile_people_type_comes_back_or_a_sentence_says_why_not(real_data: Path) -> None:
    strings = read_strings(real_data)
    texts = ["", *strings.naughty, *sanitiser_payloads(real_data), *strings.xss]
    kept = {text: line_or_refusal(text) for text in texts}
    refusals = [line for line in kept.values() if isinstance(line, Invalid)]
    assert 0 < len(refusals) < 40
    assert all(str(refusal).endswith(".") for refusal in refusals)
    for text, line in kept.items():
        if isinstance(line, str):
            assert line.split() == unicodedata.normalize("NFC", text).strip("\u200b\ufeff").split()


def line_or_refusal(text: str) -> str | Invalid:
    try:
        return clean_line(text, max_length=LONG)
    except Invalid as refusal:
        return refusal


def test_real_messages_read_as_they_were_written(real_data: Path) -> None:
    refusals = []
    for message in real_messages(real_data):
        try:
            kept = clean_text(message, max_length=LONG)
        except Invalid as refusal:
            refusals.append(refusal)
            continue
        written = unicodedata.normalize("NFC", message).strip("\u200b\ufeff \r\n\t")
        assert visible_text(citizen_html(kept)).split() == written.split(), message
    # Of 12,681 people three pasted a hashtag with half a pair of direction marks, and one a broken character.
    assert Counter(map(type, refusals)) == {OpenDirection: 3, UnreadableCharacter: 1}


def test_the_77_provinces_have_77_places_in_the_order(real_data: Path) -> None:
    with (real_data / "places/provinces.csv").open(encoding="utf-8", newline="") as file:
        names = [row["name_th"] for row in csv.DictReader(file)]
    in_order = sorted(names, key=collation_key)
    assert len({collation_key(name) for name in names}) == len(names) == 77
    assert (in_order[0], in_order[-1]) == ("กระบี่", "อุบลราชธานี")
    assert in_order.index("เพชรบุรี") == in_order.index("พิษณุโลก") + 1
    assert in_order.index("แม่ฮ่องสอน") == in_order.index("ยโสธร") - 1
