"""Does the result that a `.pb` file states follow from its ballots under the rule it states?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from idea4gov.domain import seal
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.pabulib import CastBallot, Head, election_from, lines_of_text, read_head, write_lines
from idea4gov.domain.tally import Ballot, Election, Fate, Outcome, Project, UnknownRule, rule_of, tally


class Answer(StrEnum):
    """What a verification says.

    NOTHING_TO_COMPARE: the file has no column `selected`, or leaves it blank for every project. It states
    no result, so none can be confirmed, although the winners were counted. A column that says 0 for every
    project does state a result: that nothing is funded.
    """

    MATCHES = "matches"
    DIFFERS = "differs"
    UNKNOWN_RULE = "unknown_rule"
    NOTHING_TO_COMPARE = "nothing_to_compare"


@dataclass(frozen=True, slots=True)
class Difference:
    """A project that the file states to be funded and the count does not fund, or the other way round."""

    project_id: str
    stated_funded: bool
    computed: Fate


@dataclass(frozen=True, slots=True)
class Miscount:
    """A project whose stated number its ballots do not give. column: votes or score. stated: as written."""

    project_id: str
    column: str
    stated: str
    counted: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer and what it rests on.

    rule: as stated. why: for UNKNOWN_RULE, an English sentence (a msgid), else "". outcome: None for
    UNKNOWN_RULE. digest: SHA-256 of the canonical text. miscounts do not change the answer: they say where
    the file's own figures are off.
    """

    answer: Answer
    rule: str
    vote_type: str
    ballot_count: int
    digest: str
    why: str = ""
    outcome: Outcome | None = None
    differences: tuple[Difference, ...] = ()
    miscounts: tuple[Miscount, ...] = ()


def verify_text(text: str) -> Verdict:
    """As verify_lines, of a text in memory."""
    return verify_lines(lines_of_text(text))


def verify_lines(lines: Iterable[str]) -> Verdict:
    """Read a `.pb` file in one pass, count it, and compare. lines: with their ends. Raises BadPabulib.

    Only `selected` 1 counts as funded: 2 and 3 mark a reserve list, paid from other money. Ties are settled
    by file order, as official results do.
    """
    head, ballots = read_head(lines)
    groups: Counter[Ballot] = Counter()
    digest = seal.digest_lines(
        write_lines(
            head.meta, head.projects, head.project_columns, head.vote_columns, _grouping(ballots, groups)
        )
    )
    election = election_from(head.meta, head.projects, groups.items())
    return _judge(head, election, digest)


def _grouping(ballots: Iterable[CastBallot], groups: Counter[Ballot]) -> Iterator[CastBallot]:
    for cast in ballots:
        groups[cast.ballot] += 1
        yield cast


def _judge(head: Head, election: Election, digest: str) -> Verdict:
    stated_rule = head.meta.get("rule", "").strip()
    basis = (stated_rule, election.vote_type.value, election.ballot_count, digest)
    try:
        outcome = tally(election, rule_of(head.meta))
    except UnknownRule as error:
        return Verdict(Answer.UNKNOWN_RULE, *basis, why=error.data["why"])
    stated = stated_result(head.projects)
    differences = tuple(_differences(stated, outcome))
    answer = Answer.DIFFERS if differences else Answer.MATCHES if stated else Answer.NOTHING_TO_COMPARE
    miscounts = tuple(_miscounts(head, outcome))
    return Verdict(answer, *basis, outcome=outcome, differences=differences, miscounts=miscounts)


def stated_result(projects: Iterable[Project]) -> dict[str, bool]:
    """Whether the column `selected` states each project to be funded, by id; {} where it states nothing.

    2 and 3 mark a reserve list, which is paid from other money.
    """
    selected = {project.id: project.attributes.get("selected", "").strip() for project in projects}
    if not any(selected.values()):
        return {}
    return {project_id: value == "1" for project_id, value in selected.items()}


def _differences(stated: Mapping[str, bool], outcome: Outcome) -> Iterator[Difference]:
    if not stated:
        return
    for step in outcome.decisions:
        if stated[step.project_id] != (step.fate is Fate.FUNDED):
            yield Difference(step.project_id, stated[step.project_id], step.fate)


def _miscounts(head: Head, outcome: Outcome) -> Iterator[Miscount]:
    attributes = {project.id: project.attributes for project in head.projects}
    for step in outcome.decisions:
        for column, counted in (("votes", step.votes), ("score", step.score)):
            text = attributes[step.project_id].get(column, "").strip()
            if text and whole_number(text) != counted:
                yield Miscount(step.project_id, column, text, counted)
