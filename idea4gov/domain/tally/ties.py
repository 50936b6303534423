"""Breaking ties between projects of the same score, and whether a tie decided who won."""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import groupby

from idea4gov.domain.tally.election import Election, Exact, Project
from idea4gov.domain.tally.outcome import Decision, Fate, Tie
from idea4gov.domain.tally.rules import Rule
from idea4gov.domain.tally.scores import Score


def seed_of(words: str) -> str:
    """The tie-break seed of a public draw: SHA-256, in hex, of the published words in UTF-8."""
    return hashlib.sha256(words.encode()).hexdigest()


def tie_break_key(seed: str, project_id: str) -> str:
    """SHA-256, in hex, of the seed, a zero byte and the project id, in UTF-8. The lowest key comes first."""
    return hashlib.sha256(f"{seed}\0{project_id}".encode()).hexdigest()


def rank(election: Election, scores: Mapping[str, Score], seed: str | None) -> list[Project]:
    """Sort projects: higher score first, then lower cost, then lower `tie_break_key`.

    seed: drawn after the last ballot was cast. None: ties go by file order, as in the official results of
    other cities.
    """

    def order(project: Project) -> tuple[Exact, int, str]:
        score = scores[project.id].score
        return (-score, 0, "") if seed is None else (-score, project.cost, tie_break_key(seed, project.id))

    return sorted(election.projects, key=order)


def find_ties(
    decisions: Sequence[Decision], rule: Rule, excludes: Mapping[str, frozenset[str]]
) -> tuple[Tie, ...]:
    """Every group of projects of the same score, the highest score first, without those that are set aside.

    decisions: of a greedy count, in its order. excludes: as in Election.
    """
    counted = (step for step in decisions if not step.fate.is_set_aside)
    groups = (list(group) for _, group in groupby(counted, key=lambda step: step.score))
    return tuple(
        Tie(group[0].score, tuple(step.project_id for step in group), _decides(group, rule, excludes))
        for group in groups
        if len(group) > 1
    )


def _decides(group: Sequence[Decision], rule: Rule, excludes: Mapping[str, frozenset[str]]) -> bool:
    """Whether another order of the tied projects would fund other projects.

    If all those that fit singly also fit together, and no two exclude each other, every order funds them all.
    Otherwise one of them is not funded, and it would be if it came first. If the rule stops at the first
    project that does not fit, one that costs more than is left also makes the order matter.
    """
    if group[0].fate in (Fate.BELOW_MINIMUM, Fate.AFTER_STOP):
        return False
    ids = {step.project_id for step in group}
    open_ = [step for step in group if step.rival is None or step.rival in ids]
    left = group[0].left_before
    fitting = [step for step in open_ if step.cost <= left]
    fitting_ids = {step.project_id for step in fitting}
    if any(excludes.get(one, frozenset()) & fitting_ids for one in fitting_ids):
        return True
    if rule.stop:
        return bool(fitting) and sum(step.cost for step in open_) > left
    return sum(step.cost for step in fitting) > left
