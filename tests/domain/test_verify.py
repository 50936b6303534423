"""What is said of a file's stated result."""

import pytest

from idea4gov.domain.pabulib.errors import BadPabulib
from idea4gov.domain.tally.outcome import Fate
from idea4gov.domain.verify import Answer, Difference, Miscount
from tests.published import verify

TEXT = """META
key;value
budget;100
vote_type;approval
rule;greedy
PROJECTS
project_id;cost;votes;selected
a;60;3;1
b;50;2;0
c;40;1;1
VOTES
voter_id;vote
1;a,b,c
2;a,b
3;a
"""


def test_a_result_that_follows_is_confirmed() -> None:
    verdict = verify(TEXT)
    assert (verdict.answer, verdict.differences, verdict.miscounts) == (Answer.MATCHES, (), ())
    assert (verdict.rule, verdict.vote_type, verdict.ballot_count) == ("greedy", "approval", 3)
    assert verdict.outcome is not None
    assert verdict.outcome.winners == ("a", "c")


def test_projects_that_differ_are_named_with_what_was_stated_and_counted() -> None:
    verdict = verify(TEXT.replace("b;50;2;0", "b;50;2;1").replace("c;40;1;1", "c;40;1;0"))
    assert verdict.answer is Answer.DIFFERS
    assert verdict.differences == (
        Difference("b", stated_funded=True, computed=Fate.DOES_NOT_FIT),
        Difference("c", stated_funded=False, computed=Fate.FUNDED),
    )


def test_the_stated_rule_is_the_one_applied() -> None:
    verdict = verify(TEXT.replace("rule;greedy", "rule;greedy-no-skip"))
    assert verdict.differences == (Difference("c", stated_funded=True, computed=Fate.AFTER_STOP),)


@pytest.mark.parametrize("reserve", ["2", "3"])
def test_a_reserve_list_is_not_funded(reserve: str) -> None:
    assert verify(TEXT.replace("b;50;2;0", f"b;50;2;{reserve}")).answer is Answer.MATCHES
    assert verify(TEXT.replace("c;40;1;1", f"c;40;1;{reserve}")).answer is Answer.DIFFERS


@pytest.mark.parametrize("rule", ["equalshares/add2", "greedy-custom", "unknown", ""])
def test_a_rule_not_known_is_not_judged(rule: str) -> None:
    verdict = verify(TEXT.replace("rule;greedy", f"rule;{rule}"))
    assert (verdict.answer, verdict.outcome, verdict.rule) == (Answer.UNKNOWN_RULE, None, rule)
    assert "not one of those known" in verdict.why


def test_a_file_without_a_stated_result_is_counted_but_not_confirmed() -> None:
    absent = TEXT.replace("selected", "remark").replace(";1\n", ";ไฟ\n")
    blank = TEXT.replace("2;0\n", "2;\n").replace("3;1\n", "3;\n").replace("1;1\n", "1;\n")
    for text in (absent, blank):
        verdict = verify(text)
        assert verdict.answer is Answer.NOTHING_TO_COMPARE
        assert verdict.outcome is not None
        assert verdict.outcome.winners == ("a", "c")


def test_stating_that_nothing_is_funded_is_a_stated_result() -> None:
    nothing = TEXT.replace("3;1\n", "3;0\n").replace("1;1\n", "1;0\n")
    assert verify(nothing).answer is Answer.DIFFERS
    assert verify(nothing.replace("budget;100", "budget;39")).answer is Answer.MATCHES


def test_stated_figures_that_the_ballots_do_not_give_are_noted() -> None:
    verdict = verify(TEXT.replace("b;50;2;0", "b;50;20;0"))
    assert verdict.answer is Answer.MATCHES
    assert verdict.miscounts == (Miscount("b", "votes", "20", 2),)


def test_a_file_that_is_not_right_is_refused() -> None:
    with pytest.raises(BadPabulib):
        verify(TEXT.replace("3;a", "3;d"))


def test_a_file_cut_short_is_refused_when_it_says_how_long_it_was() -> None:
    with pytest.raises(BadPabulib, match="num_votes"):
        verify(TEXT.replace("rule;", "num_votes;4\nrule;"))
