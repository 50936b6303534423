"""Encryption of streams: only the owner of the key reads them, and errors of files stay what they are."""

import errno
import io
from pathlib import Path

import pyrage
import pytest

from idea4gov.domain.backups import BackupProblem
from idea4gov.outside.age import decrypt, encrypt

CLEAR = "บัตรลงคะแนน".encode() * 40_000


@pytest.fixture
def keys(tmp_path: Path) -> tuple[str, str]:
    """A public key, and the file with its secret key as age-keygen writes it."""
    identity = pyrage.x25519.Identity.generate()
    path = tmp_path / "key.txt"
    path.write_text(f"# created: 2026-11-30\n# public key: {identity.to_public()}\n{identity}\n")
    path.chmod(0o600)
    return str(identity.to_public()), str(path)


def encrypted(*keys: str) -> bytes:
    target = io.BytesIO()
    encrypt(io.BytesIO(CLEAR), target, keys)
    return target.getvalue()


def test_every_owner_of_a_key_reads_it_and_nobody_else(keys: tuple[str, str], tmp_path: Path) -> None:
    another = pyrage.x25519.Identity.generate()
    data, target = encrypted(keys[0], str(another.to_public())), io.BytesIO()
    assert data.startswith(b"age-encryption.org/v1\n")
    assert CLEAR[:60] not in data
    decrypt(io.BytesIO(data), target, keys[1])
    assert target.getvalue() == CLEAR
    stranger = tmp_path / "stranger.txt"
    stranger.write_text(str(pyrage.x25519.Identity.generate()))
    stranger.chmod(0o600)
    with pytest.raises(BackupProblem, match="the key does not fit"):
        decrypt(io.BytesIO(data), io.BytesIO(), str(stranger))


def test_a_changed_or_cut_stream_is_refused(keys: tuple[str, str]) -> None:
    data = encrypted(keys[0])
    for broken in (data[:-1], data[: len(data) // 2], data[:-40] + b"x" + data[-39:], b"no age"):
        with pytest.raises(BackupProblem, match="cannot be decrypted"):
            decrypt(io.BytesIO(broken), io.BytesIO(), keys[1])


@pytest.mark.parametrize("key", ["", "age1", "AGE-SECRET-KEY-1", "ssh-ed25519 AAAA", "คีย์"])
def test_what_is_no_public_key_is_refused(key: str) -> None:
    with pytest.raises(BackupProblem, match="no public key"):
        encrypted(key)


@pytest.mark.parametrize(
    ("text", "mode"), [("", 0o600), ("# only words", 0o600), ("age1x", 0o600), ("x", 0o644)]
)
def test_what_is_no_secret_key_is_refused(tmp_path: Path, text: str, mode: int) -> None:
    path = tmp_path / "key"
    path.write_text(text)
    path.chmod(mode)
    with pytest.raises(BackupProblem, match="cannot be used as --identity"):
        decrypt(io.BytesIO(b""), io.BytesIO(), str(path))


def test_a_full_disk_stays_an_error_of_the_disk(keys: tuple[str, str]) -> None:
    with Path("/dev/full").open("wb", buffering=0) as full, pytest.raises(OSError, match="No space") as told:
        encrypt(io.BytesIO(CLEAR), full, [keys[0]])
    assert told.value.errno == errno.ENOSPC
