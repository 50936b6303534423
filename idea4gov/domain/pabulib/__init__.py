"""The `.pb` file format of Pabulib: reading, writing, content. Source: pabulib.org/format."""

from idea4gov.domain.pabulib.document import CastBallot, Document, Head, election_from
from idea4gov.domain.pabulib.errors import BadPabulib
from idea4gov.domain.pabulib.reading import read_document, read_election, read_head
from idea4gov.domain.pabulib.rows import decoded_lines, lines_of_bytes, lines_of_text
from idea4gov.domain.pabulib.writing import write_ballots, write_document, write_head, write_lines

__all__ = [
    "BadPabulib",
    "CastBallot",
    "Document",
    "Head",
    "decoded_lines",
    "election_from",
    "lines_of_bytes",
    "lines_of_text",
    "read_document",
    "read_election",
    "read_head",
    "write_ballots",
    "write_document",
    "write_head",
    "write_lines",
]
