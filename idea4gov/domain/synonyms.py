"""Ordinary pairs of words that mean the same, such as ฟุตบาท and ทางเท้า: each finds the other.

They come from a plain text file: one group of words in each line, with commas between them; a line that
begins with "#" is a note.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from idea4gov.domain.search import pieces

MAX_BYTES = 262_144
MAX_LINES = 5_000
MAX_WORDS = 12
LONGEST_WORD = 60
MAX_ALTERNATIVES = 12
Pieces = tuple[str, ...]


class BadSynonyms(ValueError):
    """The file of synonyms cannot be used; the text says in which line, and what to do."""


@dataclass(frozen=True)
class Synonyms:
    """Words by their pieces, each with the others of its group. longest: the most pieces of one of them."""

    others: Mapping[Pieces, tuple[Pieces, ...]] = field(default_factory=dict)
    longest: int = 0

    def alternatives(self, phrase: Sequence[str]) -> list[list[str]]:
        """The phrase, then those with another word in the place of one: MAX_ALTERNATIVES at most."""
        return [list(phrase), *islice(self._replaced(phrase), MAX_ALTERNATIVES - 1)]

    def _replaced(self, phrase: Sequence[str]) -> Iterator[list[str]]:
        for begin in range(len(phrase)):
            for end in range(begin + 1, min(begin + self.longest, len(phrase)) + 1):
                for other in self.others.get(tuple(phrase[begin:end]), ()):
                    yield [*phrase[:begin], *other, *phrase[end:]]


NO_SYNONYMS = Synonyms()


def read_synonyms(data: bytes) -> Synonyms:
    """Read the file of synonyms. A word may stand in several groups. Raises BadSynonyms."""
    if len(data) > MAX_BYTES:
        raise BadSynonyms(f"it is larger than {MAX_BYTES} bytes; please shorten it.")
    try:
        lines = data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        bad = data.count(b"\n", 0, error.start) + 1
        raise BadSynonyms(f"line {bad}: these are not UTF-8 letters; please save it as UTF-8.") from error
    if len(lines) > MAX_LINES:
        raise BadSynonyms(f"line {MAX_LINES + 1}: there are more than {MAX_LINES} lines; please shorten it.")
    others: dict[Pieces, dict[Pieces, None]] = {}
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            _add_group(others, _read_group(line, number))
    return Synonyms({one: tuple(all_) for one, all_ in others.items()}, max(map(len, others), default=0))


def _read_group(line: str, number: int) -> list[Pieces]:
    words = [word.strip() for word in line.split(",")]
    if not 2 <= len(words) <= MAX_WORDS:
        raise BadSynonyms(f"line {number}: please write 2 to {MAX_WORDS} words with commas between them.")
    for word in words:
        if len(word) > LONGEST_WORD or not pieces(word):
            raise BadSynonyms(
                f"line {number}: each word needs letters, {LONGEST_WORD} at most; not so: {word[:20]!r}."
            )
    return [tuple(pieces(word)) for word in words]


def _add_group(others: dict[Pieces, dict[Pieces, None]], group: list[Pieces]) -> None:
    for one in group:
        others.setdefault(one, {}).update(dict.fromkeys(other for other in group if other != one))
