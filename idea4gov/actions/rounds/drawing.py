"""Use case of the public draw: its result is entered once the ballots are in, before they are counted."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.proceeding import proceed
from idea4gov.actions.rounds.sealing import find_hindrance
from idea4gov.domain.errors import Conflict
from idea4gov.domain.permissions import Viewer, require_at
from idea4gov.domain.rounds import require_phase
from idea4gov.domain.rounds.drawing import AlreadyDrawn, Draw
from idea4gov.store.rounds import draws, held
from idea4gov.store.rounds.draws import DrawCard
from idea4gov.store.rounds.held import HeldRound


class DrawPage(NamedTuple):
    """What an official looks at before entering a draw. hindrance: why it is too early for one, or None."""

    round: HeldRound
    draw: DrawCard | None
    hindrance: Conflict | None


def get_draw_page(db: Session, viewer: Viewer, round_id: int) -> DrawPage:
    """A round with its draw. Raises NotFound."""
    found = held.get_held(db, round_id)
    require_at(viewer, "round:edit", found.place)
    return DrawPage(found, draws.find_draw(db, round_id), find_hindrance(db, round_id))


def enter_draw(
    db: Session, viewer: Viewer, round_id: int, draw: Draw, *, page_url: str, now: datetime
) -> None:
    """Keep what a public draw gave as the seed of the lots: the urn is sealed, every paper is settled.

    From then on nobody changes it, and no paper either.
    Raises NotFound, WrongPhase, PapersOpen, RollDiffers, AlreadyDrawn.
    """
    with proceed(
        db, round_id, viewer=viewer, permission="round:edit", page_url=page_url, now=now
    ) as proceeding:
        require_phase(proceeding.round.clock, "counting")
        hindrance = find_hindrance(db, round_id)
        if hindrance is not None:
            raise hindrance
        if not draws.add_draw(db, round_id, draw, entered_by_id=viewer.account_id, now=now):
            raise AlreadyDrawn()
        proceeding.reread()
        proceeding.note("draw", {"words": draw.words, "seed": draw.seed})
        proceeding.audit("enter_draw", {"words": draw.words, "seed": draw.seed, "occasion": draw.occasion})
