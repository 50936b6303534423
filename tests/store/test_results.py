"""Results in the store: what was counted is what is read, for each of two rounds that lie side by side."""

import pytest
from sqlalchemy.orm import Session

from idea4gov.domain.seal import digest_outcome
from idea4gov.domain.tally.areas import RoundOutcome
from idea4gov.domain.tally.rules import Method, Rule
from idea4gov.store.rounds.tally import find_result, list_alternatives, list_areas, list_steps
from idea4gov.store.session import Database
from tests.conftest import NOON
from tests.published import verify
from tests.rounds import OWN, THAI, UNKNOWN_RULE, import_text

FELL_BACK = """META
key;value
budget;10
vote_type;approval
rule;equalshares-comparison
PROJECTS
project_id;cost
a;9
b;2
c;2
VOTES
voter_id;vote
1;a
2;a
3;a
4;a
5;a,b
6;b
7;c
8;c
"""
"""Equal shares would fund b and c, greedy funds a; five of eight voters have more of theirs in a."""
TIED = """META
key;value
budget;15
vote_type;approval
rule;equalshares
PROJECTS
project_id;cost
a;6
b;6
c;4
d;3
VOTES
voter_id;vote
1;a,b
2;a,b
3;c,d
4;d
5;d
"""
"""a and b are tied, and their voters can pay only one of them; nor can the single voter of c pay for it."""


def outcome_of(text: str) -> RoundOutcome:
    outcome = verify(text).outcome
    assert outcome is not None
    return outcome


def check(db: Session, round_id: int, text: str) -> None:
    outcome = outcome_of(text)
    assert list_steps(db, round_id) == [
        (part.area.code, step) for part in outcome.parts for step in part.outcome.decisions
    ]
    cards = list_areas(db, round_id)
    assert [card.area for card in cards] == [part.area for part in outcome.parts]
    for card, found in zip(cards, outcome.outcomes, strict=True):
        assert (card.ballot_count, card.voter_budget, card.fell_back) == (
            found.ballot_count,
            found.voter_budget,
            found.fell_back,
        )
        assert card.ties == (None if found.rule.method is Method.GREEDY else found.ties)
    kept = find_result(db, round_id)
    assert kept == (
        outcome.outcomes[0].rule,
        outcome.outcomes[0].seed,
        outcome.spent,
        digest_outcome(outcome),
        NOON,
    )


@pytest.mark.parametrize("text", [THAI, OWN, FELL_BACK, TIED], ids=["greedy", "areas", "fell-back", "tied"])
def test_a_result_is_read_as_it_was_counted(database: Database, text: str) -> None:
    with database.transaction() as db:
        other = TIED.replace("budget;15", "budget;9")
        before = import_text(db, other).round_id
        here = import_text(db, text, title="งบประมาณ").round_id
        check(db, here, text)
        check(db, before, other)


def test_the_files_of_these_tests_have_what_they_are_for() -> None:
    assert [one.fell_back for one in outcome_of(FELL_BACK).outcomes] == [True]
    [tied] = outcome_of(TIED).outcomes
    assert [(tie.project_ids, tie.decides) for tie in tied.ties] == [(("a", "b"), True)]
    assert {step.share is None or step.share.price is None for step in tied.decisions} == {True, False}
    assert [step.rival for step in outcome_of(OWN).decisions if step.rival] == ["1"]


def test_other_rules_are_read_in_their_order_with_what_they_would_fund(database: Database) -> None:
    with database.transaction() as db:
        import_text(db, TIED)
        here = import_text(db, FELL_BACK, title="งบประมาณ").round_id
        assert [(one.rule, one.winners, one.spent, one.voters) for one in list_alternatives(db, here)] == [
            (Rule(Method.EQUAL_SHARES, comparison=True), ("a",), 9, 5),
            (Rule(), ("a",), 9, 5),
            (Rule(stop=True), ("a",), 9, 5),
        ]


def test_a_round_whose_rule_is_unknown_has_no_result(database: Database) -> None:
    with database.transaction() as db:
        import_text(db)
        unknown = import_text(db, UNKNOWN_RULE, title="งบประมาณ").round_id
        assert find_result(db, unknown) is None
        assert (list_areas(db, unknown), list_steps(db, unknown), list_alternatives(db, unknown)) == (
            [],
            [],
            [],
        )
