"""The public ledger of a round's roll, once voting has ended, and what its sample has shown."""

from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.roll_sample import find_outcome
from idea4gov.domain.rounds.ledger import Ledger, tell_cells
from idea4gov.domain.rounds.phases import PUBLISHED_PHASES, SEALED_PHASES
from idea4gov.domain.rounds.roll_sample import Found
from idea4gov.store.rounds import ledger, locking, paper_table, roll, roll_sample, sealing
from idea4gov.store.rounds.locking import VotingRound
from idea4gov.store.rounds.roll_sample import LookedUp, Sample


class LedgerPage(NamedTuple):
    """What everybody sees. ledger: None while people vote. sample, found: None before it is drawn."""

    round: VotingRound
    ledger: Ledger | None
    sample: Sample | None
    lines: list[LookedUp]
    found: Found | None


def get_ledger_page(db: Session, round_id: int) -> LedgerPage:
    """The ledger of a round that is held here and frozen. Raises NotFound."""
    round_ = locking.get_voting_round(db, round_id)
    if round_.phase not in SEALED_PHASES:
        return LedgerPage(round_, None, None, [], None)
    sample = roll_sample.find_sample(db, round_id)
    lines = roll_sample.list_lines(db, round_id) if sample else []
    return LedgerPage(round_, _ledger(db, round_), sample, lines, find_outcome(db, round_id))


def _ledger(db: Session, round_: VotingRound) -> Ledger:
    table = paper_table.find_table(db, round_.id)
    doors = ledger.count_doors(db, round_.id)
    channels = roll.count_roll(db, round_.id)
    seals = {seal.channel: seal.ballot_count for seal in sealing.list_seals(db, round_.id)}
    return Ledger(
        doors={door: doors.get(door, 0) for door in round_.doors},
        online=channels["online"],
        paper=channels["paper"],
        hours=tell_cells(ledger.count_hours(db, round_.id)),
        sealed_online=seals.get("online"),
        # Without papers nothing of them is sealed.
        sealed_paper=seals.get("paper", 0 if round_.phase in PUBLISHED_PHASES else None),
        papers=ledger.count_papers(db, round_.id),
        table_closed_at=table.signed_at if table else None,
    )
