"""Equal ballots as groups, packed: a million different ballots take some 30 MB, not 300."""

from array import array
from collections.abc import Iterable, Iterator

from idea4gov.domain.tally.election import Ballot, Exact

SOUGHT = 100_000
"""So many different ballots are looked for among those that come; later ones are kept one by one."""
_NUMBERS = "I"


class BallotGroups:
    """Pairs of a ballot and how many voters cast it; read as often as needed, and made anew each time.

    A ballot can be in several pairs, where there are more than SOUGHT different ones: every count is the same
    whether equal ballots stand together or apart.
    counted: pairs to begin with.
    """

    def __init__(self, counted: Iterable[tuple[Ballot, int]] = ()) -> None:
        self._codes: dict[str, int] = {}
        self._points: dict[Exact, int] = {}
        self._found: dict[bytes, int] = {}
        # For each further pair: its count, the length of what follows, and the numbers of _packed.
        self._further = array(_NUMBERS)
        self.total, self._pairs = 0, 0
        for ballot, count in counted:
            self.add(ballot, count)

    def add(self, ballot: Ballot, count: int = 1) -> None:
        """Count a ballot that `count` more voters cast."""
        self.total += count
        numbers = self._packed(ballot)
        key = numbers.tobytes()
        if key in self._found:
            self._found[key] += count
            return
        self._pairs += 1
        if len(self._found) < SOUGHT:
            self._found[key] = count
        else:
            self._further.extend((count, len(numbers)))
            self._further.extend(numbers)

    def __len__(self) -> int:
        return self._pairs

    def __contains__(self, pair: object) -> bool:
        return any(one == pair for one in self)

    def __iter__(self) -> Iterator[tuple[Ballot, int]]:
        codes, points = list(self._codes), list(self._points)
        for key, count in self._found.items():
            yield _ballot(array(_NUMBERS, key), codes, points), count
        further, place = self._further, 0
        while place < len(further):
            count, length = further[place : place + 2]
            place += 2 + length
            yield _ballot(further[place - length : place], codes, points), count

    def _packed(self, ballot: Ballot) -> "array[int]":
        """The number of choices, the numbers of the choices, and those of the points."""
        codes, points = self._codes, self._points
        numbers = array(_NUMBERS, (len(ballot.choices),))
        numbers.extend([codes.setdefault(one, len(codes)) for one in ballot.choices])
        numbers.extend([points.setdefault(one, len(points)) for one in ballot.points])
        return numbers


def _ballot(numbers: "array[int]", codes: list[str], points: list[Exact]) -> Ballot:
    end = numbers[0] + 1
    choices = tuple([codes[one] for one in numbers[1:end]])
    return Ballot(choices, tuple([points[one] for one in numbers[end:]]))
