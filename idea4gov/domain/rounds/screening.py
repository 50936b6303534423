"""Reviewing proposals for a round: what an official decides, and what the second one may sign."""

from dataclasses import dataclass
from typing import Final

from idea4gov.domain.errors import N_, Conflict, Invalid
from idea4gov.domain.fields import at_field
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.drafts import LARGEST_BUDGET, NotAChoice, read_number
from idea4gov.domain.text import clean_text

DECISIONS: Final = ("feasible", "refused", "merged")
REASON_MAX_LENGTH = 1_000


class CostOverArea(Invalid):
    """A project that its area could never pay."""

    code = "cost_over_area"
    message = N_(
        "The area has %(budget)s baht, so a project of %(cost)s baht can never win. Correct one of them."
    )


class NoArea(Invalid):
    """A project competes for the money of one area."""

    code = "no_area"
    message = N_("Choose the area whose money would pay for this project.")


class NoMergeTarget(Invalid):
    """Merged into nothing, into itself, or into one that is merged itself."""

    code = "no_merge_target"
    message = N_("Choose another proposal of this round, which is not merged itself.")


class StaleReview(Conflict):
    """A colleague decided in the meantime."""

    code = "stale_review"
    message = N_(
        "A colleague decided on this proposal in the meantime. Look at the decision, then save again."
    )


class NotToSign(Conflict):
    """There is no decision that waits for a signature."""

    code = "not_to_sign"
    message = N_("There is no decision to sign here: it was signed already, or it was taken back.")


class OwnDecision(Conflict):
    """Four eyes see more than two."""

    code = "own_decision"
    message = N_("You decided on this proposal yourself. Another official has to sign.")


class MergeDone(Conflict):
    """A merge that was signed has moved the supports."""

    code = "merge_done"
    message = N_("This proposal was merged and its supporters moved. That cannot be undone.")


@dataclass(frozen=True, slots=True)
class Decision:
    """What an official decides. cost_baht: of feasible ones. merged_into_id: of merged ones."""

    state: str
    area_id: int | None
    cost_baht: int | None = None
    reason: str | None = None
    merged_into_id: int | None = None


def clean_decision(
    *, state: str, cost: str, reason: str, area_id: int | None, merged_into_id: int | None
) -> Decision:
    """Accept a decision as it was typed. Raises Invalid with data `field`."""
    if state not in DECISIONS:
        raise NotAChoice(field="state")
    with at_field("reason"):
        needed = state == "refused" or reason.strip()
        words = clean_text(reason, max_length=REASON_MAX_LENGTH) if needed else None
    if state == "merged":
        if merged_into_id is None:
            raise NoMergeTarget(field="merged_into")
        return Decision(state, area_id, None, words, merged_into_id)
    if state == "refused":
        return Decision(state, area_id, None, words)
    if area_id is None:
        raise NoArea(field="area")
    with at_field("cost"):
        return Decision(state, area_id, read_number(cost, least=1, most=LARGEST_BUDGET), words)


def require_affordable(cost_baht: int, budget_baht: int) -> None:
    """Raise CostOverArea for a project that costs more than its area has."""
    if cost_baht > budget_baht:
        raise CostOverArea(field="cost", budget=f"{budget_baht:,}", cost=f"{cost_baht:,}")


def require_second(viewer: Viewer, *, reviewer_id: int, reviewer_person_id: int) -> None:
    """Raise OwnDecision when the one who signs is the one who decided, through whichever account."""
    if viewer.account_id == reviewer_id or viewer.person_id == reviewer_person_id:
        raise OwnDecision()
