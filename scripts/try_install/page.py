"""The commands of the runbook that are tried."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNBOOK = ROOT / "docs" / "operations.md"
BLOCK = re.compile(r"^ *<!-- tried: (\w+) -->\n *```sh\n(.*?)^ *```$", re.M | re.S)


def commands(page: str) -> dict[str, list[str]]:
    """Return {name of a block that is tried: its lines}, in the order of the page.

    Such a block is fenced, and the line above says `<!-- tried: NAME -->`, which no reader sees.
    """
    return {name: [line.strip() for line in text.splitlines()] for name, text in BLOCK.findall(page)}
