"""Equal ballots packed as groups: nothing is lost, and every count is the same with them as without."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain import seal
from idea4gov.domain.errors import DomainError
from idea4gov.domain.tally import groups as module
from idea4gov.domain.tally.election import Ballot, Election, Exact
from idea4gov.domain.tally.groups import BallotGroups
from idea4gov.domain.tally.methods import tally
from idea4gov.domain.tally.rules import Completion, Method, Rule
from tests.domain.elections import elections, undivided

RULES = (Rule(), Rule(Method.EQUAL_SHARES, completion=Completion.ADD1, fill=True, comparison=True))
CODES = ("ไฟ;1", "2", "สาม")


@st.composite
def ballots(draw: st.DrawFn) -> Ballot:
    choices = tuple(draw(st.lists(st.sampled_from(CODES), max_size=4)))
    if draw(st.booleans()):
        return Ballot(choices)
    numbers: st.SearchStrategy[Exact] = st.sampled_from((0, 1, -2, 10**15, Fraction(1, 3)))
    return Ballot(choices, tuple(draw(numbers) for _ in choices))


@given(st.lists(st.tuples(ballots(), st.integers(1, 10**6)), max_size=30), st.sampled_from((0, 2, 100)))
def test_every_ballot_comes_back_as_often_as_it_was_cast(
    pairs: list[tuple[Ballot, int]], sought: int
) -> None:
    wanted = Counter[Ballot]()
    for ballot, number in pairs:
        wanted[ballot] += number
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "SOUGHT", sought)
        found = BallotGroups(pairs)
    for _ in range(2):
        read = Counter[Ballot]()
        for ballot, number in found:
            read[ballot] += number
        assert read == wanted
    assert (found.total, len(found)) == (wanted.total(), len(list(found)))
    if sought >= len(pairs):
        assert len(found) == len(wanted)


@given(elections(), st.sampled_from(RULES))
def test_the_result_is_the_same_where_equal_ballots_stand_apart(found: Election, rule: Rule) -> None:
    singles = [(ballot, 1) for ballot, number in found.groups for _ in range(number)]
    answers = {answer(replace(found, groups=BallotGroups(singles)), rule)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "SOUGHT", 1)
        answers.add(answer(replace(found, groups=BallotGroups(singles)), rule))
    assert answers == {answer(found, rule)}


def answer(found: Election, rule: Rule) -> str:
    """The digest of the result, or the name of the error."""
    try:
        return seal.digest_outcome(undivided(tally(found, rule, "seed")))
    except DomainError as error:
        return error.code
