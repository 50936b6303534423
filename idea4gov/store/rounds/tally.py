"""The result of a tally: stored step by step, and read again."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any, NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.orm import Session, aliased

from idea4gov.domain.tally.areas import Area, AreaOutcome, RoundOutcome
from idea4gov.domain.tally.compare import Alternative
from idea4gov.domain.tally.outcome import Decision, Fate, Share, Tie
from idea4gov.domain.tally.rules import Method, Rule
from idea4gov.store.models import (
    BudgetAlternative,
    BudgetAreaResult,
    BudgetProject,
    BudgetResult,
    BudgetResultLine,
)

_Row = dict[str, Any]


class ResultCard(NamedTuple):
    """The result of a round. digest: SHA-256 of the whole outcome, as hex."""

    rule: Rule
    seed: str | None
    spent_baht: int
    digest: str
    counted_at: datetime


class AreaCard(NamedTuple):
    """The result of an area. ties: None where the steps of the rule name them."""

    area: Area
    ballot_count: int
    voter_budget: Fraction | None
    fell_back: bool
    ties: tuple[Tie, ...] | None


def add_result(
    db: Session,
    round_id: int,
    project_ids: Mapping[str, int],
    outcome: RoundOutcome,
    *,
    rule: Rule,
    seed: str | None,
    digest: str,
    now: datetime,
) -> None:
    """Store the outcome of a tally. digest: of the outcome. project_ids: {code: id of the row}."""
    values = rule.fields() | {"seed": seed, "spent_baht": outcome.spent, "digest": digest, "counted_at": now}
    db.execute(insert(BudgetResult).values(round_id=round_id, **values))
    areas = [_area_row(round_id, position, part) for position, part in enumerate(outcome.parts, 1)]
    db.execute(insert(BudgetAreaResult), areas)
    lines = [
        _line_row(step, project_ids) | {"round_id": round_id, "place": place, "area": code}
        for place, (code, step) in enumerate(_steps(outcome), 1)
    ]
    if lines:
        db.execute(insert(BudgetResultLine), lines)


def _steps(outcome: RoundOutcome) -> Iterator[tuple[str, Decision]]:
    return ((part.area.code, step) for part in outcome.parts for step in part.outcome.decisions)


def _area_row(round_id: int, position: int, part: AreaOutcome) -> _Row:
    outcome = part.outcome
    told_by_steps = outcome.rule.method is Method.GREEDY
    return {
        "round_id": round_id,
        "area": part.area.code,
        "position": position,
        "name": part.area.name,
        "budget_baht": part.area.budget,
        "ballot_count": outcome.ballot_count,
        "voter_budget": None if outcome.voter_budget is None else str(outcome.voter_budget),
        "fell_back": outcome.fell_back,
        "ties": None
        if told_by_steps
        else [[tie.score, tie.project_ids, tie.decides] for tie in outcome.ties],
    }


def _line_row(step: Decision, project_ids: Mapping[str, int]) -> _Row:
    share = step.share
    return {
        "project_id": project_ids[step.project_id],
        "votes": step.votes,
        "score": step.score,
        "fate": step.fate.value,
        "left_before_baht": step.left_before,
        "spent_after_baht": step.spent_after,
        "price": None if share is None or share.price is None else str(share.price),
        "payers": share and share.payers,
        "partial": share and share.partial,
        "money": None if share is None else str(share.money),
        "rival_id": None if step.rival is None else project_ids[step.rival],
    }


def add_alternatives(db: Session, round_id: int, alternatives: Sequence[Alternative]) -> None:
    """Store what other rules would have funded; the first is the round's own rule. After add_result."""
    rows = [
        {
            "round_id": round_id,
            "position": position,
            "rule": one.rule.fields(),
            "winners": list(one.winners),
            "spent_baht": one.spent,
            "voters": one.voters,
        }
        for position, one in enumerate(alternatives, 1)
    ]
    db.execute(insert(BudgetAlternative), rows)


def list_alternatives(db: Session, round_id: int) -> list[Alternative]:
    """What rules would fund, the round's own rule first; [] where rules were not compared."""
    query = (
        select(BudgetAlternative)
        .where(BudgetAlternative.round_id == round_id)
        .order_by(BudgetAlternative.position)
    )
    return [
        Alternative(Rule.of(row.rule), tuple(row.winners), row.spent_baht, row.voters)
        for row in db.scalars(query)
    ]


def find_result(db: Session, round_id: int) -> ResultCard | None:
    """The result of a round, or None: not counted, or its rule is unknown here."""
    row = db.scalar(select(BudgetResult).where(BudgetResult.round_id == round_id))
    if row is None:
        return None
    rule = Rule.of({name: getattr(row, name) for name in Rule().fields()})
    return ResultCard(rule, row.seed, row.spent_baht, row.digest, row.counted_at)


def list_areas(db: Session, round_id: int) -> list[AreaCard]:
    """The result of each area, in their order."""
    query = (
        select(BudgetAreaResult)
        .where(BudgetAreaResult.round_id == round_id)
        .order_by(BudgetAreaResult.position)
    )
    return [_area_card(row) for row in db.scalars(query)]


def _area_card(row: BudgetAreaResult) -> AreaCard:
    ties = None
    if row.ties is not None:
        ties = tuple(Tie(score, tuple(codes), decides) for score, codes, decides in row.ties)
    return AreaCard(
        Area(row.area, row.name, row.budget_baht),
        row.ballot_count,
        None if row.voter_budget is None else Fraction(row.voter_budget),
        row.fell_back,
        ties,
    )


def list_steps(db: Session, round_id: int) -> list[tuple[str, Decision]]:
    """(code of the area, step) of the count, in the order considered."""
    rival = aliased(BudgetProject)
    query = (
        select(BudgetResultLine, BudgetProject.code, BudgetProject.cost_baht, rival.code)
        .join(BudgetProject, BudgetProject.id == BudgetResultLine.project_id)
        .outerjoin(rival, rival.id == BudgetResultLine.rival_id)
        .where(BudgetResultLine.round_id == round_id)
        .order_by(BudgetResultLine.place)
    )
    return [(line.area, _decision(line, code, cost, other)) for line, code, cost, other in db.execute(query)]


def _decision(line: BudgetResultLine, code: str, cost: int, rival: str | None) -> Decision:
    share = None
    if line.money is not None:
        price = None if line.price is None else Fraction(line.price)
        share = Share(price, line.payers or 0, line.partial or 0, Fraction(line.money))
    return Decision(
        code,
        cost,
        line.votes,
        line.score,
        Fate(line.fate),
        line.left_before_baht,
        line.spent_after_baht,
        share,
        rival,
    )
