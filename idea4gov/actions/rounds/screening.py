"""Use cases of the review: proposals brought into a round, decided by one official, signed by another."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from idea4gov.actions.notices import notify
from idea4gov.actions.rounds.transition import begin_transition
from idea4gov.domain.errors import NotFound
from idea4gov.domain.permissions import Viewer, require_at
from idea4gov.domain.rounds.phases import require_phase
from idea4gov.domain.rounds.screening import (
    MergeDone,
    NoArea,
    NoMergeTarget,
    NotToSign,
    ReviewDecision,
    StaleReview,
    require_affordable,
    require_second,
)
from idea4gov.domain.sessions import require_confirmed
from idea4gov.store.moderation import get_proposal
from idea4gov.store.notices import one_account
from idea4gov.store.proposals import reading as proposals
from idea4gov.store.proposals.writing import move_state
from idea4gov.store.rounds import candidates, hosted, screening
from idea4gov.store.rounds.hosted import HostedRound
from idea4gov.store.rounds.screening import Review


def get_reviewed(db: Session, viewer: Viewer, round_id: int) -> HostedRound:
    """A round whose review the viewer may see. Raises NotFound."""
    found = hosted.get_hosted(db, round_id)
    require_at(viewer, "round:review", found.place)
    return found


def bring_in(
    db: Session, viewer: Viewer, round_id: int, proposal_ids: Collection[int], *, page_url: str, now: datetime
) -> int:
    """Bring proposals of the place's discussions into a round. Returns how many are new in it.

    Raises NotFound (also for a proposal that is no candidate), WrongPhase.
    """
    with begin_transition(
        db, round_id, viewer=viewer, permission="round:review", page_url=page_url, now=now
    ) as transition:
        found = transition.round
        require_phase(found.clock, "collecting", "reviewing")
        added = 0
        for proposal_id in sorted(set(proposal_ids)):
            if not candidates.is_candidate(
                db,
                proposal_id,
                province_code=found.province_code,
                local_government_code=found.local_government_code,
            ):
                raise NotFound()
            added += screening.add_review(db, round_id, proposal_id, area_id=None)
        if added:
            transition.audit("bring_proposals", {"proposals": sorted(set(proposal_ids))})
    return added


def decide_proposal(
    db: Session,
    viewer: Viewer,
    round_id: int,
    proposal_id: int,
    decision: ReviewDecision,
    *,
    excludes: Collection[int] = (),
    revision: int,
    page_url: str,
    now: datetime,
) -> None:
    """Decide on a proposal, or decide again; a second official has to sign the last decision.

    excludes: ids of proposals that cannot be funded together with this one; they replace earlier ones.
    revision: of the review that the form showed. Raises NotFound (also for a proposal outside the round),
    WrongPhase, StaleReview, MergeDone, Invalid with data `field`.
    """
    with begin_transition(
        db, round_id, viewer=viewer, permission="round:review", page_url=page_url, now=now
    ) as transition:
        require_phase(transition.round.clock, "reviewing")
        old = screening.get_review(db, round_id, proposal_id)
        if old.state == "merged" and old.signed_at:
            raise MergeDone()
        check_within_round(db, round_id, proposal_id, decision)
        values = _unsigned(decision, viewer, now)
        if not screening.change_review(db, round_id, proposal_id, values, revision=revision):
            raise StaleReview()
        for one in excludes:
            screening.get_review(db, round_id, one)
        candidates.replace_pairs(db, round_id, proposal_id, set(excludes))
        said = {"proposal": proposal_id, "state": decision.state, "cost_baht": decision.cost_baht}
        transition.audit("decide_proposal", {**said, "excludes": sorted(set(excludes))})


def _unsigned(decision: ReviewDecision, viewer: Viewer, now: datetime) -> dict[str, Any]:
    """The columns of a review that waits for a second official."""
    return {
        "state": decision.state,
        "area_id": decision.area_id,
        "cost_baht": decision.cost_baht,
        "reason": decision.reason,
        "merged_into_id": decision.merged_into_id,
        "reviewer_id": viewer.account_id,
        "reviewed_at": now,
        "signer_id": None,
        "signed_at": None,
    }


def sign_decision(
    db: Session,
    viewer: Viewer,
    round_id: int,
    proposal_id: int,
    *,
    revision: int,
    page_url: str,
    now: datetime,
) -> None:
    """Sign what another official decided. A signed merge moves the supports, once per person, for good.

    Raises NotFound, WrongPhase, NotToSign, OwnDecision, StaleReview; PasswordNeeded for a merge.
    """
    with begin_transition(
        db, round_id, viewer=viewer, permission="round:review", page_url=page_url, now=now
    ) as transition:
        require_phase(transition.round.clock, "reviewing")
        found = screening.get_review(db, round_id, proposal_id)
        if found.reviewer_id is None or found.reviewer_person_id is None or found.signed_at:
            raise NotToSign()
        require_second(viewer, reviewer_id=found.reviewer_id, reviewer_person_id=found.reviewer_person_id)
        if found.state == "merged":
            require_confirmed(viewer, now=now)
        values = {"signer_id": viewer.account_id, "signed_at": now}
        if not screening.change_review(db, round_id, proposal_id, values, revision=revision):
            raise StaleReview()
        if found.state == "merged":
            _merge(db, round_id, found)
            merged = get_proposal(db, proposal_id)
            notify(
                db,
                one_account(merged.author_id),
                kind="proposal_merged",
                title=merged.title,
                page_url=page_url,
                now=now,
            )
        transition.audit("sign_proposal", {"proposal": proposal_id, "state": found.state})


def check_within_round(db: Session, round_id: int, proposal_id: int, decision: ReviewDecision) -> None:
    """Check that a decision's area and merge target are of this round, and its cost within the budget.

    Raises Invalid with data `field`.
    """
    areas = {area.id: area for area in hosted.list_areas(db, round_id)}
    if decision.area_id is not None and decision.area_id not in areas:
        raise NoArea(field="area")
    if decision.cost_baht is not None and decision.area_id is not None:
        require_affordable(decision.cost_baht, areas[decision.area_id].budget_baht)
    if decision.merged_into_id is not None:
        target = screening.find_review(db, round_id, decision.merged_into_id)
        if target is None or target.proposal_id == proposal_id or target.state == "merged":
            raise NoMergeTarget(field="merged_into")


def _merge(db: Session, round_id: int, found: Review) -> None:
    """Carry a signed merge out: move the supports to the other proposal, and mark this one as merged.

    A proposal that was brought in from a discussion stays there as it is.
    """
    assert found.merged_into_id is not None
    target = screening.get_review(db, round_id, found.merged_into_id)
    if target.state == "merged":
        raise NoMergeTarget()
    if found.board_id != round_id:
        return
    proposals.get_locked(db, min(found.proposal_id, target.proposal_id))
    proposals.get_locked(db, max(found.proposal_id, target.proposal_id))
    candidates.move_supports(db, found.proposal_id, target.proposal_id)
    move_state(db, found.proposal_id, board_id=round_id, before="published", after="merged")
