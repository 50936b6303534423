"""Screening proposals for a round: one official decides, another one signs."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from idea4gov.domain.errors import N_, Conflict, Invalid
from idea4gov.domain.fields import all_fields
from idea4gov.domain.numbers import read_amount
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.drafts import LARGEST_BUDGET, NotAChoice
from idea4gov.domain.text import clean_text

ReviewState = Literal["undecided", "feasible", "refused", "merged"]
DecidedState = Literal["feasible", "refused", "merged"]
DECISIONS: Final[tuple[DecidedState, ...]] = get_args(DecidedState)
REASON_MAX_LENGTH = 1_000


class CostOverArea(Invalid):
    """The project costs more than the budget of its area."""

    code = "cost_over_area"
    message = N_(
        "The area has %(budget)s baht, so a project of %(cost)s baht can never win. Correct one of them."
    )


class NoArea(Invalid):
    """No area was chosen for the project."""

    code = "no_area"
    message = N_("Choose the area whose money would pay for this project.")


class NoMergeTarget(Invalid):
    """The proposal to merge into is missing, is the same one, or is merged itself."""

    code = "no_merge_target"
    message = N_("Choose another proposal of this round, which is not merged itself.")


class StaleReview(Conflict):
    """Another official decided in the meantime."""

    code = "stale_review"
    message = N_(
        "A colleague decided on this proposal in the meantime. Look at the decision, then save again."
    )


class NotToSign(Conflict):
    """No decision on the proposal waits for a signature."""

    code = "not_to_sign"
    message = N_("There is no decision to sign here: it was signed already, or it was taken back.")


class OwnDecision(Conflict):
    """The official who decided may not sign the decision."""

    code = "own_decision"
    message = N_("You decided on this proposal yourself. Another official has to sign.")


class MergeDone(Conflict):
    """The merge was signed and its supports were moved, so it cannot be changed."""

    code = "merge_done"
    message = N_("This proposal was merged and its supporters moved. That cannot be undone.")


@dataclass(frozen=True, slots=True)
class ReviewDecision:
    """The decision on a proposal.

    cost_baht: of a feasible one. reason: why it is not feasible. merged_into_id: proposal that it is merged
    into.
    """

    state: DecidedState
    area_id: int | None
    cost_baht: int | None = None
    reason: str | None = None
    merged_into_id: int | None = None


def clean_decision(
    *, state: str, cost: str, reason: str, area_id: int | None, merged_into_id: int | None
) -> ReviewDecision:
    """Check and normalize a decision as typed. Raises Invalid with data `field`."""
    cost_baht = target = None
    with all_fields() as at:
        with at("state"):
            decided = _decision(state)
        with at("area"):
            if state == "feasible" and area_id is None:
                raise NoArea()
        with at("cost"):
            if state == "feasible":
                cost_baht = read_amount(cost, least=1, most=LARGEST_BUDGET)
        with at("merged_into"):
            if state == "merged":
                target = merged_into_id
                if target is None:
                    raise NoMergeTarget()
        with at("reason"):
            needed = state == "refused" or reason.strip()
            words = clean_text(reason, max_length=REASON_MAX_LENGTH) if needed else None
    return ReviewDecision(decided, area_id, cost_baht, words, target)


def _decision(text: str) -> DecidedState:
    for decision in DECISIONS:
        if decision == text:
            return decision
    raise NotAChoice()


def require_affordable(cost_baht: int, budget_baht: int) -> None:
    """Raise CostOverArea if a project costs more than the budget of its area."""
    if cost_baht > budget_baht:
        raise CostOverArea(field="cost", budget=f"{budget_baht:,}", cost=f"{cost_baht:,}")


def require_second(viewer: Viewer, *, reviewer_id: int, reviewer_person_id: int) -> None:
    """Raise OwnDecision if the viewer made the decision, also with another account."""
    if viewer.account_id == reviewer_id or viewer.person_id == reviewer_person_id:
        raise OwnDecision()
