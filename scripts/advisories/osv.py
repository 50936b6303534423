"""The part of the Open Source Vulnerability format that we read, and whom an entry affects.

Source: https://ossf.github.io/osv-schema (evaluation of affected versions).
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version

Record = dict[str, Any]
ECOSYSTEM = "PyPI"
# At one version an end comes before a start, but after it where that version is the last affected one.
KINDS = ("fixed", "limit", "introduced", "last_affected")


class BrokenRecord(Exception):
    """An entry is not in the format; the message says what it lacks."""


def word(value: object) -> str:
    """Return a text or a number as text. Raises TypeError for what could be a tree without an end (YAML)."""
    if isinstance(value, (str, int, float, date)):
        return str(value)
    raise TypeError("neither a text nor a number")


def version_or_none(text: str) -> Version | None:
    """Return a version, or None where the text is none by today's rules (PEP 440)."""
    try:
        return Version(text)
    except InvalidVersion:
        return None


def sorted_events(events: list[dict[str, str]]) -> list[tuple[Version, str]]:
    """Return [(version, kind)] in the order in which they open and close a range.

    A start that cannot be read is the first version of all, an end that cannot be read is none: what is not
    understood makes more versions affected, not fewer.
    """
    read: list[tuple[Version, str]] = []
    for kind, text in (pair for event in events for pair in event.items() if pair[0] in KINDS):
        version = version_or_none(text)
        if kind == "introduced" and (text == "0" or version is None):
            version = Version("0.dev0")
        if version is not None:
            read.append((version, kind))
    return sorted(read, key=lambda event: (event[0], KINDS.index(event[1])))


def in_range(version: Version, events: list[dict[str, str]]) -> bool:
    """Tell whether a version lies in the range that the events open and close."""
    affected = False
    for at, kind in sorted_events(events):
        if version > at or (version == at and kind != "last_affected"):
            affected = kind == "introduced"
    return affected


def affects(version: Version, affected: Mapping[str, Any]) -> bool:
    """Tell whether one `affected` object names the version, by a range or by itself.

    An object that names no version at all affects every one.
    """
    ranges, versions = affected.get("ranges", []), affected.get("versions", [])
    if not ranges and not versions:
        return True
    return any(in_range(version, one["events"]) for one in ranges) or any(
        version_or_none(text) == version for text in versions
    )


def fixed_in(version: Version, affected: Mapping[str, Any]) -> Version | None:
    """Return the lowest version after the given one that ends a range, or None where no cure is known."""
    ends = [
        at
        for one in affected.get("ranges", [])
        for at, kind in sorted_events(one["events"])
        if kind == "fixed" and at > version
    ]
    return min(ends, default=None)


def only_known(affected: Mapping[str, Any], names: Collection[str]) -> Iterator[Record]:
    """Yield the `affected` object cut down to what `affects` asks, if it is about one of the packages.

    names: normalised.  Versions that a range holds already, or that nobody can have, are left out.
    """
    package = affected.get("package") or {}
    name = canonicalize_name(word(package.get("name", "")))
    if package.get("ecosystem") != ECOSYSTEM or name not in names:
        return
    ranges: list[Record] = [
        {
            "type": "ECOSYSTEM",
            "events": [{word(kind): word(at) for kind, at in event.items()} for event in one["events"]],
        }
        for one in affected.get("ranges") or []
        if one.get("type") == "ECOSYSTEM"
    ]
    told = [word(text) for text in affected.get("versions") or []]
    alone = [
        text
        for text in told
        if (version := version_or_none(text)) and not any(in_range(version, one["events"]) for one in ranges)
    ]
    if told and not ranges and not alone:
        return
    kept: Record = {"package": {"ecosystem": ECOSYSTEM, "name": name}}
    if ranges:
        kept["ranges"] = ranges
    if alone:
        kept["versions"] = sorted(alone, key=Version)
    yield kept


def cut_down(record: object, names: Collection[str]) -> Record | None:
    """Return id, aliases, date and affected versions of an entry about one of the packages, else None.

    An entry that was withdrawn is about none. Raises BrokenRecord.
    """
    if not isinstance(record, dict) or not record.get("id") or not record.get("modified"):
        raise BrokenRecord("has no id or no date")
    try:
        identity, _ = word(record["id"]), date.fromisoformat(day(record))
        affected = [kept for one in record.get("affected") or [] for kept in only_known(one, names)]
        aliases = sorted(map(word, record.get("aliases") or []))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BrokenRecord("is not in the format: its date or its versions cannot be read") from error
    if not affected or record.get("withdrawn"):
        return None
    return {"id": identity, "modified": day(record), "aliases": aliases, "affected": affected}


def day(record: Mapping[str, Any]) -> str:
    """Return the day of an entry's last change, "2026-11-30"."""
    return word(record["modified"])[:10]
