"""Verification: whether the result that a `.pb` file states follows from its ballots and its rule."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from idea4gov.domain.errors import N_
from idea4gov.domain.pabulib.amounts import exact_number
from idea4gov.domain.pabulib.document import CastBallot, Head
from idea4gov.domain.pabulib.reading import read_head
from idea4gov.domain.pabulib.round_file import (
    DRAWN,
    SEED,
    digests_of,
    elections_of,
    with_exclusions,
)
from idea4gov.domain.tally.areas import AreaElection, RoundOutcome
from idea4gov.domain.tally.election import Exact, Project
from idea4gov.domain.tally.groups import BallotGroups
from idea4gov.domain.tally.methods import tally_round
from idea4gov.domain.tally.outcome import Fate
from idea4gov.domain.tally.rules import SEALED, UnknownRule, name_of, rule_of
from idea4gov.domain.tally.ties import seed_of


class Answer(StrEnum):
    """The answer of a verification.

    MATCHES: the stated result follows. DIFFERS: it does not, or the file contradicts its seal or its public
    draw. UNKNOWN_RULE: the rule is not implemented here. NOTHING_TO_COMPARE: the
    file states no result, because it has no column `selected` or leaves it blank for every project. A column
    of 0 for every project does state a result: that nothing is funded.
    """

    MATCHES = "matches"
    DIFFERS = "differs"
    UNKNOWN_RULE = "unknown_rule"
    NOTHING_TO_COMPARE = "nothing_to_compare"


@dataclass(frozen=True, slots=True)
class Difference:
    """A project that is funded in the stated result but not in the count, or in the count but not stated.

    stated_funded: as in the file. computed: the decision of the count.
    """

    project_id: str
    stated_funded: bool
    computed: Fate


@dataclass(frozen=True, slots=True)
class Miscount:
    """A number that a file states of a project and that its ballots do not give.

    column: "votes" or "score". stated: as written in the file. counted: from the ballots.
    """

    project_id: str
    column: str
    stated: str
    counted: Exact


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer and the facts behind it.

    rule, vote_type: as stated. ballot_count: number of ballots in the file. digest: SHA-256, in hex, of the
    canonical text. sealed: the same of the sealed part. is_sealed: whether the file states this digest of the
    sealed part, or none. is_drawn: whether the tie-break seed is the SHA-256 of the public draw that the file
    states, or it states none. If either is False, the answer is DIFFERS. why: an English sentence (a msgid)
    that explains UNKNOWN_RULE, or that names something missing in the file that may explain DIFFERS;
    otherwise "". outcome: of the count; None where the rule is unknown. miscounts do not change the answer.
    unit: of the costs, as in Election.
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
    unit: int = 1


UNNAMED_EXCLUSIONS = N_("The file does not say which projects exclude each other.")


def verify_lines(lines: Iterable[str], *, exclusive: Sequence[tuple[str, str]] = ()) -> Verdict:
    """Read a `.pb` file in one pass, count it, and compare the outcome with the stated result.

    lines: of the file, with their line ends. exclusive: pairs of ids of projects that exclude each other, if
    the file says so in prose only. Ties are broken with the seed that the file states, or by file order if it
    states none. Raises BadPabulib.
    """
    head, ballots = read_head(lines)
    groups = BallotGroups()
    digest, sealed = digests_of(head, _grouping(ballots, groups))
    counted = replace(head, projects=with_exclusions(head.projects, exclusive))
    elections = elections_of(counted, groups)
    basis = Verdict(
        Answer.UNKNOWN_RULE,
        name_of(head.meta),
        head.vote_type.value,
        groups.total,
        digest,
        sealed,
        head.meta.get(SEALED, "").strip() in ("", sealed),
        DRAWN not in head.meta or seed_of(head.meta[DRAWN]) == head.meta.get(SEED),
        unit=head.unit,
    )
    return _judge(head, elections, basis)


def _grouping(ballots: Iterable[CastBallot], groups: BallotGroups) -> Iterator[CastBallot]:
    for cast in ballots:
        groups.add(cast.ballot)
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
    """{project id: whether the column `selected` states it as funded}; {} if the column states nothing.

    Only 1 means funded: 2 and 3 mark a reserve list, which is paid from other money.
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
            if text and exact_number(text, signed=True) != counted:
                yield Miscount(step.project_id, column, text, counted)
