import zipfile
from datetime import date
from pathlib import Path

import pytest

from scripts.advisories import renewing
from scripts.advisories.__main__ import STORED, main
from scripts.advisories.checking import read_stored
from scripts.advisories.renewing import Refused, renew
from tests.services.advisories import NAMES, advisory, copy_of, make_project, store


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return make_project(tmp_path)


def test_renewing_keeps_what_is_about_our_packages_and_says_how_new_the_copy_is(root: Path) -> None:
    store(
        root,
        advisory(modified="2026-01-05T00:00:00Z", details="a long story", severity=[]),
        advisory("something-else", identity="PYSEC-2025-9", modified="2026-02-28T23:59:59Z"),
        advisory("melon", identity="GHSA-xxxx", ecosystem="npm"),
        advisory("melon", identity="PYSEC-2026-8", withdrawn="2026-02-01T00:00:00Z"),
    )
    stored = read_stored(root / STORED)
    assert [record["id"] for record in stored.advisories] == ["PYSEC-2026-7"]
    assert stored.advisories[0].keys() == {"id", "modified", "aliases", "affected"}
    assert stored.as_of == date(2026, 2, 28)
    assert stored.packages == NAMES


def test_renewing_leaves_out_versions_that_a_range_holds_already(root: Path) -> None:
    record = advisory()
    record["affected"][0]["versions"] = ["1.0", "2.0", "7.1", "2004d", "7.0"]
    store(root, record)
    (stored,) = read_stored(root / STORED).advisories
    assert stored["affected"][0]["versions"] == ["7.0", "7.1"]


def test_a_copy_in_yaml_gives_the_same_bytes_as_one_in_json(root: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy" / "vulns" / "melon"
    folder.mkdir(parents=True)
    store(root, advisory("melon"))
    first = (root / STORED).read_bytes()
    (folder / "PYSEC-0000-draft.yaml").write_text("id: none")
    (folder / "PYSEC-2026-7.yaml").write_text(
        "id: PYSEC-2026-7\nmodified: 2026-02-27T10:00:00Z\naffected:\n"
        "- package: {ecosystem: PyPI, name: melon}\n"
        '  ranges:\n  - {type: GIT, events: [{introduced: "0"}]}\n'
        '  - {type: ECOSYSTEM, events: [{introduced: "0"}, {fixed: 2.0.1}]}\n'
    )
    renew(tmp_path / "copy", NAMES, root / STORED)
    assert (root / STORED).read_bytes() == first


def broken(folder: Path, data: bytes, name: str = "PYSEC-2026-7.json") -> Path:
    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return folder / "all.zip"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'{"id": ', "PYSEC-2026-7.json is broken: it cannot be read as JSON"),
        (b"\xff\xfe\x00", "is broken"),
        (b"[" * 200_000, "is broken"),
        (b"[]", "has no id or no date"),
        (b'{"id": ["A"], "modified": "2026-02-27"}', "is not in the format"),
        (b'{"id": "A"}', "has no id or no date"),
        (b'{"id": "A", "modified": "soon"}', "is not in the format"),
        (b'{"id": "A", "modified": "2026-02-27", "affected": ["melon"]}', "is not in the format"),
        (
            b'{"id": "A", "modified": "2026-02-27", "affected": [{"package": {"ecosystem": "PyPI",'
            b' "name": "melon"}, "ranges": [{"type": "ECOSYSTEM"}]}]}',
            "is not in the format",
        ),
    ],
)
def test_a_broken_copy_is_refused_in_a_sentence_and_changes_nothing(
    root: Path, capsys: pytest.CaptureFixture[str], data: bytes, says: str
) -> None:
    store(root, advisory("melon"))
    before = (root / STORED).read_bytes()
    assert main(["--renew", str(broken(root, data))], root) == 2
    error = capsys.readouterr().err
    assert says in error
    assert (error.count("\n"), "nothing was changed" in error) == (1, True)
    assert (root / STORED).read_bytes() == before


