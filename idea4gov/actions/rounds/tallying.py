"""Counting a sealed round ahead of its announcement, so that nobody waits for the count to write.

Equal shares takes seconds. So the count reads, and computes, before the transaction that announces; that one
takes the result over where what was counted is still what is there, and else counts again by itself.
"""

from collections import Counter
from hashlib import sha256
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.domain import tally
from idea4gov.domain.audit import canonical_json
from idea4gov.domain.published import elections_of
from idea4gov.domain.tally import Ballot, RoundOutcome, Rule
from idea4gov.domain.tally.compare import Alternative, compare_rules
from idea4gov.outside.lots import draw_seed
from idea4gov.store import ballots, rounds
from idea4gov.store.ballots import Named
from idea4gov.store.rounds import draws, held
from idea4gov.store.rounds.held import HeldRound


class Tally(NamedTuple):
    """A count. basis: SHA-256 of what was counted. seed: of the lots. alternatives: of compare_rules."""

    basis: str
    seed: str
    rule: Rule
    outcome: RoundOutcome
    alternatives: list[Alternative]

    def stands(self, db: Session, round_: HeldRound) -> bool:
        """Whether it is still the count of the round: of these ballots and papers, with this draw."""
        drawn = draws.find_draw(db, round_.id)
        return self.basis == _basis(db, round_) and (drawn is None or drawn.seed == self.seed)


def count(db: Session, round_id: int) -> Tally:
    """Count a round whose urn is sealed, with its settled papers. The seed is drawn where nobody drew one."""
    round_, found = held.get_held(db, round_id), rounds.get_round(db, round_id)
    drawn = draws.find_draw(db, round_id)
    seed = drawn.seed if drawn else draw_seed()
    groups = _groups(db, round_)
    head = found.head(rounds.list_projects(db, round_id))
    elections = elections_of(head.meta, head.projects, groups.items())
    rule = Rule.of(round_.rule_options)
    outcome = tally.tally_round(elections, groups.total(), rule, seed)
    alternatives = compare_rules(rule, outcome, elections, list(groups.items()), seed)
    return Tally(_basis(db, round_), seed, rule, outcome, alternatives)


def _groups(db: Session, round_: HeldRound) -> Counter[Ballot]:
    """Each different ballot with how many were cast, on paper, too."""
    groups = Counter(dict(rounds.list_groups(db, round_.id)))
    groups.update(_papers(db, round_))
    return groups


def _basis(db: Session, round_: HeldRound) -> str:
    papers = sorted((list(one.choices), list(one.points or ())) for one in _papers(db, round_))
    return sha256(canonical_json([round_.digest, papers]).encode()).hexdigest()


def _papers(db: Session, round_: HeldRound) -> list[Ballot]:
    """The papers that count, while they are not in the urn."""
    order = [Named(one, str(one)) for one in ballots.list_agreed_ids(db, round_.id)]
    codes = ballots.project_codes(db, round_.id)
    return [cast.ballot for cast in ballots.read_agreed(db, order, codes)]
