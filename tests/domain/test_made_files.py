"""Made files: how their place is written, and which of them are over."""

from datetime import date, timedelta

import pytest

from idea4gov.domain.made_files import StoredFile, export_name, list_over, read_bucket
from tests.conftest import NOON

KEY = "0123456789abcdef" * 2
MINIO = "endpoint=https://minio.example.go.th:9000"


def test_key_and_secret_of_a_bucket_may_hold_any_sign() -> None:
    bucket = read_bucket(f"s3://k%2F1:p%40%3A%2F@made/site/a/?{MINIO}&region=th-1&cafile=/etc/ca.pem")
    assert (bucket.key, bucket.secret) == ("k/1", "p@:/")
    assert (bucket.name, bucket.prefix) == ("made", "site/a")
    assert (bucket.endpoint, bucket.region) == ("https://minio.example.go.th:9000", "th-1")
    assert bucket.cafile == "/etc/ca.pem"


@pytest.mark.parametrize(
    "url",
    [
        f"s3://x?{MINIO}",
        f"s3:///prefix?{MINIO}",
        f"s3://made_up/prefix?{MINIO}",
        "s3://made?endpoint=ftp://minio.example.go.th",
        "s3://made?endpoint=https://minio.example.go.th/path",
        "s3://made?endpoint=https://minio.example.go.th:99999",
        f"s3://made?{MINIO}&check=no",
    ],
)
def test_what_is_no_bucket_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"endpoint|bucket|Port|check") as refusal:
        read_bucket(url, "key", "a secret")
    assert "a secret" not in str(refusal.value)


def test_a_bucket_needs_a_key_and_a_secret() -> None:
    with pytest.raises(ValueError, match="IDEA4GOV_FILES_SECRET"):
        read_bucket(f"s3://made?{MINIO}", "key", "")


@pytest.mark.parametrize(
    ("name", "hours", "is_over"),
    [
        (export_name("a" * 32), 24, False),
        (export_name("a" * 32), 25, True),
        ("data/2026-11-20/boards-0123456789abcdef.csv", 0, False),
        ("data/2026-11-19/boards-0123456789abcdef.csv", 0, True),
        (f"renditions/{KEY}/{KEY}-", 1, False),
        (f"renditions/{KEY}/{KEY}-{KEY}", 2, True),
        # Of somebody else.
        ("data/notes.txt", 9_999, False),
        ("data/2026-11-19/notes.txt", 9_999, False),
        ("exports/budget.xlsx", 9_999, False),
        (f"exports/backups/{KEY}", 9_999, False),
        ("renditions/notes.txt", 9_999, False),
        ("notes.txt", 9_999, False),
    ],
)
def test_a_file_goes_when_nobody_may_read_it_any_more(name: str, hours: int, is_over: bool) -> None:
    file = StoredFile(name, 10, NOON - timedelta(hours=hours))
    over = list_over([file], first_day=date(2026, 11, 20), rendition_bytes=10, now=NOON)
    assert over == [name] * is_over


def test_the_oldest_renditions_go_above_their_size_and_nothing_else() -> None:
    names = [f"renditions/{KEY}/{KEY}-{age}" for age in range(4)]
    files = [StoredFile(name, 40, NOON - timedelta(minutes=age)) for age, name in enumerate(names)]
    files.append(StoredFile(export_name("b" * 32), 1_000, NOON))
    over = list_over(files, first_day=date(2026, 11, 20), rendition_bytes=100, now=NOON)
    assert over == names[2:]
