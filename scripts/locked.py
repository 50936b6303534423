"""What the lock files of pip name."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name
from packaging.version import Version


@dataclass(frozen=True)
class Locked:
    """One entry of a lock file.

    sha256: of every archive that set-up accepts.  here: its marker holds for this Python.
    """

    name: NormalizedName
    version: Version
    sha256: tuple[str, ...]
    here: bool


def read_lock(path: Path) -> Iterator[Locked]:
    """Yield the entries of a lock file in its order; a package with two markers has two."""
    for line in path.read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        words, *hashes = line.split(" --hash=sha256:")
        requirement = Requirement(words)
        (pin,) = requirement.specifier
        yield Locked(
            canonicalize_name(requirement.name),
            Version(pin.version),
            tuple(one.strip() for one in hashes),
            requirement.marker is None or requirement.marker.evaluate(),
        )
