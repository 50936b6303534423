"""The folder of backups: whole or nothing, one process at a time, and what killed ones left is removed."""

import errno
import hashlib
from pathlib import Path

import pytest

from idea4gov.domain.backups import BackupFile, BackupProblem
from idea4gov.outside.backup_folder import (
    BackupFolder,
    DigestingFile,
    check_file,
    find_backup,
    private_place,
    telling_of_room,
)


def test_what_a_killed_process_left_goes_and_what_another_one_uses_stays(tmp_path: Path) -> None:
    (tmp_path / ".unfinished-killed").mkdir()
    (tmp_path / ".unfinished-killed" / "database.sqlite3").write_bytes(b"in the clear")
    with private_place(tmp_path) as first, private_place(tmp_path) as second:
        assert sorted(tmp_path.iterdir()) == sorted([first, second])
        assert first.stat().st_mode & 0o777 == 0o700
    assert list(tmp_path.iterdir()) == []


def test_a_second_backup_into_the_same_folder_is_refused(tmp_path: Path) -> None:
    place = BackupFolder(tmp_path / "new")
    with place.alone(), pytest.raises(BackupProblem, match="is running"), place.alone():
        pass
    with place.alone():
        pass


def test_a_full_disk_is_told_with_what_is_free(tmp_path: Path) -> None:
    with pytest.raises(BackupProblem, match=r"is full \([\d,]+ MB are free\)"), telling_of_room(tmp_path):
        raise OSError(errno.ENOSPC, "No space left on device")
    with pytest.raises(PermissionError), telling_of_room(tmp_path):
        raise PermissionError(errno.EACCES, "Permission denied")


@pytest.mark.parametrize("change", [b"change", b"cut", b"long!!"])
def test_a_file_that_is_not_as_it_was_written_is_refused(tmp_path: Path, change: bytes) -> None:
    with DigestingFile(tmp_path / "copy") as file:
        file.write(b"whole ")
        file.write(b"file")
    made = file.made()
    assert made == BackupFile("copy", 10, hashlib.sha256(b"whole file").hexdigest())
    check_file(tmp_path / "copy", made)
    (tmp_path / "copy").write_bytes(change.ljust(10 if change == b"change" else len(change)))
    with pytest.raises(BackupProblem, match="not as it was written"):
        check_file(tmp_path / "copy", made)


def test_a_folder_without_a_backup_is_named(tmp_path: Path) -> None:
    with pytest.raises(BackupProblem, match="no backup in"):
        find_backup(tmp_path)
