"""Who goes first when projects have the same score, and whether that mattered."""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import groupby

from idea4gov.domain.tally.election import Election, Project
from idea4gov.domain.tally.outcome import Decision, Fate, Tie
from idea4gov.domain.tally.rules import Rule
from idea4gov.domain.tally.scores import Score


def seed_of(words: str) -> str:
    """The seed that a public draw gives: SHA-256, as hex, of what was drawn in UTF-8."""
    return hashlib.sha256(words.encode()).hexdigest()


def draw(seed: str, project_id: str) -> str:
    """The lot of a project: SHA-256, as hex, of seed, zero byte and project id in UTF-8; lowest first."""
    return hashlib.sha256(f"{seed}\0{project_id}".encode()).hexdigest()


def rank(election: Election, scores: Mapping[str, Score], seed: str | None) -> list[Project]:
    """Projects from first to last: higher score first, then the tie order.

    seed None: the order of the file, which is how official results settle ties. Otherwise: lower cost, then
    the lot drawn with the seed, which nobody knew while ballots were cast.
    """

    def order(project: Project) -> tuple[int, int, str]:
        score = scores[project.id].score
        return (-score, 0, "") if seed is None else (-score, project.cost, draw(seed, project.id))

    return sorted(election.projects, key=order)


def find_ties(
    decisions: Sequence[Decision], rule: Rule, excludes: Mapping[str, frozenset[str]]
) -> tuple[Tie, ...]:
    """Every group of projects with the same score, from first to last.

    decisions: of a greedy count, in the order considered. excludes: as in Election.
    """
    groups = (list(group) for _, group in groupby(decisions, key=lambda step: step.score))
    return tuple(
        Tie(group[0].score, tuple(step.project_id for step in group), _decides(group, rule, excludes))
        for group in groups
        if len(group) > 1
    )


def _decides(group: Sequence[Decision], rule: Rule, excludes: Mapping[str, frozenset[str]]) -> bool:
    """Whether another order of the group funds other projects.

    Those that fit alone all fit together, and none excludes another: every order funds just them. Otherwise
    one of them is left out, and it would be in if it came first. When counting stops at a misfit, a project
    that fits nowhere can end it, too.
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
