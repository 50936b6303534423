"""The `.pb` file of an urn as its round keeps it: the head and the digest. The ballots are streamed."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from idea4gov.domain import seal
from idea4gov.domain.pabulib.document import CastBallot, Head
from idea4gov.domain.pabulib.writing import write_lines


class UrnFile(NamedTuple):
    """A file without its ballots. digest: SHA-256, as hex, of the whole. ballot_count: ballots in it."""

    head: Head
    digest: str
    ballot_count: int

    @property
    def columns(self) -> dict[str, Any]:
        """What the round keeps of the file, by the names of its columns."""
        return {
            "meta": [list(pair) for pair in self.head.meta.items()],
            "project_columns": list(self.head.project_columns),
            "vote_columns": list(self.head.vote_columns),
            "digest": self.digest,
            "ballot_count": self.ballot_count,
        }


def make_file(head: Head, cast: Iterable[CastBallot], ballot_count: int) -> UrnFile:
    """Digest a file; one ballot at a time is in memory. It takes a second for some 50,000 ballots."""
    return UrnFile(head, seal.digest_lines(write_lines(head, cast)), ballot_count)
