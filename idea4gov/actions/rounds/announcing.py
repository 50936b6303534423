"""Use cases of a round whose voting has ended: announce the result, and make it final after the contests."""

from datetime import datetime
from threading import Lock
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.rounds import tally
from idea4gov.actions.rounds.imports import tally_round
from idea4gov.actions.rounds.phases import settle_phase
from idea4gov.actions.rounds.sealing import find_hindrance
from idea4gov.actions.rounds.tally import Tally
from idea4gov.actions.rounds.transition import proceed
from idea4gov.domain.permissions import Viewer, require_at
from idea4gov.domain.rounds.announcing import ContestsOpen, RecountDiffers
from idea4gov.domain.rounds.phases import is_announcement_due, require_phase
from idea4gov.store.rounds import hosted, objections, paper_ballots, phases, sealing
from idea4gov.store.rounds.draw import DrawCard, OpenCorrection, find_draw, find_open
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.store.rounds.roll import count_roll
from idea4gov.store.rounds.sealing import Seal
from idea4gov.store.rounds.tally import find_result
from idea4gov.store.session import Database

COUNTING = Lock()


class CountingPage(NamedTuple):
    """A round after its voting. seals: of the urn. papers, roll: counts. contests: those without answer.

    draw: the public one, or None. correction: of it, that waits to be signed, or None.
    """

    round: HostedRound
    seals: list[Seal]
    papers: dict[str, int]
    roll: dict[str, int]
    contests: int
    draw: DrawCard | None
    correction: OpenCorrection | None


def get_counting_page(db: Session, viewer: Viewer, round_id: int) -> CountingPage:
    """What an official looks at before announcing or confirming. Raises NotFound."""
    found = hosted.get_hosted(db, round_id)
    require_at(viewer, "round:edit", found.place)
    return CountingPage(
        found,
        sealing.list_seals(db, round_id),
        paper_ballots.count_paper_ballots(db, round_id),
        count_roll(db, round_id),
        objections.count_unanswered(db, round_id, "provisional"),
        find_draw(db, round_id),
        find_open(db, round_id),
    )


def count_ahead(db: Session, viewer: Viewer | None, round_id: int) -> Tally | None:
    """What an announcement would count, before the transaction in which it is made. None: too early for one.

    It takes seconds, and reads alone: call it inside snapshot(). Raises NotFound.
    """
    found = hosted.get_hosted(db, round_id)
    if viewer is not None:
        require_at(viewer, "round:edit", found.place)
    if found.phase != "counting" or found.digest is None or find_hindrance(db, round_id) is not None:
        return None
    return tally.count(db, round_id)


def recount_ahead(db: Session, viewer: Viewer | None, round_id: int, *, now: datetime) -> str | None:
    """The digest of a provisional result counted again, for confirm_result, as count_ahead for announcing."""
    found = hosted.get_hosted(db, round_id)
    if viewer is not None:
        require_at(viewer, "round:edit", found.place)
    if found.phase != "provisional" or found.final_at is None or now < found.final_at:
        return None
    return tally_round(db, round_id).digest


def announce_result(
    db: Session,
    viewer: Viewer | None,
    round_id: int,
    *,
    page_url: str,
    now: datetime,
    ahead: Tally | None = None,
) -> None:
    """Count a round whose voting has ended, and announce the provisional result.

    ahead: of count_ahead. viewer: None for the administrator's command. Raises NotFound, WrongPhase,
    PaperBallotsOpen, RollDiffers, CorrectionOpen.
    """
    with proceed(
        db, round_id, viewer=viewer, permission="round:edit", page_url=page_url, now=now, ahead=ahead
    ) as proceeding:
        require_phase(proceeding.round.clock, "counting")
        proceeding.announce()


def confirm_result(
    db: Session,
    viewer: Viewer | None,
    round_id: int,
    *,
    page_url: str,
    now: datetime,
    ahead: str | None = None,
) -> None:
    """Make a provisional result final: the days for contests are over, and a recount gives the same.

    ahead: of recount_ahead; nothing in a sealed urn changes, so it stands.
    viewer: None for the administrator's command. Raises NotFound, WrongPhase, ContestsOpen, RecountDiffers.
    """
    with proceed(
        db, round_id, viewer=viewer, permission="round:edit", page_url=page_url, now=now
    ) as proceeding:
        found = proceeding.round
        require_phase(found.clock, "provisional")
        assert found.final_at is not None
        if now < found.final_at or objections.count_unanswered(db, round_id, "provisional"):
            raise ContestsOpen()
        kept = find_result(db, round_id)
        if kept is None or (ahead or tally_round(db, round_id).digest) != kept.digest:
            raise RecountDiffers()
        phases.set_board(db, round_id, state="closed", closed_at=now)
        proceeding.enter("final", at=now)


def announce(
    database: Database, viewer: Viewer | None, round_id: int, *, page_url: str, now: datetime
) -> None:
    """As announce_result, counted before the transaction. Raises what that raises."""
    with database.snapshot() as db:
        ahead = count_ahead(db, viewer, round_id)
    with database.transaction() as db:
        announce_result(db, viewer, round_id, page_url=page_url, now=now, ahead=ahead)


def confirm(
    database: Database, viewer: Viewer | None, round_id: int, *, page_url: str, now: datetime
) -> None:
    """As confirm_result, recounted before the transaction. Raises what that raises."""
    with database.snapshot() as db:
        ahead = recount_ahead(db, viewer, round_id, now=now)
    with database.transaction() as db:
        confirm_result(db, viewer, round_id, page_url=page_url, now=now, ahead=ahead)


def settle(database: Database, round_id: int, *, page_url: str, now: datetime) -> HostedRound:
    """As settle_phase; an announcement that is due is counted before the transaction that makes it.

    While one thread of this process counts, others leave the round as it is. Raises NotFound.
    """
    with database.transaction() as db:
        found = settle_phase(db, round_id, page_url=page_url, now=now, announces=False)
    if not is_announcement_due(found.clock, now) or not COUNTING.acquire(blocking=False):
        return found
    try:
        with database.snapshot() as db:
            ahead = count_ahead(db, None, round_id)
        with database.transaction() as db:
            return settle_phase(db, round_id, page_url=page_url, now=now, ahead=ahead)
    finally:
        COUNTING.release()
