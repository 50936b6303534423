"""What verification says of a real election, found once for all tests of a process."""

from functools import cache
from pathlib import Path

from idea4gov.domain.pabulib.rows import decoded_lines
from idea4gov.domain.verify import Verdict, verify_lines


@cache
def verdict_of(path: Path) -> Verdict:
    """Read the file and verify it."""
    with path.open("rb") as stream:
        return verify_lines(decoded_lines(stream))
