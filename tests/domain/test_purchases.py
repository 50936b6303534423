"""What may be concluded from two counts about the budgets between them."""

from fractions import Fraction

from idea4gov.domain.tally.purchases import Purchase, same_between
from idea4gov.domain.tally.voter_budgets import Candidate, Rho, values_at

A, B, C = (Candidate(name, 10, order, (0,), values_at([0]), None, 1) for order, name in enumerate("abc"))


def bought(one: Candidate, highest: Rho, **lower_bounds: Rho) -> list[Purchase]:
    """An allocation of one purchase."""
    return [Purchase(one, (one,), highest, lower_bounds)]


def test_budgets_between_are_skipped_when_the_purchase_comes_before_every_other() -> None:
    fewer = bought(A, 0.5, a=0.5, b=0.9, c=0.9)
    assert same_between(fewer, bought(A, 0.4, a=0.4, b=0.6, c=0.7))
    assert same_between([], [])


def test_no_budget_is_skipped_when_a_single_other_may_come_first() -> None:
    fewer = bought(A, 0.5, a=0.5, b=0.9, c=0.9)
    assert not same_between(fewer, bought(A, 0.4, a=0.4, b=0.6, c=0.45))


def test_no_budget_is_skipped_when_both_counts_bought_something_else() -> None:
    fewer = bought(A, 0.5, a=0.5, b=0.9)
    assert not same_between(fewer, bought(B, 0.4, a=0.6, b=0.4))
    assert not same_between(fewer, [])


def test_exact_and_rounded_counts_are_not_compared() -> None:
    fewer = bought(A, Fraction(1, 2), a=Fraction(1, 2), b=Fraction(9, 10))
    assert not same_between(fewer, bought(A, 0.4, a=0.4, b=0.6))
