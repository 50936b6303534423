"""Use cases of a round whose voting has ended: announce the result, and make it final after the contests."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.rounds import tally
from idea4gov.actions.rounds.imports import tally_round
from idea4gov.actions.rounds.large_urns import seal_in_chunks
from idea4gov.actions.rounds.sealing import find_hindrance
from idea4gov.actions.rounds.tally import Tally
from idea4gov.actions.rounds.transition import begin_final
from idea4gov.domain.permissions import Viewer, require_at
from idea4gov.domain.rounds.announcing import (
    ContestsOpen,
    RecountDiffers,
    require_counting,
)
from idea4gov.domain.rounds.draw import awaits_draw
from idea4gov.domain.rounds.phases import require_phase
from idea4gov.domain.sessions import require_confirmed
from idea4gov.store.rounds import hosted, objections, paper_ballots, phases, sealing
from idea4gov.store.rounds.draw import DrawCard, OpenCorrection, find_draw, find_open
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.store.rounds.roll import count_roll
from idea4gov.store.rounds.sealing import Seal
from idea4gov.store.rounds.tally import find_result
from idea4gov.store.session import Database


class CountingPage(NamedTuple):
    """A round after its voting. seals: of the urn. papers: {state: number}.

    roll: {channel: number of voters}. contests: how many wait for an answer. draw: the public one, or None.
    correction: of the draw, that waits to be signed, or None. awaits_draw: whether the result waits for a
    draw that was planned.
    """

    round: HostedRound
    seals: list[Seal]
    papers: dict[str, int]
    roll: dict[str, int]
    contests: int
    draw: DrawCard | None
    correction: OpenCorrection | None
    awaits_draw: bool


def get_counting_page(db: Session, viewer: Viewer, round_id: int, *, now: datetime) -> CountingPage:
    """The page of an official who announces or confirms a result. Raises NotFound."""
    found = hosted.get_hosted(db, round_id).at(now)
    require_at(viewer, "round:edit", found.place)
    return CountingPage(
        found,
        sealing.list_seals(db, round_id),
        paper_ballots.count_paper_ballots(db, round_id),
        count_roll(db, round_id),
        objections.count_unanswered(db, round_id, "provisional"),
        find_draw(db, round_id),
        find_open(db, round_id),
        awaits_draw(found.clock, now),
    )


def count_ahead(db: Session, viewer: Viewer | None, round_id: int, *, now: datetime) -> Tally | None:
    """Count a round before the transaction that announces its result; None if nothing can be announced yet.

    It takes seconds and only reads: call it inside snapshot(). viewer: None for the worker and commands.
    Raises NotFound.
    """
    found = hosted.get_hosted(db, round_id)
    if viewer is not None:
        require_at(viewer, "round:edit", found.place)
    if found.phase != "counting" or found.digest is None or awaits_draw(found.clock, now):
        return None
    if find_hindrance(db, round_id) is not None:
        return None
    return tally.count(db, round_id)


def recount_ahead(db: Session, viewer: Viewer | None, round_id: int, *, now: datetime) -> str | None:
    """The digest of a provisional result counted again; None if it cannot be confirmed yet.

    It takes seconds and only reads: call it inside snapshot(). viewer: None for the command. Raises NotFound,
    PasswordNeeded.
    """
    found = hosted.get_hosted(db, round_id)
    if viewer is not None:
        require_at(viewer, "round:edit", found.place)
        require_confirmed(viewer, now=now)
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

    ahead: of count_ahead; used if what was counted is unchanged. viewer: None for the administrator's
    command. Raises NotFound, PasswordNeeded, WrongPhase, SealAwaited, DrawAwaited, PaperBallotsOpen,
    RollDiffers, CorrectionOpen.
    """
    with begin_final(db, round_id, viewer, page_url=page_url, now=now) as transition:
        require_counting(transition.round.clock, now)
        transition.announce(ahead)


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

    ahead: of recount_ahead; it stays right, because a sealed urn does not change. viewer: None for the
    administrator's command. Raises NotFound, PasswordNeeded, WrongPhase, ContestsOpen, RecountDiffers.
    """
    with begin_final(db, round_id, viewer, page_url=page_url, now=now) as transition:
        found = transition.round
        require_phase(found.clock, "provisional")
        assert found.final_at is not None
        if now < found.final_at or objections.count_unanswered(db, round_id, "provisional"):
            raise ContestsOpen()
        kept = find_result(db, round_id)
        if kept is None or (ahead or tally_round(db, round_id).digest) != kept.digest:
            raise RecountDiffers()
        phases.set_board(db, round_id, state="closed", closed_at=now)
        transition.enter("final", at=now)


def announce(
    database: Database, viewer: Viewer | None, round_id: int, *, page_url: str, now: datetime
) -> None:
    """Seal and count a round, then announce its result, so that other writers do not wait for the count.

    Arguments and errors as in announce_result.
    """
    with (
        database.transaction() as db,
        begin_final(db, round_id, viewer, page_url=page_url, now=now) as transition,
    ):
        pass
    if transition.awaits_seal:
        seal_in_chunks(database, round_id, page_url=page_url, now=now)
    with database.snapshot() as db:
        ahead = count_ahead(db, viewer, round_id, now=now)
    with database.transaction() as db:
        announce_result(db, viewer, round_id, page_url=page_url, now=now, ahead=ahead)


def confirm(
    database: Database, viewer: Viewer | None, round_id: int, *, page_url: str, now: datetime
) -> None:
    """Recount a round, then make its result final, so that other writers do not wait for the count.

    Arguments and errors as in confirm_result.
    """
    with database.snapshot() as db:
        ahead = recount_ahead(db, viewer, round_id, now=now)
    with database.transaction() as db:
        confirm_result(db, viewer, round_id, page_url=page_url, now=now, ahead=ahead)
