"""One count of equal shares with a fixed budget for each voter: what is paid for, in which order."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from idea4gov.domain.tally.purses import Candidate, Doubt, Purses, Rate

Excludes = Mapping[str, frozenset[str]]


class Purchase(NamedTuple):
    """A project that was paid for.

    tied: all that had the same rate, in the order of the tie rule. highest: its rate at most. floors: {id of
    each other candidate: rate that it had at least}.
    """

    candidate: Candidate
    tied: tuple[Candidate, ...]
    highest: Rate
    floors: Mapping[str, Rate]


Basket = Sequence[Purchase]
"""What one count bought, in order."""


def purchases(
    candidates: Sequence[Candidate],
    purses: Purses,
    excludes: Excludes,
    *,
    below: Basket = (),
    above: Basket = (),
) -> list[Purchase]:
    """Pay for the project of the lowest rate, again and again, while there is one.

    candidates: with a cost and a supporter. below, above: what smaller and larger budgets bought. As long as
    the same is bought, rates here are between theirs; it saves work, and lets `same_between` tell more.
    Raises Doubt, of purses that are not exact.
    """
    shop = {one.id: one for one in candidates}
    floors = {one.id: purses.least(one) for one in candidates}
    guesses = [one.candidate for one in above or below]
    bought: list[Purchase] = []
    while True:
        if above and not _learn(floors, shop, _next(above, bought)):
            return bought
        hint = _next(below, bought)
        guess = next((one.id for one in guesses if one.id in shop), None)
        best = _cheapest(shop, floors, purses, hint.highest if hint else None, guess)
        if best is None:
            return bought
        bought.append(best)
        below = below if hint and _surely_first(hint, best) else ()
        above = _if_same(above, bought)
        purses.buy(best.candidate)
        for project_id in (best.candidate.id, *excludes.get(best.candidate.id, ())):
            shop.pop(project_id, None)


def _next(other: Basket, bought: Basket) -> Purchase | None:
    return other[len(bought)] if len(bought) < len(other) else None


def _if_same(other: Basket, bought: Basket) -> Basket:
    """Another count as long as it bought the same; nothing once it did not."""
    last = len(bought) - 1
    same = last < len(other) and other[last].candidate.id == bought[last].candidate.id
    return other if same else ()


def _learn(floors: dict[str, Rate], shop: dict[str, Candidate], hint: Purchase | None) -> bool:
    """Take over what a larger budget that bought the same knows. False: it can pay for nothing any more."""
    if hint is None:
        return False
    for project_id in shop.keys() - hint.floors.keys():
        del shop[project_id]
    for project_id, floor in hint.floors.items():
        if floor > floors[project_id]:
            floors[project_id] = floor
    return True


def _cheapest(
    shop: dict[str, Candidate],
    floors: dict[str, Rate],
    purses: Purses,
    target: Rate | None,
    guess: str | None,
) -> Purchase | None:
    """The next purchase.

    target: up to which rate others are looked at more closely than needed. guess: which one it may be; looked
    at first, so that the others need not be looked at closely.
    """
    low: Rate = 0
    high: Rate | None = None
    ceiling: Rate | None = None
    tied: list[Candidate] = []
    queue = sorted(shop, key=floors.__getitem__)
    if guess is not None:
        queue.remove(guess)
        queue.insert(0, guess)
    for project_id in queue:
        one, floor = shop[project_id], floors[project_id]
        if ceiling is not None and floor > ceiling:
            break
        found = purses.rate(one, floor, ceiling)
        if found is None:
            del shop[project_id]
            continue
        floors[project_id] = found[0]
        if high is None or found[1] < low:
            (low, high), tied = found, [one]
        elif found == (low, high) and low == high:
            tied.append(one)
        elif not found[0] > high:
            raise Doubt()
        ceiling = high if target is None or high is None or high > target else target
    if high is None:
        return None
    tied.sort(key=lambda one: one.order)
    return Purchase(tied[0], tuple(tied), high, {key: floors[key] for key in shop})


def same_between(fewer: Basket, more: Basket) -> bool:
    """Whether every budget between those of `fewer` and `more` surely buys the same in the same order.

    With more money and the same purchases so far, purses are fuller and rates are lower. So a project that
    comes first at its highest rate (with the smaller budget), against what others cost at their lowest (with
    the larger one), comes first in between. What the larger budget cannot pay for, the smaller cannot either.
    """
    kind = type(fewer[0].highest) if fewer else float
    return len(of_kind(more, kind)) == len(fewer) == len(more) and all(map(_surely_first, fewer, more))


def of_kind(basket: Basket, kind: type) -> Basket:
    """The basket if its rates are of this kind; else nothing: 1/3 is not its floating-point neighbour."""
    return basket if basket and isinstance(basket[0].highest, kind) else ()


def _surely_first(before: Purchase, after: Purchase) -> bool:
    if before.candidate.id != after.candidate.id:
        return False
    tied = {one.id for one in after.tied[1:]}
    return all(
        before.highest < floor or (before.highest == floor and key in tied)
        for key, floor in after.floors.items()
        if key != after.candidate.id
    )
