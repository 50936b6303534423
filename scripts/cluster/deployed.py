"""The files of deploy/, with the addresses of this machine in the place of those that stand there."""

from collections.abc import Mapping
from pathlib import Path

from config import ROOT
from scripts.cluster.errors import ClusterError

DEPLOY = ROOT / "deploy"


def fill(name: str, words: Mapping[str, str]) -> str:
    """The text of a file of deploy/, each key of `words` replaced.

    Raises ClusterError where one is missing.
    """
    text = (DEPLOY / name).read_text(encoding="utf-8")
    for word, instead in words.items():
        if word not in text:
            raise ClusterError(f"deploy/{name} does not say {word!r} any more")
        text = text.replace(word, instead)
    return text


def put(name: str, words: Mapping[str, str], to: Path) -> Path:
    """Write such a file for its owner alone to read; returns where it is."""
    to.write_text(fill(name, words), encoding="utf-8")
    to.chmod(0o600)
    return to
