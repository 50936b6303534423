"""Make the stored file anew from a copy of the advisories that somebody downloaded."""

import json
import zipfile
import zlib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO

import yaml

from scripts.advisories.osv import BrokenRecord, Record, cut_down, day

LARGEST_RECORD = 2_000_000  # bytes; the largest of 2026 have some 300,000
MOST_RECORDS = 300_000
MOST_BYTES = 2_000_000_000  # of all entries together, unpacked
LARGEST_STORED = 2_000_000  # bytes of the file that we keep


class Refused(Exception):
    """A copy cannot be used; the message says why, and nothing was changed."""


def parse(name: str, data: bytes) -> object:
    """Return what a file of JSON or YAML holds. Raises Refused."""
    try:
        if name.endswith(".json"):
            return json.loads(data)
        return yaml.load(data, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506
    except (ValueError, yaml.YAMLError, RecursionError) as error:
        raise Refused(f"{name} is broken: it cannot be read as {Path(name).suffix[1:].upper()}") from error


def is_advisory(name: str) -> bool:
    """Tell by its name whether a file holds an advisory; drafts of pypa/advisory-database have no number."""
    path = Path(name)
    return path.suffix in {".json", ".yaml", ".yml"} and not path.name.startswith((".", "PYSEC-0000"))


def start_of(file: IO[bytes]) -> bytes:
    """Return a file whole if it is small enough for an advisory, else one byte more than may be."""
    with file:
        return file.read(LARGEST_RECORD + 1)


def in_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of a folder's advisories; links and hidden folders are passed over."""
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        hidden = any(part.startswith(".") for part in name.parts)
        if is_advisory(path.name) and path.is_file() and not path.is_symlink() and not hidden:
            yield name.as_posix(), start_of(path.open("rb"))


def in_zip(archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of an archive's advisories. Raises Refused.

    Deflate alone is unpacked no further than one asks; other ways of packing are refused.
    """
    for entry in sorted(archive.infolist(), key=lambda entry: entry.filename):
        if entry.is_dir() or not is_advisory(entry.filename):
            continue
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Refused(f"{entry.filename} is not packed as zip archives commonly are")
        yield entry.filename, start_of(archive.open(entry))


def bounded(files: Iterator[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
    """Pass files on up to the limits, whatever sizes an archive claims. Raises Refused."""
    total = 0
    for count, (name, data) in enumerate(files, start=1):
        total += len(data)
        if count > MOST_RECORDS:
            raise Refused(f"it holds more than {MOST_RECORDS:,} advisories")
        if len(data) > LARGEST_RECORD:
            raise Refused(f"{name} is larger than {LARGEST_RECORD:,} bytes")
        if total > MOST_BYTES:
            raise Refused(f"its advisories are larger than {MOST_BYTES:,} bytes together")
        yield name, data


def read_copy(source: Path) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of the advisories in a zip or a folder. Raises Refused."""
    if source.is_dir():
        yield from bounded(in_folder(source))
        return
    try:
        with zipfile.ZipFile(source) as archive:
            yield from bounded(in_zip(archive))
    except FileNotFoundError as error:
        raise Refused("there is no such file or folder") from error
    except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise Refused("it is neither a folder nor a whole zip archive") from error


def gather(source: Path, names: Collection[str]) -> tuple[str, list[Record]]:
    """Return (day of the newest entry, the entries about the packages by id). Raises Refused.

    The day counts every entry that was read, not only those about our packages: it says how old the copy is.
    """
    newest, kept = "", {}
    for name, data in read_copy(source):
        parsed = parse(name, data)
        try:
            record = cut_down(parsed, names)
        except BrokenRecord as error:
            raise Refused(f"{name} {error}") from error
        newest = max(newest, day(parsed))  # type: ignore[arg-type]
        if record:
            kept[record["id"]] = record
    if not newest:
        raise Refused("no advisory is in it")
    return newest, [kept[identity] for identity in sorted(kept)]


def renew(source: Path, names: Collection[str], stored: Path) -> int:
    """Replace the stored file; return the number of advisories in it. Raises Refused.

    names: the packages that are looked at, normalised. The same copy and packages give the same bytes.
    """
    newest, records = gather(source, names)
    head = {
        "format": "id, modified, aliases and affected of OSV, https://ossf.github.io/osv-schema",
        "licence": "CC-BY-4.0, see NOTICE",
        "as_of": newest,
        "packages": sorted(names),
    }
    lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
    text = json.dumps(head, indent=1, ensure_ascii=False)[:-2] + f',\n "advisories": [\n{lines}\n]}}\n'
    if len(text.encode()) > LARGEST_STORED:
        raise Refused(f"what is about our packages is larger than {LARGEST_STORED:,} bytes")
    unfinished = stored.with_name(stored.name + ".part")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(stored)
    return len(records)
