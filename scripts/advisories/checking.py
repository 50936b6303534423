"""Look for the locked packages in the stored file, and say what was found."""

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import Version

from scripts.advisories.osv import Record, affects, fixed_in
from scripts.locked import Locked

OLD_AFTER_DAYS = 90


@dataclass(frozen=True)
class Finding:
    """A locked version that an advisory names.  fixed_in: None where no cure is known."""

    name: str
    version: Version
    identity: str
    aliases: tuple[str, ...]
    fixed_in: Version | None

    @property
    def identities(self) -> frozenset[str]:
        """Every name that the weakness goes by."""
        return frozenset((self.identity, *self.aliases))

    def __str__(self) -> str:
        also = f" ({', '.join(self.aliases)})" if self.aliases else ""
        cure = f"fixed in {self.fixed_in}" if self.fixed_in else "no version without it is known"
        return f"{self.name} {self.version}: {self.identity}{also}, {cure}"


@dataclass(frozen=True)
class Exempted:
    """A weakness that we live with, why, and the last day of it."""

    identity: str
    package: str
    reason: str
    until: date

    def covers(self, finding: Finding, today: date) -> bool:
        """Tell whether it is about the finding and still holds."""
        same = self.identity in finding.identities and self.package == finding.name
        return same and today <= self.until


@dataclass(frozen=True)
class Stored:
    """The stored file.

    packages: those that were looked for when it was made.  note: what else to know of it, or "".
    """

    as_of: date
    packages: frozenset[str]
    note: str
    advisories: list[Record]

    def names(self) -> set[str]:
        """The packages that at least one advisory is about."""
        return {one["package"]["name"] for record in self.advisories for one in record["affected"]}

    def age(self, today: date) -> str:
        """Say how old the file is, and what to do when it is too old to rely on.

        Old age is told and is no failure: the same commit would pass today and fail in spring.
        """
        days = (today - self.as_of).days
        said = f"Advisories as of {self.as_of}: {days:,} days old."
        if days > OLD_AFTER_DAYS:
            said += " Newer weaknesses are unknown: renew them with 'make advisories FROM=all.zip'."
        return said


def read_stored(path: Path) -> Stored:
    """Read the stored file."""
    held = json.loads(path.read_text(encoding="utf-8"))
    as_of, packages = date.fromisoformat(held["as_of"]), frozenset(held["packages"])
    return Stored(as_of, packages, held.get("note", ""), held["advisories"])


def read_exceptions(path: Path) -> list[Exempted]:
    """Read the weaknesses that we live with: tables `exception` with id, package, reason, until (a date)."""
    tables = tomllib.loads(path.read_text(encoding="utf-8")).get("exception", [])
    return [
        Exempted(table["id"], canonicalize_name(table["package"]), table["reason"], table["until"])
        for table in tables
    ]


def find_in(one: Locked, advisories: list[Record]) -> Iterator[Finding]:
    """Yield the advisories that name a locked version, each weakness once, whatever databases call it."""
    known: set[str] = set()
    for record in advisories:
        for affected in record["affected"]:
            if affected["package"]["name"] != one.name or not affects(one.version, affected):
                continue
            finding = Finding(
                one.name, one.version, record["id"], tuple(record["aliases"]), fixed_in(one.version, affected)
            )
            if not finding.identities & known:
                yield finding
            known |= finding.identities


def find(locked: list[Locked], stored: Stored) -> list[Finding]:
    """Return what the stored file says against the locked versions, in the order of the lock."""
    return [finding for one in locked for finding in find_in(one, stored.advisories)]
