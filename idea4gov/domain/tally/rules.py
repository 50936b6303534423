"""Which rule an election is counted by, and reading it from what a `.pb` file states."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.numbers import whole_number


class UnknownRule(Invalid):
    """The election was decided by a rule that is not counted here.

    rule: the rule as stated. why: an English sentence (a msgid) with what exactly is not known.
    """

    code = "unknown_rule"
    message = N_("The rule “%(rule)s” cannot be counted here. %(why)s")

    def __init__(self, rule: str, why: str = N_("This rule is not one of those known here.")) -> None:
        super().__init__(rule=rule, why=why)

    @classmethod
    def of_ballots(cls, vote_type: str) -> "UnknownRule":
        """The ballots are of a type that is not counted here."""
        return cls(vote_type, N_("Ballots of this type are not among those known here."))


class Method(StrEnum):
    """How winners are found; each has one file of its name in this package."""

    GREEDY = "greedy"


@dataclass(frozen=True, slots=True)
class Rule:
    """How to count.

    stop: end at the first project that does not fit (otherwise it is skipped). minimum_score: a project
    with less is out, int >= 0, in the unit that projects are ranked by (votes, points or Borda points).
    """

    method: Method = Method.GREEDY
    stop: bool = False
    minimum_score: int = 0


_SPLIT_BUDGETS = ("budget_per_category", "budget_per_neighborhood")
_STOPS = {"greedy": False, "greedy-threshold": False, "greedy-no-skip": True}


def rule_of(meta: Mapping[str, str]) -> Rule:
    """Read the rule that the META section of a `.pb` file states.

    `min_project_score_threshold` holds under every rule that states it. Raises UnknownRule when the rule is
    another one, when what it needs is missing, or when the budget is split in a way that changes who wins.
    """
    name = meta.get("rule", "").strip()
    if name not in _STOPS:
        raise UnknownRule(name)
    if any(meta.get(key, "").strip() for key in _SPLIT_BUDGETS):
        raise UnknownRule(name, N_("The file splits its budget by category or neighbourhood."))
    return Rule(stop=_STOPS[name], minimum_score=_minimum(name, meta))


def _minimum(name: str, meta: Mapping[str, str]) -> int:
    text = meta.get("min_project_score_threshold", "").strip()
    if not text and name != "greedy-threshold":
        return 0
    minimum = whole_number(text)
    if minimum is None:
        raise UnknownRule(name, N_("The minimum number of votes is not stated as a whole number."))
    return minimum
