"""Seal and count a locked round: ballots are separated from voters, in a file that anyone can count.

The urn is sealed twice at most: with every online ballot when voting ends, and with the paper ballots behind
them at the count. Each time its digest is published; ballots that are in the urn stay in their place. The
tie-break seed is that of the public draw; without one, a seed is drawn here, once. In the end the result is
added to the file.
"""

from collections.abc import Iterator
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.rounds import tally
from idea4gov.actions.rounds.round_file import head_of
from idea4gov.actions.rounds.tally import Tally, keep_result
from idea4gov.domain import seal
from idea4gov.domain.errors import Conflict
from idea4gov.domain.pabulib.document import CastBallot, Head
from idea4gov.domain.pabulib.round_file import DRAWN, DRAWN_BEFORE, published_head
from idea4gov.domain.pabulib.writing import write_lines
from idea4gov.domain.rounds.draw import CorrectionOpen
from idea4gov.domain.rounds.paper_ballots import PaperBallotsOpen, RollDiffers
from idea4gov.outside.random_tokens import draw_label
from idea4gov.store.rounds import draw, finished, imports, paper_ballots, sealing, urn
from idea4gov.store.rounds.draw import DrawCard
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.store.rounds.roll import count_roll
from idea4gov.store.rounds.sealing import Named


class Counted(NamedTuple):
    """A result that was just stored. columns: changed values of the round's row.

    digest: of the outcome, as hex.
    """

    columns: dict[str, Any]
    digest: str
    seed: str


def seal_online(db: Session, round_: HostedRound, *, now: datetime) -> dict[str, Any]:
    """Put every online ballot of a locked round into its urn, and delete what links ballots to voters.

    Returns {column: value} of the round. Raises UrnDiffers.
    """
    # Labels are digests of random codes: this order says nothing about who voted, or when.
    order = sorted(sealing.list_cast(db, round_.id), key=attrgetter("label"))
    codes = sealing.project_codes(db, round_.id)
    cast = sealing.read_cast(db, order, codes)
    columns = _put_in(db, round_, cast, count=len(order), codes=codes, sealed_before=0)
    sealing.destroy_links(db, round_.id)
    sealing.add_seal(db, round_.id, "online", digest=columns["digest"], now=now)
    return columns


def find_hindrance(db: Session, round_id: int) -> Conflict | None:
    """Why a round cannot be counted yet, or None: PaperBallotsOpen, RollDiffers or CorrectionOpen."""
    papers, roll = paper_ballots.count_paper_ballots(db, round_id), count_roll(db, round_id)
    still_open = papers["once"] + papers["differs"]
    if still_open:
        return PaperBallotsOpen(open=still_open)
    handed_in = papers["agreed"] + papers["void"] - papers["surplus"]
    if handed_in != roll["paper"]:
        return RollDiffers(roll=roll["paper"], papers=handed_in)
    return CorrectionOpen() if draw.find_open(db, round_id) else None


def count_round(db: Session, round_: HostedRound, *, now: datetime, ahead: Tally | None = None) -> Counted:
    """Count a locked round whose voting has ended: seal the papers, store the result, complete the file.

    ahead: a count made before the transaction; if what it counted has changed, the round is counted here.
    Raises PaperBallotsOpen, RollDiffers, CorrectionOpen.
    """
    hindrance = find_hindrance(db, round_.id)
    if hindrance is not None:
        raise hindrance
    if round_.digest is None:
        sealing.save_file(db, round_.id, seal_online(db, round_, now=now))
    counted = ahead if ahead and ahead.stands(db, round_) else tally.count(db, round_.id)
    columns = _seal_paper_ballots(db, round_, now=now)
    found = finished.get_round(db, round_.id)
    sealed = found.head(finished.list_projects(db, round_.id))
    codes = {code: project_id for project_id, code in sealing.project_codes(db, round_.id).items()}
    digest = keep_result(
        db,
        round_.id,
        codes,
        counted.outcome,
        rule=counted.rule,
        seed=counted.seed,
        alternatives=counted.alternatives,
        now=now,
    )
    head = published_head(
        sealed,
        digest=found.digest or "",
        seed=counted.seed,
        outcome=counted.outcome,
        drawn=_draw_lines(draw.find_draw(db, round_.id)),
    )
    columns |= _columns(db, round_.id, head, urn.read_urn(db, round_.id)) | {"tie_seed": counted.seed}
    return Counted(columns, digest, counted.seed)


def _draw_lines(drawn: DrawCard | None) -> dict[str, str]:
    """The lines of META about the public draw, with its first entry if that was corrected."""
    if drawn is None:
        return {}
    return {DRAWN: drawn.words} | ({DRAWN_BEFORE: drawn.before.words} if drawn.before else {})


def _seal_paper_ballots(db: Session, round_: HostedRound, *, now: datetime) -> dict[str, Any]:
    """Put the papers that count behind the ballots of the urn.

    Returns {column: value}; {} without paper voters.
    """
    papers = (Named(paper_id, draw_label()) for paper_id in sealing.list_agreed_ids(db, round_.id))
    order = sorted(papers, key=attrgetter("label"))
    if not order and not count_roll(db, round_.id)["paper"]:
        return {}
    codes = sealing.project_codes(db, round_.id)
    inside = urn.count_urn(db, round_.id)
    cast = sealing.read_agreed(db, order, codes)
    columns = _put_in(db, round_, cast, count=inside + len(order), codes=codes, sealed_before=inside)
    sealing.add_seal(db, round_.id, "paper", digest=columns["digest"], now=now)
    sealing.save_file(db, round_.id, columns)
    return columns


def _put_in(
    db: Session,
    round_: HostedRound,
    cast: Iterator[CastBallot],
    *,
    count: int,
    codes: dict[int, str],
    sealed_before: int,
) -> dict[str, Any]:
    ids = {code: project_id for project_id, code in codes.items()}
    for _ in imports.save_ballots(db, round_.id, ids, cast, first=sealed_before + 1):
        pass
    head = head_of(db, round_, count)
    return _columns(db, round_.id, head, urn.read_urn(db, round_.id)) | {"ballot_count": count}


def _columns(db: Session, round_id: int, head: Head, cast: Iterator[CastBallot]) -> dict[str, Any]:
    """{column: value} of the round for this file; the attributes of projects are stored on the way."""
    sealing.save_attributes(db, round_id, {one.id: dict(one.attributes) for one in head.projects})
    lines = write_lines(head, cast)
    return {
        "meta": [list(pair) for pair in head.meta.items()],
        "project_columns": list(head.project_columns),
        "vote_columns": list(head.vote_columns),
        "digest": seal.digest_lines(lines),
    }
