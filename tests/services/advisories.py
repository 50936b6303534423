"""Planted advisories, and a project whose locks name packages that do not exist."""

import json
import zipfile
from pathlib import Path
from typing import Any

from scripts.advisories.__main__ import EXCEPTIONS, STORED
from scripts.advisories.renewing import renew

NAMES = {"grape-juice", "melon", "papaya"}
LOCK = "grape-juice==2.0 ; python_version > '3' \\\n    --hash=sha256:" + "ab" * 32 + "\nmelon==1.5\n"


def advisory(name: str = "Grape_Juice", identity: str = "PYSEC-2026-7", **more: Any) -> dict[str, Any]:
    """An advisory on every version before 2.0.1."""
    affected = {
        "package": {"ecosystem": more.pop("ecosystem", "PyPI"), "name": name},
        "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "2.0.1"}]}],
    }
    return {"id": identity, "modified": "2026-02-27T10:00:00Z", "affected": [affected], **more}


def make_project(root: Path) -> Path:
    """A project with two locked packages that run, one for development, and no advisory stored."""
    (root / "scripts" / "advisories").mkdir(parents=True)
    (root / "requirements.lock").write_text(LOCK)
    (root / "requirements-dev.lock").write_text(LOCK + "papaya==0.3\n")
    (root / EXCEPTIONS).write_text("")
    return root


def copy_of(folder: Path, *records: dict[str, Any]) -> Path:
    """A zip of advisories, as one downloads it, with a folder whose name misleads."""
    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.mkdir("pages.json")
        for record in records:
            archive.writestr(f"{record['id']}.json", json.dumps(record))
    return folder / "all.zip"


def store(root: Path, *records: dict[str, Any]) -> None:
    """Store advisories in a project, as `make advisories FROM=` does."""
    renew(copy_of(root, *records), NAMES, root / STORED)
