"""Files of our own rounds: sealed first, then with the result, and still the same sealed part."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from pabulib.checker import Checker

from config import ROOT
from idea4gov.domain.pabulib.document import CastBallot, Head
from idea4gov.domain.pabulib.errors import BadPabulib
from idea4gov.domain.pabulib.reading import read_head
from idea4gov.domain.pabulib.round_file import (
    Particulars,
    PublishedProject,
    digests_of,
    elections_of,
    published_head,
    sealed_head,
    sealed_part,
)
from idea4gov.domain.pabulib.rows import lines_of_text
from idea4gov.domain.pabulib.writing import write_lines
from idea4gov.domain.seal import digest_lines
from idea4gov.domain.tally.areas import Area
from idea4gov.domain.tally.election import Ballot, VoteType
from idea4gov.domain.tally.methods import tally_round
from idea4gov.domain.tally.rules import PROPORTIONAL, Completion, Rule, meta_of, rule_of
from idea4gov.domain.verify import Answer
from tests.published import verify
from tests.rounds import OWN

AREAS = (Area("1", "ริมหาด", 60), Area("2", "ทั้งเมือง", 40))
LINES = [
    PublishedProject("1", 50, "ทางเดิน; ไฟ", "safety", "1", excludes=("3",)),
    PublishedProject("2", 20, "ถังขยะ", "environment", "1"),
    PublishedProject("3", 30, "ทางจักรยาน", "roads_transport", "2"),
    PublishedProject("4", 40, "ห้องสมุด", "education", "2"),
]
CAST = [
    CastBallot("a", Ballot(("1", "3")), {"receipt": "x"}),
    CastBallot("b", Ballot(("1", "3"))),
    CastBallot("c", Ballot(("2", "4"))),
]
RULES = [
    Rule(),
    Rule(minimum_score=1),
    Rule(stop=True),
    PROPORTIONAL,
    replace(PROPORTIONAL, completion=Completion.ADD1_EXACT, comparison=True),
]


def text_of(head: Head) -> str:
    return "".join(_lines(head))


def _lines(head: Head) -> Iterator[str]:
    return write_lines(head, CAST)


def sealed(rule: Rule = PROPORTIONAL) -> Head:
    about = Particulars(
        "แสนสุข 2570",
        "เทศบาลเมืองแสนสุข",
        2570,
        VoteType.APPROVAL,
        rule,
        date(2026, 11, 1),
        date(2026, 11, 20),
        AREAS,
        {"max_length": "3"},
    )
    return sealed_head(about, LINES, len(CAST), vote_columns=("receipt",))


def published(rule: Rule = PROPORTIONAL, seed: str = "ab12") -> tuple[str, str]:
    """(digest of the sealed part, text of the whole file)."""
    head = sealed(rule)
    digest = digest_lines(_lines(head))
    elections = elections_of(head, [(one.ballot, 1) for one in CAST])
    outcome = tally_round(elections, len(CAST), rule, seed)
    return digest, text_of(published_head(head, digest=digest, seed=seed, outcome=outcome))


@pytest.mark.parametrize("rule", RULES)
def test_a_published_round_verifies_under_every_rule(rule: Rule) -> None:
    digest, text = published(rule)
    verdict = verify(text)
    assert (verdict.answer, verdict.sealed, verdict.is_sealed) == (Answer.MATCHES, digest, True)


def test_the_checker_of_pabulib_objects_to_nothing_but_what_we_add() -> None:
    _, text = published(Rule())
    errors = Checker().process_files([text])[1]["results"]["errors"]
    assert set(errors) == {f"not known {part} fields" for part in ("meta", "projects", "votes")}
    named = set(re.findall(r"'(\w+)'", str(errors)))
    documented = (ROOT / "docs" / "published-files.md").read_text("utf-8")
    assert all(f"`{re.sub('_2$', '_1', name)}" in documented for name in named), named


@pytest.mark.parametrize("rule", RULES)
def test_what_meta_states_is_the_rule_again(rule: Rule) -> None:
    assert rule_of(meta_of(rule)) == rule


def test_taking_the_result_away_leaves_what_was_sealed() -> None:
    _, text = published()
    head, ballots = read_head(lines_of_text(text))
    cast = list(ballots)
    assert text_of(sealed_part(head)) == text_of(sealed())
    assert digests_of(head, cast)[0] == digest_lines(lines_of_text(text))


def test_a_ballot_changed_after_sealing_is_found_out() -> None:
    _, text = published()
    verdict = verify(text.replace("c;2,4", "c;2,3"))
    assert (verdict.answer, verdict.is_sealed) == (Answer.DIFFERS, False)


def test_areas_are_counted_one_by_one_and_the_first_keeps_its_rival_out() -> None:
    outcome = verify(OWN).outcome
    assert outcome is not None
    assert [part.outcome.winners for part in outcome.parts] == [("1",), ("4",)]
    assert [part.outcome.ballot_count for part in outcome.parts] == [3, 3]
    assert {step.project_id: step.rival for step in outcome.decisions if step.rival} == {"3": "1"}


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("1;50;ทางเดิน;1;3", "1;50;ทางเดิน;9;3", "META does not name"),
        ("1;50;ทางเดิน;1;3", "1;50;ทางเดิน;1;7", "no other project"),
        ("1;50;ทางเดิน;1;3", "1;50;ทางเดิน;1;1", "no other project"),
        ("area_budget_2;40", "area_budget_2;much", "no budget for the area"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(old: str, new: str, reason: str) -> None:
    with pytest.raises(BadPabulib, match=reason):
        verify(OWN.replace(old, new))
