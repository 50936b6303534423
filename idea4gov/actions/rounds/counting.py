"""What a round was counted to: kept beside what other rules would have made of it, and found again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.domain import seal
from idea4gov.domain.pabulib.round_file import excludes_of
from idea4gov.domain.tally import (
    AreaOutcome,
    Decision,
    Outcome,
    RoundOutcome,
    Rule,
)
from idea4gov.domain.tally.compare import Alternative
from idea4gov.domain.tally.ties import find_ties
from idea4gov.store.rounds import tally
from idea4gov.store.rounds.finished import ProjectCard, Round
from idea4gov.store.rounds.tally import AreaCard, ResultCard


def keep_result(
    db: Session,
    round_id: int,
    project_ids: Mapping[str, int],
    outcome: RoundOutcome,
    *,
    rule: Rule,
    seed: str | None,
    alternatives: Sequence[Alternative],
    now: datetime,
) -> str:
    """Keep an outcome with its alternatives. Returns its digest.

    project_ids: {code: id of the row}. alternatives: of compare_rules.
    """
    digest = seal.digest_outcome(outcome)
    tally.add_result(db, round_id, project_ids, outcome, rule=rule, seed=seed, digest=digest, now=now)
    tally.add_alternatives(db, round_id, alternatives)
    return digest


def find_outcome(db: Session, round_: Round, cards: Sequence[ProjectCard]) -> RoundOutcome | None:
    """The result that is kept, with its ties; None where the rule is not one known here.

    cards: the projects of the round.
    """
    kept = tally.find_result(db, round_.id)
    if kept is None:
        return None
    steps: defaultdict[str, list[Decision]] = defaultdict(list)
    for code, step in tally.list_steps(db, round_.id):
        steps[code].append(step)
    excludes = excludes_of([card.project for card in cards])
    parts = (
        AreaOutcome(card.area, _outcome(kept, card, tuple(steps[card.area.code]), excludes))
        for card in tally.list_areas(db, round_.id)
    )
    return RoundOutcome(tuple(parts), round_.ballot_count or 0)


def _outcome(
    kept: ResultCard, card: AreaCard, steps: tuple[Decision, ...], excludes: Mapping[str, frozenset[str]]
) -> Outcome:
    return Outcome(
        rule=kept.rule,
        seed=kept.seed,
        budget=card.area.budget,
        ballot_count=card.ballot_count,
        decisions=steps,
        ties=find_ties(steps, kept.rule, excludes) if card.ties is None else card.ties,
        voter_budget=card.voter_budget,
        fell_back=card.fell_back,
    )
