"""Count a sealed round before the transaction that announces it, so that no writer waits for the count.

Equal shares takes seconds. The announcing transaction uses the count if the ballots, papers and draw are
still those that were counted, and counts again otherwise.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.domain import seal
from idea4gov.domain.audit import canonical_json
from idea4gov.domain.pabulib.round_file import elections_of, excludes_of
from idea4gov.domain.tally import methods as tally
from idea4gov.domain.tally.areas import AreaOutcome, RoundOutcome
from idea4gov.domain.tally.compare import Alternative, compare_rules
from idea4gov.domain.tally.election import Ballot
from idea4gov.domain.tally.outcome import Decision, Outcome
from idea4gov.domain.tally.rules import Rule
from idea4gov.domain.tally.ties import find_ties
from idea4gov.outside.random_tokens import draw_seed
from idea4gov.store.rounds import draw, finished, hosted, sealing, urn
from idea4gov.store.rounds.finished import ProjectCard, Round
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.store.rounds.sealing import Named
from idea4gov.store.rounds.tally import (
    AreaCard,
    ResultCard,
    add_alternatives,
    add_result,
    find_result,
    list_areas,
    list_steps,
)


class Tally(NamedTuple):
    """A count of a round. basis: SHA-256 of what was counted, as hex. seed: for ties.

    alternatives: of compare_rules.
    """

    basis: str
    seed: str
    rule: Rule
    outcome: RoundOutcome
    alternatives: list[Alternative]

    def stands(self, db: Session, round_: HostedRound) -> bool:
        """Whether the ballots, papers and draw that were counted are still those of the round."""
        drawn = draw.find_draw(db, round_.id)
        has_its_seed = drawn is None or drawn.seed == self.seed
        return has_its_seed and self.basis == _basis(round_, _papers(db, round_))


def count(db: Session, round_id: int) -> Tally:
    """Count a round whose urn is sealed, with its settled papers.

    Without a public draw, a seed is drawn here.
    """
    round_, found = hosted.get_hosted(db, round_id), finished.get_round(db, round_id)
    drawn = draw.find_draw(db, round_id)
    seed = drawn.seed if drawn else draw_seed()
    papers = _papers(db, round_)
    groups = Counter(dict(urn.list_groups(db, round_id)))
    groups.update(papers)
    head = found.head(finished.list_projects(db, round_id))
    elections = elections_of(head, groups.items())
    rule = Rule.of(round_.rule_options)
    outcome = tally.tally_round(elections, groups.total(), rule, seed)
    alternatives = compare_rules(rule, outcome, elections, list(groups.items()), seed)
    return Tally(_basis(round_, papers), seed, rule, outcome, alternatives)


def _basis(round_: HostedRound, papers: list[Ballot]) -> str:
    written = sorted((list(one.choices), list(one.points or ())) for one in papers)
    return sha256(canonical_json([round_.digest, written]).encode()).hexdigest()


def _papers(db: Session, round_: HostedRound) -> list[Ballot]:
    """The papers that count; call it before they are put into the urn."""
    order = [Named(one, str(one)) for one in sealing.list_agreed_ids(db, round_.id)]
    codes = sealing.project_codes(db, round_.id)
    return [cast.ballot for cast in sealing.read_agreed(db, order, codes)]


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
    """Store an outcome with its alternatives. Returns its digest, as hex.

    project_ids: {code: id of the row}. alternatives: of compare_rules.
    """
    digest = seal.digest_outcome(outcome)
    add_result(db, round_id, project_ids, outcome, rule=rule, seed=seed, digest=digest, now=now)
    add_alternatives(db, round_id, alternatives)
    return digest


def find_outcome(db: Session, round_: Round, cards: Sequence[ProjectCard]) -> RoundOutcome | None:
    """The stored result, with its ties; None where there is none, as for a rule that is not known here.

    cards: the projects of the round.
    """
    kept = find_result(db, round_.id)
    if kept is None:
        return None
    steps: defaultdict[str, list[Decision]] = defaultdict(list)
    for code, step in list_steps(db, round_.id):
        steps[code].append(step)
    excludes = excludes_of([card.project for card in cards])
    parts = (
        AreaOutcome(card.area, _outcome(kept, card, tuple(steps[card.area.code]), excludes))
        for card in list_areas(db, round_.id)
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
