"""Use cases of a round whose voting has ended: announce the result, and make it final after the contests.

Phases that a date brings are recorded by settle, which the worker and commands call; a GET never does.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.rounds import tally
from idea4gov.actions.rounds.claims import Claims
from idea4gov.actions.rounds.imports import tally_round
from idea4gov.actions.rounds.large_urns import seal_in_chunks
from idea4gov.actions.rounds.phases import is_late, settle_phase
from idea4gov.actions.rounds.sealing import find_hindrance, is_large
from idea4gov.actions.rounds.tally import Tally
from idea4gov.actions.rounds.transition import begin_transition
from idea4gov.domain.permissions import Viewer, require_at
from idea4gov.domain.rounds.announcing import (
    ContestsOpen,
    RecountDiffers,
    is_announcement_due,
    require_counting,
)
from idea4gov.domain.rounds.draw import awaits_draw
from idea4gov.domain.rounds.phases import LATE, PHASES, require_phase
from idea4gov.domain.sessions import require_confirmed
from idea4gov.store.rounds import hosted, objections, paper_ballots, phases, sealing
from idea4gov.store.rounds.draw import DrawCard, OpenCorrection, find_draw, find_open
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.store.rounds.phases import DueRound
from idea4gov.store.rounds.roll import count_roll
from idea4gov.store.rounds.sealing import Seal
from idea4gov.store.rounds.tally import find_result
from idea4gov.store.session import Database

LOG = logging.getLogger(__name__)
BEFORE_VOTING = PHASES[: PHASES.index("voting")]
"""The phases whose end neither seals nor counts."""


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


class Settled(NamedTuple):
    """The outcome of settling one round. round: as recorded now; None if an error left it as it was."""

    due: DueRound
    round: HostedRound | None

    @property
    def has_moved(self) -> bool:
        """Whether a phase was recorded."""
        return self.round is not None and self.round.phase != self.due.phase


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
    with begin_transition(
        db,
        round_id,
        viewer=viewer,
        permission="round:edit",
        page_url=page_url,
        now=now,
        seals=True,
        is_final=True,
    ) as transition:
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
    with begin_transition(
        db,
        round_id,
        viewer=viewer,
        permission="round:edit",
        page_url=page_url,
        now=now,
        seals=True,
        is_final=True,
    ) as transition:
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
        begin_transition(
            db,
            round_id,
            viewer=viewer,
            permission="round:edit",
            page_url=page_url,
            now=now,
            seals=True,
            is_final=True,
        ) as transition,
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


def settle(database: Database, round_id: int, *, page_url: str, now: datetime) -> HostedRound:
    """Record the phase of this moment (see settle_phase), and announce the result where that is due.

    The count is made before the transaction. However many processes settle at once, each phase is entered
    once. Raises NotFound.
    """
    with database.transaction() as db:
        found = settle_phase(db, round_id, page_url=page_url, now=now)
    if found.phase == "voting":
        found = seal_in_chunks(database, round_id, page_url=page_url, now=now)
    if not is_announcement_due(found.clock, now):
        return found
    with database.snapshot() as db:
        ahead = count_ahead(db, None, round_id, now=now)
    if ahead is None:
        return found
    with database.transaction() as db:
        return _announce_if_due(db, round_id, page_url=page_url, now=now, ahead=ahead)


def _announce_if_due(
    db: Session, round_id: int, *, page_url: str, now: datetime, ahead: Tally
) -> HostedRound:
    """Announce, unless another worker did so, or an official changed something, during the count."""
    with begin_transition(db, round_id, page_url=page_url, now=now) as transition:
        is_due = is_announcement_due(transition.round.clock, now)
        if is_due and find_hindrance(db, round_id) is None:
            transition.announce(ahead)
    return transition.round


def settle_due(
    database: Database,
    *,
    site_url: str,
    now: datetime,
    claims: Claims | None = None,
    large: bool | None = None,
) -> list[Settled]:
    """Settle every round that is due, each in its own transactions; an error is logged, and the others go on.

    Those that are sealed or counted come last, the smallest first, so that a large one keeps few waiting.
    site_url: of this installation, without a slash at its end. claims: leaves out what another call settles.
    large: True settles only rounds whose urn is large, which takes minutes, False only the others; None all.
    Returns the outcomes by id.
    """
    claims = claims or Claims()

    def act(round_id: int) -> HostedRound:
        return settle(database, round_id, page_url=_page_url(site_url, round_id), now=now)

    settled: list[Settled] = []
    for due in _list_chosen(database, now, large):
        with claims.claim(due.id) as is_ours:
            if is_ours:
                settled.append(Settled(due, _try(act, due.id)))
    return sorted(settled, key=lambda one: one.due.id)


def _list_chosen(database: Database, now: datetime, large: bool | None) -> list[DueRound]:
    due = sorted(_list_due(database, now), key=_size)
    if large is None:
        return due
    with database.reading() as db:
        return [one for one in due if _has_large_urn(db, one) == large]


def _size(due: DueRound) -> tuple[bool, int, int]:
    return due.phase not in BEFORE_VOTING, due.voters, due.id


def _has_large_urn(db: Session, due: DueRound) -> bool:
    return due.phase in ("voting", "counting") and is_large(db, hosted.get_hosted(db, due.id))


def record_late(database: Database, *, site_url: str, now: datetime) -> None:
    """Record the phases that the worker should have recorded by now, except those that seal or announce.

    An error is logged. site_url: of this installation, without a slash at its end.
    """

    def act(round_id: int) -> HostedRound:
        with database.transaction() as db:
            return settle_phase(db, round_id, page_url=_page_url(site_url, round_id), now=now, seals=False)

    due = [one.id for one in _list_due(database, now - LATE) if one.phase in BEFORE_VOTING]
    with database.reading() as db:
        late = [round_id for round_id in due if is_late(db, round_id, now=now)]
    for round_id in late:
        _try(act, round_id)


def _try(act: Callable[[int], HostedRound], round_id: int) -> HostedRound | None:
    try:
        return act(round_id)
    except Exception as error:
        # Only the class of the error: the text of a database error repeats the values that were written.
        LOG.warning("round_not_settled id=%d %s", round_id, type(error).__name__)
        return None


def _page_url(site_url: str, round_id: int) -> str:
    return f"{site_url}/rounds/{round_id}"


def _list_due(database: Database, now: datetime) -> list[DueRound]:
    found: list[DueRound] = []
    with database.reading() as db:
        while page := phases.list_due(db, now=now, after_id=found[-1].id if found else 0):
            found += page
    return found
