"""One count by equal shares with a fixed voter budget: which projects are bought, in which order."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from idea4gov.domain.tally.voter_budgets import AmbiguousComparison, Candidate, Rho, VoterBudgets

Excludes = Mapping[str, frozenset[str]]


class Purchase(NamedTuple):
    """A project that its supporters bought.

    tied: all candidates of the same rho, in tie-break order; the first of them is `candidate`. highest: upper
    bound of its rho. lower_bounds: {id: lower bound of the rho} of every candidate that was affordable then.
    """

    candidate: Candidate
    tied: tuple[Candidate, ...]
    highest: Rho
    lower_bounds: Mapping[str, Rho]


Allocation = Sequence[Purchase]
"""What one count bought, in order: its budget allocation."""


def purchases(
    candidates: Sequence[Candidate],
    budgets: VoterBudgets,
    excludes: Excludes,
    *,
    below: Allocation = (),
    above: Allocation = (),
) -> list[Purchase]:
    """Buy the candidate of the lowest rho, again and again, until none is affordable.

    budgets: of the voters; they are spent. excludes: as in Election. below, above: what counts of the same
    election with a smaller and a larger voter budget bought. As long as they bought the same, every rho lies
    between theirs, which saves work and sharpens the lower bounds. Raises AmbiguousComparison unless the
    budgets are exact.
    """
    remaining = {one.id: one for one in candidates}
    lower_bounds = {one.id: budgets.lowest_rho(one) for one in candidates}
    guesses = [one.candidate for one in above or below]
    bought: list[Purchase] = []
    while True:
        if above and not _sharpen(lower_bounds, remaining, _next(above, bought)):
            return bought
        hint = _next(below, bought)
        guess = next((one.id for one in guesses if one.id in remaining), None)
        best = _lowest(remaining, lower_bounds, budgets, hint.highest if hint else None, guess)
        if best is None:
            return bought
        bought.append(best)
        below = below if hint and _certainly_first(hint, best) else ()
        above = _if_same(above, bought)
        budgets.buy(best.candidate)
        for project_id in (best.candidate.id, *excludes.get(best.candidate.id, ())):
            remaining.pop(project_id, None)


def _next(other: Allocation, bought: Allocation) -> Purchase | None:
    return other[len(bought)] if len(bought) < len(other) else None


def _if_same(other: Allocation, bought: Allocation) -> Allocation:
    """`other` if its purchase of the same number is the last one of `bought`; otherwise ()."""
    last = len(bought) - 1
    same = last < len(other) and other[last].candidate.id == bought[last].candidate.id
    return other if same else ()


def _sharpen(lower_bounds: dict[str, Rho], remaining: dict[str, Candidate], hint: Purchase | None) -> bool:
    """Apply what a larger budget tells: raise lower bounds, and drop what it could not afford.

    hint: its next purchase. Returns False where it has none, so that the smaller budget has none either.
    """
    if hint is None:
        return False
    for project_id in remaining.keys() - hint.lower_bounds.keys():
        del remaining[project_id]
    for project_id, bound in hint.lower_bounds.items():
        if bound > lower_bounds[project_id]:
            lower_bounds[project_id] = bound
    return True


def _lowest(
    remaining: dict[str, Candidate],
    lower_bounds: dict[str, Rho],
    budgets: VoterBudgets,
    target: Rho | None,
    guess: str | None,
) -> Purchase | None:
    """The next purchase, or None if no candidate is affordable.

    Drops candidates that are not affordable from `remaining`, and raises `lower_bounds`.

    target: bounds are computed sharply up to this rho, even where the comparison does not need it. guess: id
    of the candidate to examine first; if it is the best, the others need only a rough bound.
    """
    low: Rho = 0
    high: Rho | None = None
    ceiling: Rho | None = None
    tied: list[Candidate] = []
    for project_id in _queue(remaining, lower_bounds, guess):
        one, bound = remaining[project_id], lower_bounds[project_id]
        if ceiling is not None and bound > ceiling:
            break
        found = budgets.rho(one, bound, ceiling)
        if found is None:
            del remaining[project_id]
            continue
        lower_bounds[project_id] = found[0]
        if high is None or found[1] < low:
            (low, high), tied = found, [one]
        elif found == (low, high) and low == high:
            tied.append(one)
        elif not found[0] > high:
            raise AmbiguousComparison()
        ceiling = high if target is None or high is None or high > target else target
    if high is None:
        return None
    tied.sort(key=lambda one: one.order)
    return Purchase(tied[0], tuple(tied), high, {key: lower_bounds[key] for key in remaining})


def _queue(remaining: Iterable[str], lower_bounds: Mapping[str, Rho], guess: str | None) -> list[str]:
    """The order in which candidates are examined: the guess first, then by their lower bounds."""
    queue = sorted(remaining, key=lower_bounds.__getitem__)
    if guess is not None:
        queue.remove(guess)
        queue.insert(0, guess)
    return queue


def same_between(fewer: Allocation, more: Allocation) -> bool:
    """Whether every voter budget between two others certainly buys the same as both, in the same order.

    fewer, more: what the smaller and the larger budget bought. After the same purchases, a larger budget
    leaves every voter more, so every rho is lower. A project is therefore bought first by all budgets between
    if its rho under the smaller budget is below every other rho under the larger one. What the larger budget
    cannot afford, no smaller one can.
    """
    kind = type(fewer[0].highest) if fewer else float
    return len(of_kind(more, kind)) == len(fewer) == len(more) and all(map(_certainly_first, fewer, more))


def of_kind(allocation: Allocation, kind: type) -> Allocation:
    """The allocation if its rhos are of this type, otherwise (): exact and rounded ones do not compare."""
    return allocation if allocation and isinstance(allocation[0].highest, kind) else ()


def _certainly_first(before: Purchase, after: Purchase) -> bool:
    """Whether both bought the same, and every budget between theirs does. before: of the smaller budget."""
    if before.candidate.id != after.candidate.id:
        return False
    tied = {one.id for one in after.tied[1:]}
    return all(
        before.highest < bound or (before.highest == bound and key in tied)
        for key, bound in after.lower_bounds.items()
        if key != after.candidate.id
    )
