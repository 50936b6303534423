"""Use cases of closing the table: one official states how many papers were handed out, another one signs.

From then on no voter on paper comes to the roll, and no paper counts that nobody was given.
"""

from datetime import datetime
from typing import Final, NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.audit import record_on_round
from idea4gov.domain.permissions import Permission, Viewer, require_at
from idea4gov.domain.rounds.paper_table import NobodyStated, PapersDiffer, SameStater, TableClosed
from idea4gov.domain.rounds.voting import require_paper_ballots
from idea4gov.domain.sessions import require_confirmed
from idea4gov.store.rounds import locking, paper_table
from idea4gov.store.rounds.locking import VotingRound
from idea4gov.store.rounds.paper_table import TableCard
from idea4gov.store.rounds.roll import count_roll

CLOSE: Final[Permission] = "roll:mark"


class TablePage(NamedTuple):
    """What officials see. on_roll: voters on paper. table: None before a number is stated.

    is_own: whether the viewer stated it, so that another one signs.
    """

    round: VotingRound
    on_roll: int
    table: TableCard | None
    is_own: bool


def get_table_page(db: Session, viewer: Viewer, round_id: int) -> TablePage:
    """The number of papers as it stands. Raises NotFound."""
    round_ = locking.get_voting_round(db, round_id)
    require_at(viewer, CLOSE, round_.place)
    found = paper_table.find_table(db, round_id)
    is_own = found is not None and found.stated_by_id == viewer.account_id
    return TablePage(round_, count_roll(db, round_id)["paper"], found, is_own)


def state_papers(db: Session, viewer: Viewer, round_id: int, papers: int, *, now: datetime) -> None:
    """State how many papers were handed out; it has to be the number on the roll.

    Raises NotFound, NotCounting, TableClosed, PapersDiffer with data `field`.
    """
    round_ = _hold(db, viewer, round_id, now)
    on_roll = count_roll(db, round_id)["paper"]
    if papers != on_roll:
        raise PapersDiffer(roll=on_roll, field="papers")
    paper_table.state_papers(db, round_id, papers, stated_by_id=viewer.account_id, now=now)
    record_on_round(db, viewer.account_id, round_, "state_papers", now, papers=papers)


def sign_papers(db: Session, viewer: Viewer, round_id: int, *, now: datetime) -> None:
    """Sign the number that another official stated, which closes the table for good.

    Raises NotFound, PasswordNeeded, NotCounting, TableClosed, NobodyStated, SameStater.
    """
    round_ = _hold(db, viewer, round_id, now, is_final=True)
    found = paper_table.find_table(db, round_id)
    if found is None or found.papers != count_roll(db, round_id)["paper"]:
        raise NobodyStated()
    if found.stated_by_id == viewer.account_id:
        raise SameStater()
    paper_table.sign_papers(db, round_id, signed_by_id=viewer.account_id, now=now)
    record_on_round(db, viewer.account_id, round_, "sign_papers", now, papers=found.papers)


def _hold(
    db: Session, viewer: Viewer, round_id: int, now: datetime, *, is_final: bool = False
) -> VotingRound:
    """The round, locked against whoever marks a voter at this moment."""
    round_ = locking.lock_round(db, round_id)
    require_at(viewer, CLOSE, round_.place)
    if is_final:
        require_confirmed(viewer, now=now)
    require_paper_ballots(round_, now)
    if paper_table.is_closed(db, round_id):
        raise TableClosed()
    return round_
