"""The page of a finished round: who won, why, and what the result by other rules would be."""

from collections import Counter
from typing import NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.imports import get_published
from idea4gov.actions.rounds.tally import find_outcome
from idea4gov.domain import seal
from idea4gov.domain.categories import CATEGORIES
from idea4gov.domain.rounds.exports import RoundFacts
from idea4gov.domain.rounds.imports import ResultLine, currency_of, language_of, result_lines
from idea4gov.domain.tally.areas import AreaOutcome, RoundOutcome
from idea4gov.domain.tally.compare import Alternative
from idea4gov.domain.tally.explain import Explanation, explain
from idea4gov.domain.tally.rules import Method, Rule
from idea4gov.store.rounds import finished, hosted, tally
from idea4gov.store.rounds.finished import Round


class RoundPage(NamedTuple):
    """A finished round as people see it. outcome: None if there is no result, or its rule is not known here.

    alternatives: the results by other rules, that of the round's rule first; [] where rules were not
    compared. categories: {code of a project: its category}, of categories known here. names_en: {code of an
    area: its English name}, of hosted rounds.
    """

    round: Round
    currency: str
    language: str | None
    lines: list[ResultLine]
    outcome: RoundOutcome | None
    alternatives: list[Alternative]
    categories: dict[str, str]
    names_en: dict[str, str]

    @property
    def funded_count(self) -> int:
        """Number of funded projects."""
        return sum(line.is_funded for line in self.lines)

    @property
    def spent(self) -> int:
        """Cost of the funded projects together."""
        return sum(line.cost for line in self.lines if line.is_funded)

    @property
    def has_result(self) -> bool:
        """Whether the outcome, or the imported file itself, says which projects are funded."""
        return self.outcome is not None or any(line.is_stated is not None for line in self.lines)

    @property
    def rule(self) -> Rule | None:
        """The rule that was counted by; None if it is not known here."""
        return self.outcome.outcomes[0].rule if self.outcome else None

    @property
    def result_digest(self) -> str | None:
        """SHA-256, as hex, of the outcome."""
        return seal.digest_outcome(self.outcome) if self.outcome else None

    @property
    def explanations(self) -> dict[str, Explanation]:
        """{code of a project: why it won or lost}."""
        outcomes = self.outcome.outcomes if self.outcome else ()
        return {step.project_id: explain(step, one) for one in outcomes for step in one.decisions}

    def lines_of(self, part: AreaOutcome | None) -> list[ResultLine]:
        """The projects of an area; all of them where nothing was counted."""
        return [line for line in self.lines if part is None or line.area == part.area.code]

    @property
    def contested(self) -> list[ResultLine]:
        """The projects that some of the compared rules fund and others do not."""
        sets = [set(one.winners) for one in self.alternatives]
        return [line for line in self.lines if len({line.code in winners for winners in sets}) > 1]

    @property
    def lacks_equal_shares(self) -> bool:
        """Whether the comparison of rules leaves equal shares out, for there are too many marks."""
        return bool(self.alternatives) and all(
            one.rule.method is not Method.EQUAL_SHARES for one in self.alternatives
        )

    @property
    def money_by_category(self) -> list[tuple[str, int]]:
        """(category, cost of its funded projects), most first; [] where no project names a category."""
        money: Counter[str] = Counter()
        for line in self.lines:
            if line.is_funded and line.code in self.categories:
                money[self.categories[line.code]] += line.cost
        return money.most_common()

    @property
    def titles(self) -> dict[str, str]:
        """{code of a project: title}."""
        return {line.code: line.title for line in self.lines}

    @property
    def facts(self) -> RoundFacts:
        """The facts of the round that exported files and documents state."""
        found = self.round
        return RoundFacts(
            id=found.id,
            title=found.title,
            province=found.province_name_th,
            local_government=found.local_government_name_th,
            fiscal_year=found.fiscal_year,
            currency=self.currency,
            budget=found.budget_baht,
            spent=self.spent if self.has_result else None,
            projects=len(self.lines),
            funded=self.funded_count if self.has_result else None,
            ballots=found.ballot_count or 0,
            vote_type=found.vote_type,
            rule=found.rule,
            digest=found.digest or "",
            areas={part.area.code: part.area.name for part in self.outcome.parts} if self.outcome else {},
        )


def get_round_page(db: Session, round_id: int) -> RoundPage:
    """A finished round with its result, in eight queries. Raises NotFound."""
    found = get_published(db, round_id)
    cards = finished.list_projects(db, round_id)
    outcome = find_outcome(db, found, cards)
    titles = {card.code: card.title for card in cards}
    lines = result_lines([card.project for card in cards], titles, outcome)
    categories = {card.code: str(card.attributes.get("category", "")).strip() for card in cards}
    return RoundPage(
        found,
        currency_of(found.meta),
        language_of(found.meta),
        lines,
        outcome,
        tally.list_alternatives(db, round_id),
        {code: name for code, name in categories.items() if name in CATEGORIES},
        {str(area.position): area.name_en for area in hosted.list_areas(db, round_id)},
    )
