"""Does the result that a `.pb` file states follow from its ballots under the rule it states?"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from idea4gov.domain.errors import N_
from idea4gov.domain.numbers import whole_number
from idea4gov.domain.pabulib import CastBallot, Head, read_head
from idea4gov.domain.pabulib.round_file import (
    DRAWN,
    SEALED,
    SEED,
    digests_of,
    elections_of,
    with_exclusions,
)
from idea4gov.domain.tally import (
    AreaElection,
    Ballot,
    Fate,
    Project,
    RoundOutcome,
    UnknownRule,
    rule_of,
    tally_round,
)
from idea4gov.domain.tally.ties import seed_of


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

    rule: as stated. why: an English sentence (a msgid) where the rule is unknown, and where something that
    the file does not say may be why it DIFFERS; else "". outcome: None where the rule is unknown. digest:
    SHA-256 of the canonical text. sealed: the same of the sealed part alone; where the file states another
    one, is_sealed is False and the answer DIFFERS. is_drawn: False, and the answer DIFFERS, where the seed
    of the lots is not the SHA-256 of the public draw that the file states. miscounts do not change the
    answer: they say where the file's own figures are off.
    """

    answer: Answer
    rule: str
    vote_type: str
    ballot_count: int
    digest: str
    sealed: str = ""
    is_sealed: bool = True
    is_drawn: bool = True
    why: str = ""
    outcome: RoundOutcome | None = None
    differences: tuple[Difference, ...] = ()
    miscounts: tuple[Miscount, ...] = ()


UNNAMED_EXCLUSIONS = N_("The file does not say which projects exclude each other.")


def verify_lines(lines: Iterable[str], *, exclusive: Sequence[tuple[str, str]] = ()) -> Verdict:
    """Read a `.pb` file in one pass, count it, and compare. lines: with their ends. Raises BadPabulib.

    exclusive: pairs of projects that exclude each other, where the file says so in prose only. Only
    `selected` 1 counts as funded: 2 and 3 mark a reserve list, paid from other money. Ties are settled with
    the seed that the file states; without one by file order, as official results do.
    """
    head, ballots = read_head(lines)
    groups: Counter[Ballot] = Counter()
    digest, sealed = digests_of(head, _grouping(ballots, groups))
    projects = with_exclusions(head.projects, exclusive)
    elections = elections_of(head.meta, projects, groups.items())
    basis = Verdict(
        Answer.UNKNOWN_RULE,
        head.meta.get("rule", "").strip(),
        head.vote_type.value,
        groups.total(),
        digest,
        sealed,
        head.meta.get(SEALED, "").strip() in ("", sealed),
        DRAWN not in head.meta or seed_of(head.meta[DRAWN]) == head.meta.get(SEED),
    )
    return _judge(head, elections, basis)


def _grouping(ballots: Iterable[CastBallot], groups: Counter[Ballot]) -> Iterator[CastBallot]:
    for cast in ballots:
        groups[cast.ballot] += 1
        yield cast


def _judge(head: Head, elections: tuple[AreaElection, ...], basis: Verdict) -> Verdict:
    try:
        rule = rule_of(head.meta)
        outcome = tally_round(elections, basis.ballot_count, rule, head.meta.get(SEED))
    except UnknownRule as error:
        # Whoever cannot count can still see that the ballots are others.
        answer = Answer.UNKNOWN_RULE if basis.is_sealed and basis.is_drawn else Answer.DIFFERS
        return replace(basis, answer=answer, why=error.data["why"])
    stated = stated_result(head.projects)
    differences = tuple(_differences(stated, outcome))
    answer = Answer.MATCHES if stated else Answer.NOTHING_TO_COMPARE
    if differences or not (basis.is_sealed and basis.is_drawn):
        answer = Answer.DIFFERS
    unnamed = basis.rule == "greedy-exclusive" and not any(one.election.excludes for one in elections)
    return replace(
        basis,
        answer=answer,
        why=UNNAMED_EXCLUSIONS if unnamed and differences else "",
        outcome=outcome,
        differences=differences,
        miscounts=tuple(_miscounts(head, outcome)),
    )


def stated_result(projects: Iterable[Project]) -> dict[str, bool]:
    """Whether the column `selected` states each project to be funded, by id; {} where it states nothing.

    2 and 3 mark a reserve list, which is paid from other money.
    """
    selected = {project.id: project.attributes.get("selected", "").strip() for project in projects}
    if not any(selected.values()):
        return {}
    return {project_id: value == "1" for project_id, value in selected.items()}


def _differences(stated: Mapping[str, bool], outcome: RoundOutcome) -> Iterator[Difference]:
    if not stated:
        return
    for step in outcome.decisions:
        if stated[step.project_id] != step.fate.is_funded:
            yield Difference(step.project_id, stated[step.project_id], step.fate)


def _miscounts(head: Head, outcome: RoundOutcome) -> Iterator[Miscount]:
    attributes = {project.id: project.attributes for project in head.projects}
    for step in outcome.decisions:
        for column, counted in (("votes", step.votes), ("score", step.score)):
            text = attributes[step.project_id].get(column, "").strip()
            if text and whole_number(text) != counted:
                yield Miscount(step.project_id, column, text, counted)
