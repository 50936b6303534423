"""Bring rounds to the phase that their dates say: the worker and commands call it; a GET never does."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.announcing import count_ahead
from idea4gov.actions.rounds.claims import Claims
from idea4gov.actions.rounds.large_urns import seal_in_chunks
from idea4gov.actions.rounds.phases import is_late, settle_phase
from idea4gov.actions.rounds.sealing import find_hindrance, is_large
from idea4gov.actions.rounds.tally import Tally
from idea4gov.actions.rounds.transition import begin_transition
from idea4gov.domain.rounds.announcing import is_announcement_due
from idea4gov.domain.rounds.phases import LATE, PHASES
from idea4gov.store.rounds import hosted, phases
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.store.rounds.phases import DueRound
from idea4gov.store.session import Database

LOG = logging.getLogger(__name__)
BEFORE_VOTING = PHASES[: PHASES.index("voting")]
"""The phases whose end neither seals nor counts."""


class Settled(NamedTuple):
    """The outcome of settling one round. round: as recorded now; None if an error left it as it was."""

    due: DueRound
    round: HostedRound | None
    error: Exception | None = None

    @property
    def has_moved(self) -> bool:
        """Whether a phase was recorded."""
        return self.round is not None and self.round.phase != self.due.phase


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
                outcome, error = _try(act, due.id)
                settled.append(Settled(due, outcome, error))
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


def _try(act: Callable[[int], HostedRound], round_id: int) -> tuple[HostedRound | None, Exception | None]:
    try:
        return act(round_id), None
    except Exception as error:
        # Only the class of the error: the text of a database error repeats the values that were written.
        LOG.warning("round_not_settled id=%d %s", round_id, type(error).__name__)
        return None, error


def _page_url(site_url: str, round_id: int) -> str:
    return f"{site_url}/rounds/{round_id}"


def _list_due(database: Database, now: datetime) -> list[DueRound]:
    found: list[DueRound] = []
    with database.reading() as db:
        while page := phases.list_due(db, now=now, after_id=found[-1].id if found else 0):
            found += page
    return found
