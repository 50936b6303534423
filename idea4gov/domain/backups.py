"""What a backup says of itself: its manifest, and how a restored database differs from it."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from idea4gov.domain.clock import TOLERANCE
from idea4gov.domain.errors import Conflict

FORMAT = 1
MANIFEST = "manifest.json"
MOST_MANIFEST_BYTES = 64 * 2**20
# Without them a restored site works, but what they signed ends: see docs/operations.md.
LEFT_OUT = "the secret keys (IDEA4GOV_SECRET_KEYS), the settings, and files that are made again"
_NAME = re.compile(r"idea4gov-\d{8}T\d{6}Z(?:-\d{1,4})?")
_FILE = re.compile(r"[a-z][a-z0-9.]{0,60}")
_DIGEST = re.compile(r"[0-9a-f]{64}")

BackupEngine = Literal["sqlite", "postgresql"]
BackupRecordKind = Literal["backup", "rehearsal"]
BACKUP_LATE: Final = timedelta(hours=26)
"""From the last backup: one each night, and what it takes."""
REHEARSAL_LATE: Final = timedelta(days=35)
"""From the last rehearsal: one each month."""


class BackupProblem(Conflict):
    """A backup cannot be made, or not be restored. problem: a sentence that says what to do."""

    code = "backup_problem"
    message = "%(problem)s"

    def __init__(self, problem: str) -> None:
        super().__init__(problem=problem)


@dataclass(frozen=True)
class BackupFile:
    """A file of a backup as it lies there. sha256: of its bytes, in hex."""

    name: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds, all of it as of the state that is in the copy.

    version: of idea4gov. schema: revision of the migrations. engine_version: of SQLite's library, or the
    major one of PostgreSQL's server. taken_at: aware. encrypted_to: public keys, none where the file is in
    the clear. rows: {table: number of rows}. heads: {what: number or digest}, see store.backups.find_heads.
    """

    version: str
    schema: str
    engine: BackupEngine
    engine_version: str
    taken_at: datetime
    encrypted_to: tuple[str, ...]
    file: BackupFile
    rows: Mapping[str, int]
    heads: Mapping[str, str]


def manifest_text(manifest: Manifest) -> str:
    """The manifest as JSON."""
    said = {"format": FORMAT, **asdict(manifest), "left_out": LEFT_OUT}
    said["taken_at"] = manifest.taken_at.astimezone(UTC).isoformat(timespec="seconds")
    return json.dumps(said, ensure_ascii=False, indent=1) + "\n"


def read_manifest(text: str) -> Manifest:
    """The manifest of a JSON text. Raises BackupProblem where it is none, or of a newer format."""
    try:
        said = json.loads(text)
        number = said["format"]
        if number == FORMAT:
            return _manifest(said)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise BackupProblem(
            f"{MANIFEST} cannot be read: it was changed or cut off. Use another backup."
        ) from error
    raise BackupProblem(
        f"This backup has format {number}, and this version reads {FORMAT}: use a newer version."
    )


def _manifest(said: Mapping[str, Any]) -> Manifest:
    """Raises KeyError, TypeError, ValueError where something is missing or not of its kind."""
    file = BackupFile(
        _matching(_FILE, said["file"]["name"]),
        _count(said["file"]["size_bytes"]),
        _matching(_DIGEST, said["file"]["sha256"]),
    )
    taken_at = datetime.fromisoformat(said["taken_at"])
    if said["engine"] not in ("sqlite", "postgresql") or taken_at.tzinfo is None:
        raise ValueError
    return Manifest(
        version=_text(said["version"]),
        schema=_text(said["schema"]),
        engine=said["engine"],
        engine_version=_text(said["engine_version"]),
        taken_at=taken_at,
        encrypted_to=tuple(map(_text, said["encrypted_to"])),
        file=file,
        rows={_text(name): _count(rows) for name, rows in said["rows"].items()},
        heads={_text(name): _text(head) for name, head in said["heads"].items()},
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise TypeError
    return value


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    if not pattern.fullmatch(_text(value)):
        raise ValueError
    return str(value)


def list_differences(kind: str, stated: Mapping[str, object], found: Mapping[str, object]) -> Iterator[str]:
    """A sentence for each name whose value is not the stated one, or which only one of both has.

    kind: what the values are, such as "rows".
    """
    for name in sorted(stated.keys() | found.keys()):
        if stated.get(name) != found.get(name):
            there, said = found.get(name, "none"), stated.get(name, "none")
            yield f"{kind} of {name}: {there}, and the backup says {said}"


def backup_name(taken_at: datetime, known: Iterable[str]) -> str:
    """The name of the folder of a new backup, which no known one has: idea4gov-20261130T220000Z."""
    name = f"idea4gov-{taken_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    taken = set(known)
    return next(one for one in (name, *(f"{name}-{n}" for n in range(2, 10_000))) if one not in taken)


def record_age(at: datetime | None, *, now: datetime) -> timedelta | None:
    """How long ago something was recorded; None where it never was.

    What lies ahead was recorded by a clock that was wrong: nobody knows then when it was.
    """
    return None if at is None or at > now + TOLERANCE else max(now - at, timedelta())


def list_backups(names: Iterable[str]) -> list[str]:
    """Those names that are of backups, the oldest first."""
    found = [name for name in names if _NAME.fullmatch(name)]
    return sorted(found, key=lambda name: (name[:25], int(name[26:] or 1)))


def list_surplus(names: Iterable[str], keep: int) -> list[str]:
    """The backups that go when the newest `keep` stay."""
    found = list_backups(names)
    return found[: max(0, len(found) - keep)]