def test_a_yaml_that_grows_when_it_is_read_is_refused(tmp_path: Path) -> None:
    levels = "".join(f"l{n}: &l{n} [{', '.join([f'*l{n - 1}'] * 10)}]\n" for n in range(1, 10))
    head = "id: A\nmodified: 2026-02-27\nl0: &l0 [lol]\n"
    tail = "affected:\n- {package: {ecosystem: PyPI, name: melon}, versions: *l9}\n"
    data = (head + levels + tail).encode()
    with pytest.raises(Refused, match="is not in the format"):
        renew(broken(tmp_path, data, "A.yaml"), {"melon"}, tmp_path / "stored.json")


def test_an_archive_packed_in_another_way_than_deflate_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("A.json", "{}")
    with pytest.raises(Refused, match=r"^A\.json is not packed as zip archives commonly are$"):
        renew(tmp_path / "all.zip", {"melon"}, tmp_path / "stored.json")


def test_an_entry_whose_versions_nobody_can_have_is_left_out_and_one_that_names_none_is_kept(
    root: Path,
) -> None:
    unreadable, silent = (
        advisory("melon", identity="PYSEC-2026-1"),
        advisory("melon", identity="PYSEC-2026-2"),
    )
    unreadable["affected"][0] |= {"ranges": [], "versions": ["2004d", "dev-r12"]}
    silent["affected"][0]["ranges"] = [{"type": "GIT", "events": [{"introduced": "0"}]}]
    store(root, unreadable, silent)
    assert [record["id"] for record in read_stored(root / STORED).advisories] == ["PYSEC-2026-2"]


@pytest.mark.parametrize("data", [b"", b"no archive", b"PK\x03\x04 cut off"])
def test_what_is_no_archive_is_refused(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "all.zip").write_bytes(data)
    with pytest.raises(Refused, match="neither a folder nor a whole zip archive"):
        renew(tmp_path / "all.zip", {"melon"}, tmp_path / "stored.json")


def test_an_archive_with_a_damaged_entry_is_refused(tmp_path: Path) -> None:
    path = copy_of(tmp_path, advisory(details="grape " * 500))
    data = bytearray(path.read_bytes())
    data[60:90] = b"\x00" * 30
    path.write_bytes(data)
    with pytest.raises(Refused, match="neither a folder nor a whole zip archive"):
        renew(path, {"melon"}, tmp_path / "stored.json")


def test_a_copy_without_advisories_or_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="no advisory is in it"):
        renew(broken(tmp_path, b"{}", "readme.txt"), {"melon"}, tmp_path / "stored.json")
    with pytest.raises(Refused, match="there is no such file or folder"):
        renew(tmp_path / "nowhere", {"melon"}, tmp_path / "stored.json")


def test_an_archive_that_unpacks_to_too_much_is_refused_at_the_bound(tmp_path: Path) -> None:
    bomb = broken(tmp_path, b" " * 20_000_000)
    assert bomb.stat().st_size < 30_000
    with pytest.raises(Refused, match=r"PYSEC-2026-7\.json is larger than 2,000,000 bytes"):
        renew(bomb, {"melon"}, tmp_path / "stored.json")


@pytest.mark.parametrize(
    ("limit", "value", "says"),
    [
        ("MOST_RECORDS", 2, "more than 2 advisories"),
        ("MOST_BYTES", 300, "larger than 300 bytes together"),
        ("LARGEST_STORED", 400, "about our packages is larger than 400 bytes"),
    ],
)
def test_the_number_and_the_sum_of_entries_are_bounded(
    root: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int, says: str
) -> None:
    monkeypatch.setattr(renewing, limit, value)
    with pytest.raises(Refused, match=says):
        store(root, *(advisory("melon", identity=f"PYSEC-2026-{number}") for number in range(3)))
    assert not (root / STORED).exists()
