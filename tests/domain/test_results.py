"""Shares and digests of a result."""

import hashlib
import json
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.results import ResultLine, Totals, digest_result, percent_text, result_json, share

LINES = [
    ResultLine(1, 1, False, 12, 3, 'ถัง "แยก" ขยะ\n', "environment", "แสนสุข", 5, 2, True),
    ResultLine(2, 2, False, 11, 1, "ไฟ", "safety", "", 0, 0, False),
]
TOTALS = Totals(7, datetime(2026, 11, 23, 5, 0, 30, 123, tzinfo=UTC), 4, 5, 2, None)


@pytest.mark.parametrize(
    ("part", "whole", "text"),
    [
        (0, 0, "0.0"),
        (5, 5, "100.0"),
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (1, 2000, "0.1"),
        (1, 2001, "0.0"),
        (999, 1000, "99.9"),
        (1999, 2000, "100.0"),
    ],
)
def test_percentage_has_one_decimal_and_rounds_half_up(part: int, whole: int, text: str) -> None:
    assert percent_text(part, whole) == text


def test_share_is_of_all_supporters() -> None:
    assert share(3, 4) == Fraction(3, 4)


def test_without_supporters_every_share_is_nothing() -> None:
    assert share(0, 0) == 0


def test_result_is_one_canonical_object() -> None:
    text = "".join(result_json(TOTALS, LINES))
    value = json.loads(text)
    assert json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")) == text
    assert value["closed_at"] == "2026-11-23T05:00:30+00:00"
    assert value["lines"][0]["title"] == LINES[0].title


def test_digest_is_of_the_canonical_text() -> None:
    text = "".join(result_json(TOTALS, LINES))
    assert digest_result(TOTALS, LINES) == hashlib.sha256(text.encode()).hexdigest()


@given(st.sampled_from(ResultLine._fields), st.integers(0, 1))
def test_digest_moves_with_every_field_of_every_line(field: str, index: int) -> None:
    lines = list(LINES)
    old = getattr(lines[index], field)
    new: Any = not old if isinstance(old, bool) else old + 1 if isinstance(old, int) else old + "x"
    lines[index] = lines[index]._replace(**{field: new})
    assert digest_result(TOTALS, lines) != digest_result(TOTALS, LINES)


def test_digest_moves_with_the_order_of_lines() -> None:
    assert digest_result(TOTALS, LINES[::-1]) != digest_result(TOTALS, LINES)
