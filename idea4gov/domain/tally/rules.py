"""The rules by which elections are counted, and how a `.pb` file states them."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from idea4gov.domain.errors import N_, Invalid
from idea4gov.domain.numbers import whole_number


class UnknownRule(Invalid):
    """The election cannot be counted: its rule is not implemented here.

    rule: the rule as stated. why: the reason, an English sentence (a msgid).
    """

    code = "unknown_rule"
    message = N_("The rule “%(rule)s” cannot be counted here. %(why)s")

    def __init__(self, rule: str, why: str = N_("This rule is not one of those known here.")) -> None:
        super().__init__(rule=rule, why=why)


class Method(StrEnum):
    """How winners are found; each method is the module of this package that has its name."""

    GREEDY = "greedy"
    EQUAL_SHARES = "equal_shares"


class Completion(StrEnum):
    """How equal shares spends the money left over when no further project is affordable.

    NONE: not at all. ADD1: every voter starts with floor(budget / voters), and the count is repeated with one
    unit more for everybody as long as the outcome stays within the budget. ADD1_EXACT: the same, but starting
    with exactly budget / voters.
    """

    NONE = "none"
    ADD1 = "add1"
    ADD1_EXACT = "add1_exact"


@dataclass(frozen=True, slots=True)
class Rule:
    """A counting rule with its options.

    stop: greedy ends at the first project that does not fit; otherwise it is skipped. minimum_score: int >=
    0; projects with a lower score are not funded. It is in the unit of the score: votes, points or Borda
    points. sets_aside: whether a project that nobody voted for, or that costs more than the whole budget, is
    set aside before the count, so that the first is never funded and the second never ends it. Rounds whose
    rules were frozen without it are counted as they said.

    Options of equal shares. fill: after completion, what is left is spent greedily. comparison: the greedy
    outcome is taken instead if more voters marked more of its winners than of the winners of equal shares.
    """

    method: Method = Method.GREEDY
    stop: bool = False
    minimum_score: int = 0
    completion: Completion = Completion.NONE
    fill: bool = False
    comparison: bool = False
    sets_aside: bool = True

    def fields(self) -> dict[str, Any]:
        """The rule as a JSON object of plain values, which `Rule.of` reads."""
        return {
            name: value.value if isinstance(value, StrEnum) else value for name, value in asdict(self).items()
        }

    @classmethod
    def of(cls, fields: Mapping[str, Any]) -> "Rule":
        """The rule of which `fields` was made. Raises KeyError, TypeError or ValueError for anything else.

        Without `sets_aside` they are of a time before it, and nothing is set aside.
        """
        method, completion = Method(fields["method"]), Completion(fields["completion"])
        return cls(**{"sets_aside": False, **fields, "method": method, "completion": completion})


PROPORTIONAL = Rule(Method.EQUAL_SHARES, completion=Completion.ADD1, fill=True)
"""Equal shares with the options that rounds of this site use."""
_SPLIT_BUDGETS = ("budget_per_category", "budget_per_neighborhood")
_NAMES: Mapping[str, Rule] = {
    "greedy": Rule(),
    "greedy-threshold": Rule(),
    "greedy-exclusive": Rule(),
    "greedy-no-skip": Rule(stop=True),
    "equalshares": Rule(Method.EQUAL_SHARES),
    "equalshares-comparison": Rule(Method.EQUAL_SHARES, comparison=True),
    "equalshares/add1": Rule(Method.EQUAL_SHARES, completion=Completion.ADD1),
    "equalshares/add1-comparison": Rule(Method.EQUAL_SHARES, completion=Completion.ADD1, comparison=True),
}
_CITY_RULES: Mapping[tuple[str, str], Rule] = {
    # It stops; the next project may be paid from other money, which `selected` 2 and 3 mark.
    ("greedy-custom", "Poznań"): Rule(stop=True),
}
_EXACT, _GREEDILY, _HOPELESS = "exact", "greedy", "no_votes,over_budget"
SEALED = "sealed_sha256"
"""The META key that only files of this site have."""


def rule_of(meta: Mapping[str, str]) -> Rule:
    """Read the rule that the META section of a `.pb` file states.

    `min_project_score_threshold` applies to every rule. Raises UnknownRule when the rule is not implemented,
    when an option that it needs is missing or unknown, and when the budget is split by category or
    neighbourhood.
    """
    name = name_of(meta)
    rule = _NAMES.get(name) or _CITY_RULES.get((name, meta.get("unit", "").strip()))
    if rule is None:
        raise UnknownRule(name)
    if any(meta.get(key, "").strip() for key in _SPLIT_BUDGETS):
        raise UnknownRule(name, N_("The file splits its budget by category or neighbourhood."))
    return Rule(
        rule.method,
        rule.stop,
        _minimum(name, meta),
        _completion(name, rule.completion, meta),
        _option(name, meta, "equal_shares_fill", _GREEDILY),
        rule.comparison,
        # A sealed file without this line is of a time before it, and was counted so.
        _option(name, meta, "set_aside", _HOPELESS) or SEALED not in meta,
    )


def name_of(meta: Mapping[str, str]) -> str:
    """The name of the rule that the META section states, in small letters; "" if it states none."""
    return meta.get("rule", "").strip().lower()


def meta_of(rule: Rule, *, exclusive: bool = False) -> dict[str, str]:
    """The META lines that state a rule, for `rule_of`. exclusive: whether some projects exclude others."""
    lines = {"rule": _name_of(rule, exclusive=exclusive)}
    if rule.minimum_score:
        lines["min_project_score_threshold"] = str(rule.minimum_score)
    if rule.completion is Completion.ADD1_EXACT:
        lines["equal_shares_budgets"] = _EXACT
    if rule.fill:
        lines["equal_shares_fill"] = _GREEDILY
    if rule.sets_aside:
        lines["set_aside"] = _HOPELESS
    return lines


def _name_of(rule: Rule, *, exclusive: bool) -> str:
    if rule.method is Method.EQUAL_SHARES:
        completion = "" if rule.completion is Completion.NONE else "/add1"
        return f"equalshares{completion}{'-comparison' if rule.comparison else ''}"
    if rule.stop:
        return "greedy-no-skip"
    if exclusive:
        return "greedy-exclusive"
    return "greedy-threshold" if rule.minimum_score else "greedy"


def _minimum(name: str, meta: Mapping[str, str]) -> int:
    text = meta.get("min_project_score_threshold", "").strip()
    if not text and name != "greedy-threshold":
        return 0
    minimum = whole_number(text)
    if minimum is None:
        raise UnknownRule(name, N_("The minimum number of votes is not stated as a whole number."))
    return minimum


def _completion(name: str, completion: Completion, meta: Mapping[str, str]) -> Completion:
    exact = _option(name, meta, "equal_shares_budgets", _EXACT)
    return Completion.ADD1_EXACT if exact and completion is Completion.ADD1 else completion


def _option(name: str, meta: Mapping[str, str], key: str, value: str) -> bool:
    text = meta.get(key, "").strip().lower()
    if text not in ("", value):
        raise UnknownRule(name, N_("The file states an option of the rule that is not known here."))
    return bool(text)
