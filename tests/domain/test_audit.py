"""The chain's arithmetic: a digest moves with every field, and with nothing else."""

import hashlib
import json
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.audit import FIRST_PREVIOUS, ChainEntry, act_name, canonical_json, digest_entry

ENTRY = ChainEntry(
    7,
    datetime(2026, 11, 23, 5, tzinfo=UTC),
    3,
    "hide_proposal",
    "proposal",
    "12",
    "20",
    "2094",
    {"reason": "โฆษณา"},
)
OTHER: dict[str, Any] = {
    "id": 8,
    "at": ENTRY.at + timedelta(microseconds=1),
    "actor_id": None,
    "act": "restore_proposal",
    "subject_kind": "comment",
    "subject_id": "13",
    "province_code": None,
    "local_government_code": None,
    "data": {"reason": "โฆษณา "},
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("name", [field.name for field in fields(ChainEntry)])
def test_digest_moves_with_every_field(name: str) -> None:
    assert digest_entry(replace(ENTRY, **{name: OTHER[name]}), FIRST_PREVIOUS) != digest_entry(
        ENTRY, FIRST_PREVIOUS
    )


def test_digest_moves_with_the_entry_before() -> None:
    assert digest_entry(ENTRY, FIRST_PREVIOUS) != digest_entry(ENTRY, "1" * 64)


def test_digest_does_not_depend_on_the_time_zone_in_which_a_moment_is_told() -> None:
    elsewhere = replace(ENTRY, at=ENTRY.at.astimezone(timezone(timedelta(hours=7))))
    assert digest_entry(elsewhere, FIRST_PREVIOUS) == digest_entry(ENTRY, FIRST_PREVIOUS)


def test_digest_is_what_anyone_computes_from_the_fields() -> None:
    text = (
        '{"act":"hide_proposal","actor_id":3,"at":"2026-11-23T05:00:00.000000+00:00","data":{"reason":"โฆษณา"},"id":7,'
        '"local_government_code":"2094","previous_digest":"' + "0" * 64 + '","province_code":"20",'
        '"subject_id":"12","subject_kind":"proposal"}'
    )
    assert digest_entry(ENTRY, FIRST_PREVIOUS) == hashlib.sha256(text.encode()).hexdigest()


@given(JSON)
def test_canonical_json_survives_being_stored_and_read(value: object) -> None:
    assert canonical_json(json.loads(json.dumps(value))) == canonical_json(value)


def test_canonical_json_refuses_what_is_not_a_number() -> None:
    with pytest.raises(ValueError, match="JSON"):
        canonical_json({"share": float("nan")})


def test_an_act_of_another_version_keeps_its_own_name() -> None:
    later: Any = "sing"
    assert act_name(later) == "sing"
