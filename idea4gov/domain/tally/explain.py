"""A sentence for citizens on why a project won or lost; for one that lost, the method in another one."""

from dataclasses import dataclass, field
from fractions import Fraction

from idea4gov.domain.errors import N_
from idea4gov.domain.tally.outcome import Decision, Fate, Outcome, Share
from idea4gov.domain.tally.rules import Method


@dataclass(frozen=True, slots=True)
class Explanation:
    """A sentence and the values of its %(name)s parameters.

    message: the sentence, a msgid: for a project that lost, the plain cause. method: a second sentence on how
    counting came to it, a msgid, or "". amounts: of money, exact, in the unit of the costs. counts: of
    people, votes or points. rival: id of the project that the sentence names, or None.
    """

    message: str
    amounts: dict[str, Fraction] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    rival: str | None = None
    method: str = ""


def explain(step: Decision, outcome: Outcome) -> Explanation:
    """Explain the decision on one project. outcome: the one that `step` belongs to."""
    if step.fate is Fate.EXCLUDED:
        return Explanation(
            N_("It cannot be built beside “%(rival)s”, which was funded before it."), rival=step.rival
        )
    if step.fate is Fate.BELOW_MINIMUM:
        return Explanation(
            N_("It got %(score)s, and the rule asks for at least %(minimum)s."),
            counts={"score": int(step.score), "minimum": outcome.rule.minimum_score},
        )
    if step.fate is Fate.OVER_BUDGET:
        return Explanation(
            N_("It costs %(cost)s, more than the whole %(budget)s, so it was set aside before the count."),
            {"cost": Fraction(step.cost), "budget": Fraction(outcome.budget)},
        )
    if step.fate is Fate.NO_VOTES:
        return Explanation(N_("Nobody voted for it, so it was set aside before the count."))
    if step.fate is Fate.AFTER_STOP:
        return _lost(
            step,
            N_("%(score)s votes, but counting had ended before its turn."),
            N_("%(score)s points, but counting had ended before its turn."),
            method=N_("Counting ends at the first project that costs more than is left."),
        )
    if outcome.rule.method is Method.EQUAL_SHARES and not outcome.fell_back:
        return _shared(step)
    return _in_turn(step)


def _in_turn(step: Decision) -> Explanation:
    left, cost = Fraction(step.left_before), Fraction(step.cost)
    if step.fate.is_funded:
        return Explanation(
            N_("When its turn came %(left)s was left. It costs %(cost)s, so %(after)s remained."),
            {"left": left, "cost": cost, "after": left - cost},
        )
    return _lost(
        step,
        *_NEEDS_MORE_THAN_IS_LEFT,
        method=N_("Projects with more support came first. It is %(short)s short."),
        left=left,
        short=cost - left,
    )


_NEEDS_MORE_THAN_IS_LEFT = (
    N_("%(score)s votes: it needs %(cost)s, but %(left)s is left."),
    N_("%(score)s points: it needs %(cost)s, but %(left)s is left."),
)


def _lost(step: Decision, votes: str, points: str, *, method: str, **amounts: Fraction) -> Explanation:
    """The explanation of a loss. votes, points: its sentence, by what the ballots gave to the project."""
    return Explanation(
        votes if step.score == step.votes else points,
        {**amounts, "cost": Fraction(step.cost)},
        {"score": int(step.score)},
        method=method,
    )


def _shared(step: Decision) -> Explanation:
    share = step.share or Share(None, 0, 0, Fraction(0))
    cost, left = Fraction(step.cost), Fraction(step.left_before)
    if step.fate is Fate.FUNDED:
        return _paid(step, share)
    money = {"money": share.money, "cost": cost}
    if step.fate is Fate.FILLED:
        return Explanation(
            N_(
                "Its supporters had %(money)s left together, too little for its %(cost)s. It fits into the "
                "%(left)s that nobody could use at the end."
            ),
            {**money, "left": left},
        )
    if step.fate is Fate.DOES_NOT_FIT:
        return _lost(
            step,
            *_NEEDS_MORE_THAN_IS_LEFT,
            method=N_(
                "Its supporters had %(money)s left together; the rest of the money went to projects with "
                "more support."
            ),
            left=left,
            money=share.money,
        )
    return _lost(
        step,
        N_("%(score)s votes: it needs %(cost)s, but those who chose it have %(money)s left together."),
        N_("%(score)s points: it needs %(cost)s, but those who chose it have %(money)s left together."),
        method=N_("Every voter has the same share of the money, and projects are paid from it."),
        money=share.money,
    )


def _paid(step: Decision, share: Share) -> Explanation:
    if not step.cost or share.price is None:
        return Explanation(N_("It costs nothing, so nobody had to pay for it."))
    amounts = {"price": share.price, "cost": Fraction(step.cost)}
    if not share.partial:
        return Explanation(
            N_("%(payers)s supporters paid its %(cost)s together, %(price)s each."),
            amounts,
            {"payers": share.payers},
        )
    return Explanation(
        N_(
            "%(payers)s supporters paid %(price)s each towards its %(cost)s; another %(partial)s paid what "
            "they had left, which was less."
        ),
        amounts,
        {"payers": share.payers, "partial": share.partial},
    )
