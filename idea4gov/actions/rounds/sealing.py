"""Seal and count a locked round: ballots are separated from voters, in a file that anyone can count.

The urn is sealed twice at most: with every online ballot when voting ends, and with the paper ballots behind
them at the count. Each time its digest is published; ballots that are in the urn stay in their place. The
tie-break seed is that of the public draw; without one, a seed is drawn, once. In the end the result is added
to the file. Urns of many ballots are sealed in chunks: see large_urns.
"""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.rounds import tally
from idea4gov.actions.rounds.round_file import head_of
from idea4gov.actions.rounds.tally import Tally, keep_result
from idea4gov.actions.rounds.urn_log import add_papers, close_log
from idea4gov.domain.errors import Conflict
from idea4gov.domain.rounds.draw import CorrectionOpen
from idea4gov.domain.rounds.large_urns import CHUNK, LARGE, CountedAnew, Progress
from idea4gov.domain.rounds.paper_ballots import PaperBallotsOpen, RollDiffers, UrnDiffers
from idea4gov.domain.rounds.paper_table import TableOpen
from idea4gov.domain.rounds.urn_file import UrnFile, make_file
from idea4gov.store.rounds import draw, imports, paper_ballots, paper_table, sealing, urn
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.store.rounds.roll import count_roll
from idea4gov.store.rounds.urn_log import CHUNK as LEAVES
from idea4gov.store.rounds.urn_log import number_leaves
from idea4gov.store.session import leave_no_copy


class Counted(NamedTuple):
    """A result that was just stored. columns: changed values of the round's row.

    digest: of the outcome, as hex.
    """

    columns: dict[str, Any]
    digest: str
    seed: str


def is_large(db: Session, round_: HostedRound) -> bool:
    """Whether the urn has too many ballots for one transaction, or is being sealed in chunks already."""
    if round_.ballot_count is not None:
        return round_.ballot_count > LARGE
    return round_.sealing is not None or sealing.has_more_cast(db, round_.id, LARGE)


def seal_next(db: Session, round_id: int, before: Progress | None, *, limit: int = CHUNK) -> Progress:
    """Seal one chunk of a locked round in voting: from the first one on, the database takes no other ballot.

    Receipts that wait in the outbox go before the ballots do, as many at a time; leaves of the log get their
    numbers. before: how far it has come, None if it has not begun. limit: ballots of a chunk. Raises
    UrnDiffers where ballots are missing.
    """
    sealed, of = before or (0, sealing.begin_sealing(db, round_id))
    if sealing.destroy_receipts(db, round_id, limit=limit) == limit:
        return Progress(sealed, of)
    if number_leaves(db, round_id) == LEAVES:
        return Progress(sealed, of)
    inside = sealing.move_chunk(db, round_id, sealed=sealed, limit=limit)
    if inside == sealed < of:
        raise UrnDiffers()
    return Progress(inside, of)


def online_file(db: Session, round_: HostedRound) -> UrnFile:
    """The file of an urn that holds every online ballot and no other."""
    count = urn.count_urn(db, round_.id)
    return make_file(head_of(db, round_, count), urn.read_urn(db, round_.id), count)


def seal_online(
    db: Session, round_: HostedRound, *, now: datetime, file: UrnFile | None = None
) -> dict[str, Any]:
    """Put every online ballot of a locked round into its urn, and delete what links ballots to voters.

    file: of online_file, if it was made before the transaction. Returns {column: value} of the round. Raises
    UrnDiffers.
    """
    progress = round_.sealing
    if progress is None and sealing.has_more_cast(db, round_.id, 0):
        progress = seal_next(db, round_.id, None)
    while progress is not None and not progress.is_whole:
        progress = seal_next(db, round_.id, progress)
    while sealing.destroy_receipts(db, round_.id, limit=CHUNK):
        pass
    file = file or online_file(db, round_)
    sealing.add_seal(db, round_.id, "online", digest=file.digest, now=now)
    close_log(db, round_.id, now=now)
    leave_no_copy(db)
    return _keep_projects(db, round_.id, file) | {"sealing_count": None, "sealed_count": None}


def _keep_projects(db: Session, round_id: int, file: UrnFile) -> dict[str, Any]:
    """Store the attributes of the file's projects. Returns the columns of the round, for the caller."""
    sealing.save_attributes(db, round_id, {one.id: dict(one.attributes) for one in file.head.projects})
    return file.columns


def find_hindrance(db: Session, round_id: int) -> Conflict | None:
    """Why a round cannot be counted: PaperBallotsOpen, RollDiffers, TableOpen, CorrectionOpen, or None."""
    papers, roll = paper_ballots.count_paper_ballots(db, round_id), count_roll(db, round_id)
    still_open = papers["once"] + papers["differs"]
    if still_open:
        return PaperBallotsOpen(open=still_open)
    handed_in = papers["agreed"] + papers["void"] - papers["surplus"]
    if handed_in != roll["paper"]:
        return RollDiffers(roll=roll["paper"], papers=handed_in)
    if roll["paper"] and not paper_table.is_closed(db, round_id):
        return TableOpen()
    return CorrectionOpen() if draw.find_open(db, round_id) else None


def count_round(db: Session, round_: HostedRound, *, now: datetime, ahead: Tally | None = None) -> Counted:
    """Count a locked round whose voting has ended: seal the papers, store the result, complete the file.

    ahead: a count made before the transaction; if what it counted has changed, the round is counted here.
    Raises PaperBallotsOpen, RollDiffers, TableOpen, CorrectionOpen; CountedAnew where the urn is large and
    was not counted ahead.
    """
    hindrance = find_hindrance(db, round_.id)
    if hindrance is not None:
        raise hindrance
    if round_.digest is None:
        sealing.save_file(db, round_.id, seal_online(db, round_, now=now))
    if ahead is None or not ahead.stands(db, round_):
        if is_large(db, round_):
            raise CountedAnew()
        ahead = tally.count(db, round_.id)
    return _keep(db, round_, ahead, now)


def _keep(db: Session, round_: HostedRound, counted: Tally, now: datetime) -> Counted:
    """Store a count, with the papers that it counted behind the ballots of the urn."""
    codes = sealing.project_codes(db, round_.id)
    ids = {code: project_id for project_id, code in codes.items()}
    papers = sealing.read_agreed(db, counted.papers, codes)
    first = urn.count_urn(db, round_.id) + 1
    for _ in imports.save_ballots(db, round_.id, ids, papers, first=first):
        pass
    papers = sealing.read_agreed(db, counted.papers, codes)
    add_papers(db, round_.id, papers, ids, now=now)
    if counted.sealed is not None:
        sealing.add_seal(db, round_.id, "paper", digest=counted.sealed.digest, now=now)
    digest = keep_result(
        db,
        round_.id,
        ids,
        counted.outcome,
        rule=counted.rule,
        seed=counted.seed,
        alternatives=counted.alternatives,
        now=now,
    )
    columns = _keep_projects(db, round_.id, counted.file) | {"tie_seed": counted.seed}
    return Counted(columns, digest, counted.seed)
