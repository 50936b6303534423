"""Manifests: what is written is read again, what is broken is refused, and what differs is named."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from idea4gov.domain.backups import (
    BackupFile,
    BackupProblem,
    Manifest,
    backup_name,
    list_backups,
    list_differences,
    list_surplus,
    manifest_text,
    read_manifest,
)
from idea4gov.domain.row_digests import TableDigest, row_digest

TAKEN_AT = datetime(2026, 11, 30, 22, 0, 5, tzinfo=UTC)
MANIFEST = Manifest(
    version="0.2.0",
    schema="0047",
    engine="postgresql",
    engine_version="15",
    taken_at=TAKEN_AT,
    encrypted_to=("age1abc",),
    file=BackupFile("database.pgdump.age", 7_000_000_000, "a" * 64),
    rows={"ballot": 50_000, "support": 0},
    heads={"audit log": f"12 {'b' * 64}", "board 3": "c" * 64},
)


def test_a_manifest_is_read_as_it_was_written() -> None:
    assert read_manifest(manifest_text(MANIFEST)) == MANIFEST


@pytest.mark.parametrize(
    "change",
    [
        {"file": {"name": "../../etc/passwd", "size_bytes": 1, "sha256": "a" * 64}},
        {"file": {"name": "database", "size_bytes": -1, "sha256": "a" * 64}},
        {"file": {"name": "database", "size_bytes": True, "sha256": "a" * 64}},
        {"file": {"name": "database", "size_bytes": 1, "sha256": "A" * 64}},
        {"file": None},
        {"taken_at": "yesterday"},
        {"taken_at": "2026-11-30T22:00:05"},
        {"engine": "oracle"},
        {"rows": {"ballot": "many"}},
        {"rows": [1]},
        {"heads": {"board 3": 3}},
        {"schema": None},
        {"encrypted_to": 5},
    ],
)
def test_a_manifest_that_says_something_else_is_refused(change: dict[str, Any]) -> None:
    said = json.loads(manifest_text(MANIFEST)) | change
    with pytest.raises(BackupProblem, match="cannot be read"):
        read_manifest(json.dumps(said))


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", "{" * 100_000, "[" * 100_000, '{"format": 1}', "\x00"]
)
def test_what_is_no_manifest_is_refused(text: str) -> None:
    with pytest.raises(BackupProblem, match="cannot be read"):
        read_manifest(text)


def test_a_newer_format_is_told_apart() -> None:
    said = json.loads(manifest_text(MANIFEST)) | {"format": 2}
    with pytest.raises(BackupProblem, match="format 2, and this version reads 1"):
        read_manifest(json.dumps(said))


def test_differences_are_named_whichever_side_they_are_on() -> None:
    found = list(list_differences("rows", {"a": 1, "b": 2, "c": 3}, {"a": 1, "b": 5, "d": 4}))
    assert found == [
        "rows of b: 5, and the backup says 2",
        "rows of c: none, and the backup says 3",
        "rows of d: 4, and the backup says none",
    ]


def test_backups_are_named_by_their_moment_and_never_twice() -> None:
    first = backup_name(TAKEN_AT, ["notes.txt"])
    assert first == "idea4gov-20261130T220005Z"
    assert backup_name(TAKEN_AT, [first]) == f"{first}-2"
    assert backup_name(TAKEN_AT, [first, f"{first}-2"]) == f"{first}-3"


def test_the_oldest_backups_go_first_and_nothing_else_goes() -> None:
    day = "idea4gov-20261130T220005Z"
    names = [f"{day}-10", day, "notes.txt", ".lock", f"{day}-2", "idea4gov-20261129T220005Z", f"{day}.bak"]
    assert list_backups(names) == ["idea4gov-20261129T220005Z", day, f"{day}-2", f"{day}-10"]
    assert list_surplus(names, 3) == ["idea4gov-20261129T220005Z"]
    assert list_surplus(names, 9) == []


ROW = (1, "ก", None, True, TAKEN_AT, b"\x00\xff", 1.5, '{"a": 1}')


@pytest.mark.parametrize(
    "other",
    [
        (True, *ROW[1:]),
        ("1", *ROW[1:]),
        (1, "", *ROW[2:]),
        (1, "กn", *ROW[2:]),
        (*ROW[:2], "", *ROW[3:]),
        (*ROW[:2], "-", *ROW[3:]),
        (*ROW[:4], TAKEN_AT.replace(microsecond=1), *ROW[5:]),
        (*ROW[:5], "\x00ÿ", *ROW[6:]),
        ROW[:-1],
        (*ROW, None),
    ],
)
def test_rows_that_differ_have_other_digests(other: tuple[object, ...]) -> None:
    assert row_digest(other) != row_digest(ROW)


def test_the_digest_of_a_table_does_not_depend_on_order_but_on_each_row() -> None:
    first, second, doubled = TableDigest(), TableDigest(), TableDigest()
    first.add([(1, "a"), (2, "b")])
    second.add([(2, "b")])
    second.add([(1, "a")])
    doubled.add([(1, "a"), (2, "b"), (2, "b")])
    assert (first.count, first.digest) == (second.count, second.digest)
    assert doubled.digest != first.digest
