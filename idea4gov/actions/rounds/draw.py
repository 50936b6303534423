"""Use cases of the public draw: its result is entered after voting has ended, before ballots are counted.

Before the count it can be corrected once: an official enters the correction with a reason, another one signs.
"""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.sealing import find_hindrance
from idea4gov.actions.rounds.transition import begin_final
from idea4gov.domain.errors import Conflict
from idea4gov.domain.moderation import clean_reason
from idea4gov.domain.permissions import Viewer, require_at
from idea4gov.domain.rounds.announcing import require_counting
from idea4gov.domain.rounds.draw import (
    AlreadyDrawn,
    CorrectionStands,
    Draw,
    NoCorrection,
    NotDrawn,
    require_different,
    require_other,
)
from idea4gov.store.rounds import draw as store_draw
from idea4gov.store.rounds import hosted
from idea4gov.store.rounds.draw import (
    DrawCard,
    OpenCorrection,
    add_correction,
    add_draw,
    find_draw,
    find_open,
)
from idea4gov.store.rounds.hosted import HostedRound


class DrawPage(NamedTuple):
    """The page of an official who enters, corrects or signs a draw.

    hindrance: why none can be entered yet, or None. correction: one that is not settled yet, or None.
    """

    round: HostedRound
    draw: DrawCard | None
    hindrance: Conflict | None
    correction: OpenCorrection | None


def get_draw_page(db: Session, viewer: Viewer, round_id: int, *, now: datetime) -> DrawPage:
    """A round with its draw. Raises NotFound."""
    found = hosted.get_hosted(db, round_id).at(now)
    require_at(viewer, "round:edit", found.place)
    return DrawPage(found, find_draw(db, round_id), find_hindrance(db, round_id), find_open(db, round_id))


def enter_draw(
    db: Session, viewer: Viewer, round_id: int, draw: Draw, *, page_url: str, now: datetime
) -> None:
    """Store the result of a public draw as the tie-break seed, once urn and papers are settled.

    From then on no paper can be changed, and the draw only by a correction. Raises NotFound, PasswordNeeded,
    WrongPhase, PaperBallotsOpen, RollDiffers, AlreadyDrawn.
    """
    with begin_final(db, round_id, viewer, page_url=page_url, now=now) as transition:
        require_counting(transition.round.clock, now)
        hindrance = find_hindrance(db, round_id)
        if hindrance is not None:
            raise hindrance
        if not add_draw(db, round_id, draw, entered_by_id=viewer.account_id, now=now):
            raise AlreadyDrawn()
        transition.reread()
        transition.note("draw", {"words": draw.words, "seed": draw.seed})
        transition.audit("enter_draw", {"words": draw.words, "seed": draw.seed, "occasion": draw.occasion})


def correct_draw(
    db: Session,
    viewer: Viewer,
    round_id: int,
    draw: Draw,
    *,
    reason: str,
    page_url: str,
    now: datetime,
) -> None:
    """Enter what a public draw really gave, after it was typed wrongly; another official has to sign.

    The correction is public at once. Nothing is counted until it is signed or refused. Raises NotFound,
    PasswordNeeded, WrongPhase, NotDrawn, SameDraw, CorrectionStands, Invalid with data `field`.
    """
    reason = clean_reason(reason)
    with begin_final(db, round_id, viewer, page_url=page_url, now=now) as transition:
        require_counting(transition.round.clock, now)
        found = find_draw(db, round_id)
        if found is None:
            raise NotDrawn()
        require_different(draw, Draw(found.words, found.occasion, found.witnesses))
        if not add_correction(db, round_id, draw, reason=reason, entered_by_id=viewer.account_id, now=now):
            raise CorrectionStands()
        said = {"words": draw.words, "seed": draw.seed, "before": found.words, "reason": reason}
        transition.note("draw_correction", said)
        transition.audit("correct_draw", {**said, "occasion": draw.occasion})


def sign_correction(
    db: Session, viewer: Viewer, round_id: int, correction_id: int, *, page_url: str, now: datetime
) -> None:
    """Sign a correction, which then holds. The viewer must have entered neither the draw nor the correction.

    Raises NotFound, PasswordNeeded, WrongPhase, NoCorrection, OwnCorrection.
    """
    with begin_final(db, round_id, viewer, page_url=page_url, now=now) as transition:
        require_counting(transition.round.clock, now)
        found, before = _open(db, round_id, correction_id), find_draw(db, round_id)
        require_other(viewer, found.accounts, found.persons)
        if before is None or not store_draw.sign_correction(
            db, round_id, found, signed_by_id=viewer.account_id, now=now
        ):
            raise NoCorrection()
        transition.reread()
        said = {"words": found.entry.words, "seed": found.entry.seed, "before": before.words}
        transition.note("draw_corrected", {**said, "reason": found.reason})
        transition.audit("sign_draw_correction", {**said, "correction": found.id})
        transition.notify_followers("round_draw_corrected")


def refuse_correction(
    db: Session,
    viewer: Viewer,
    round_id: int,
    correction_id: int,
    *,
    answer: str,
    page_url: str,
    now: datetime,
) -> None:
    """Refuse a correction, with a reason: the draw stays as it was entered.

    Whoever entered the correction may refuse it, too, to take it back. Raises NotFound, PasswordNeeded,
    WrongPhase, NoCorrection, Invalid with data `field`.
    """
    answer = clean_reason(answer)
    with begin_final(db, round_id, viewer, page_url=page_url, now=now) as transition:
        require_counting(transition.round.clock, now)
        found = _open(db, round_id, correction_id)
        if not store_draw.refuse_correction(
            db, found, answer=answer, refused_by_id=viewer.account_id, now=now
        ):
            raise NoCorrection()
        said = {"words": found.entry.words, "reason": answer}
        transition.note("draw_kept", said)
        transition.audit("refuse_draw_correction", {**said, "correction": found.id})


def _open(db: Session, round_id: int, correction_id: int) -> OpenCorrection:
    """The correction that the official looked at. Raises NoCorrection if it was settled meanwhile."""
    found = find_open(db, round_id)
    if found is None or found.id != correction_id:
        raise NoCorrection()
    return found
