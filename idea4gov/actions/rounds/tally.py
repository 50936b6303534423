"""Count a sealed round before the transaction that announces it, so that no writer waits for the count.

Equal shares takes seconds, and so do the digests of many ballots. The announcing transaction uses the count
if the ballots, papers and draw are still those that were counted.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from itertools import chain
from operator import attrgetter
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.round_file import head_of
from idea4gov.domain import seal
from idea4gov.domain.audit import canonical_json
from idea4gov.domain.pabulib.document import CastBallot
from idea4gov.domain.pabulib.round_file import (
    DRAWN,
    DRAWN_BEFORE,
    elections_of,
    excludes_of,
    published_head,
)
from idea4gov.domain.rounds.urn_file import UrnFile, make_file
from idea4gov.domain.tally import methods as tally
from idea4gov.domain.tally.areas import AreaOutcome, RoundOutcome
from idea4gov.domain.tally.compare import Alternative, compare_rules
from idea4gov.domain.tally.outcome import Decision, Outcome
from idea4gov.domain.tally.rules import Rule
from idea4gov.domain.tally.ties import find_ties
from idea4gov.outside.random_tokens import draw_label, draw_seed
from idea4gov.store.rounds import draw, finished, hosted, sealing, urn
from idea4gov.store.rounds.draw import DrawCard
from idea4gov.store.rounds.finished import ProjectCard, Round
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.store.rounds.roll import count_roll
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

    alternatives: of compare_rules. papers: that count, in the order in which they join the urn. sealed: the
    file with them, before the result; None where nobody voted on paper. file: with the result.
    """

    basis: str
    seed: str
    rule: Rule
    outcome: RoundOutcome
    alternatives: list[Alternative]
    papers: list[Named]
    sealed: UrnFile | None
    file: UrnFile

    def stands(self, db: Session, round_: HostedRound) -> bool:
        """Whether the ballots, papers and draw that were counted are still those of the round."""
        drawn = draw.find_draw(db, round_.id)
        has_its_seed = drawn is None or drawn.seed == self.seed
        return has_its_seed and self.basis == _basis(db, round_)


def count(db: Session, round_id: int) -> Tally:
    """Count a round whose urn is sealed, with its settled papers, and make its file; it only reads.

    Without a public draw, a seed is drawn here. The order of the papers is random.
    """
    round_, found = hosted.get_hosted(db, round_id), finished.get_round(db, round_id)
    drawn = draw.find_draw(db, round_id)
    seed = drawn.seed if drawn else draw_seed()
    papers = sorted(
        (Named(one, draw_label()) for one in sealing.list_agreed_ids(db, round_id)), key=attrgetter("label")
    )
    codes = sealing.project_codes(db, round_id)
    groups = urn.count_groups(db, round_id)
    for cast in sealing.read_agreed(db, papers, codes):
        groups.add(cast.ballot)
    sealed, head = None, found.head(finished.list_projects(db, round_id))
    if papers or count_roll(db, round_id)["paper"]:
        head = head_of(db, round_, groups.total)
        sealed = make_file(head, _ballots(db, round_id, papers, codes), groups.total)
    elections = elections_of(head, groups)
    rule = Rule.of(round_.rule_options)
    outcome = tally.tally_round(elections, groups.total, rule, seed)
    complete = published_head(
        head,
        digest=sealed.digest if sealed else round_.digest or "",
        seed=seed,
        outcome=outcome,
        drawn=_draw_lines(drawn),
    )
    return Tally(
        _basis(db, round_),
        seed,
        rule,
        outcome,
        compare_rules(rule, outcome, elections, groups, seed),
        papers,
        sealed,
        make_file(complete, _ballots(db, round_id, papers, codes), groups.total),
    )


def _ballots(
    db: Session, round_id: int, papers: Sequence[Named], codes: Mapping[int, str]
) -> Iterator[CastBallot]:
    """The ballots of the urn, and the papers behind them; call it before these are in the urn."""
    return chain(urn.read_urn(db, round_id), sealing.read_agreed(db, papers, codes))


def _draw_lines(drawn: DrawCard | None) -> dict[str, str]:
    """The lines of META about the public draw, with its first entry if that was corrected."""
    if drawn is None:
        return {}
    return {DRAWN: drawn.words} | ({DRAWN_BEFORE: drawn.before.words} if drawn.before else {})


def _basis(db: Session, round_: HostedRound) -> str:
    papers = [Named(one, str(one)) for one in sealing.list_agreed_ids(db, round_.id)]
    codes = sealing.project_codes(db, round_.id)
    digest = sha256(canonical_json([round_.digest, _draw_lines(draw.find_draw(db, round_.id))]).encode())
    for cast in sealing.read_agreed(db, papers, codes):
        written = [cast.voter_id, list(cast.ballot.choices), list(cast.ballot.points)]
        digest.update(canonical_json(written).encode())
    return digest.hexdigest()


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
