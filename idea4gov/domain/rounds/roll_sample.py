"""A sample of a roll: which lines the lots choose, and what the lines that were looked up say about all.

Everybody can choose the lines again who knows the seed of the lots and how many lines the roll has.
"""

import hashlib
from bisect import bisect_left
from collections.abc import Iterable
from fractions import Fraction
from heapq import nsmallest
from math import comb
from typing import Final, Literal, NamedTuple

from idea4gov.domain.errors import N_, Conflict, Invalid
from idea4gov.domain.rounds.phases import PUBLISHED_PHASES, Phase

SampleOutcome = Literal["right", "wrong", "not_found"]
"""What the house register says of a line: as on the roll, otherwise, or the person is not in it."""
USUAL, LEAST, MOST = 30, 10, 500
SIGNIFICANCE: Final = Fraction(5, 100)
"""How unlikely the sample has to be for a share of wrong lines to be ruled out (significance level)."""


class SampleTooEarly(Conflict):
    """The result is not announced, so the lots could still change."""

    code = "sample_too_early"
    message = N_("The lines are chosen by the lots of the round. Announce the result first.")


class SampleDrawn(Conflict):
    """A round has one sample: drawing until one looks good would prove nothing."""

    code = "sample_drawn"
    message = N_("The sample of this round is drawn already, and there is only one.")


class EmptyRoll(Conflict):
    """Nobody is on the roll."""

    code = "empty_roll"
    message = N_("Nobody voted in this round, so there is nothing to look up.")


class BadSampleSize(Invalid):
    """The size is out of bounds."""

    code = "bad_sample_size"
    message = N_("Write a number from %(least)s to %(most)s.")


class NotInSample(Conflict):
    """The line is not in the sample, or two people have said already what they found."""

    code = "not_in_sample"
    message = N_("This line is settled already. Load the page again to see it.")


class OwnLine(Conflict):
    """The line is of the voter who looks."""

    code = "own_line"
    message = N_("This line is your own, so two colleagues look it up.")


class Found(NamedTuple):
    """What the sample has shown so far. checked: lines on which two agree; wrong: of these, not right."""

    size: int
    checked: int
    wrong: int

    @property
    def is_whole(self) -> bool:
        """Whether every line is looked up."""
        return self.checked == self.size

    @property
    def most_wrong_percent(self) -> int:
        """The share of wrong lines of the whole roll, in percent, that is ruled out but for SIGNIFICANCE.

        Of a sample that is not whole, the lines that nobody looked up count as wrong.
        """
        return most_wrong_percent(self.size, self.wrong + self.size - self.checked)


def check_size(size: int) -> int:
    """The size as given. Raises BadSampleSize."""
    if not LEAST <= size <= MOST:
        raise BadSampleSize(least=LEAST, most=MOST, field="size")
    return size


def require_announced(phase: Phase) -> None:
    """Raise SampleTooEarly before the result is announced."""
    if phase not in PUBLISHED_PHASES:
        raise SampleTooEarly()


def choose_lines(seed: str, round_id: int, lines: int, size: int) -> list[int]:
    """The positions of the chosen lines, 1 to `lines`, ascending: those with the smallest digests.

    seed: of the lots of the round. At most `size` of them.
    """

    def digest(position: int) -> bytes:
        text = f"idea4gov-roll-sample/1 round={round_id} seed={seed} line={position}"
        return hashlib.sha256(text.encode()).digest()

    return sorted(nsmallest(size, range(1, lines + 1), key=digest))


def count_found(outcomes: Iterable[SampleOutcome | None]) -> Found:
    """The sums of a sample. outcomes: of each line, None where two people do not agree yet."""
    every = list(outcomes)
    wrong = sum(one in ("wrong", "not_found") for one in every)
    return Found(len(every), sum(one is not None for one in every), wrong)


def most_wrong_percent(size: int, wrong: int) -> int:
    """The least whole percentage of wrong lines that would show so few with a chance below SIGNIFICANCE.

    The exact one-sided binomial bound (Clopper and Pearson 1934), rounded up. size: of the sample; wrong: how
    many of it are. A roll is finite, which makes the real bound a little smaller. Returns 100 where nothing
    is ruled out.
    """

    def is_ruled_out(percent: int) -> bool:
        return _at_most(size, wrong, Fraction(percent, 100)) < SIGNIFICANCE

    # The larger the share, the smaller the chance.
    return 1 + bisect_left(range(1, 100), True, key=is_ruled_out)


def _at_most(size: int, wrong: int, share: Fraction) -> Fraction:
    """The chance of at most `wrong` among `size`, where `share` of all are."""
    hit, miss, whole = share.numerator, share.denominator - share.numerator, share.denominator
    ways = sum(comb(size, count) * hit**count * miss ** (size - count) for count in range(wrong + 1))
    return Fraction(ways, whole**size)
