"""docs/operations.md says of every table where its growth ends."""

import re

from config import ROOT
from idea4gov.store import models  # noqa: F401 - fills the metadata
from idea4gov.store.base import Base

SECTION = re.compile(r"^## What grows, and where it ends$(.*?)^## ", re.MULTILINE | re.DOTALL)


def test_every_table_has_a_stated_end_once() -> None:
    found = SECTION.search((ROOT / "docs" / "operations.md").read_text(encoding="utf-8"))
    assert found is not None
    rows = [line.split("|")[2] for line in found[1].splitlines() if line.startswith("|")]
    named = re.findall(r"`([a-z_]+)`", " ".join(rows))
    assert sorted(named) == sorted(Base.metadata.tables)
