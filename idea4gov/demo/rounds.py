"""The demo's budget rounds, read from TOML files: areas, proposals, and what became of each."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from idea4gov.domain.ballots.ballot_paper import BallotMode
from idea4gov.domain.rounds.drafts import RuleName
from idea4gov.domain.rounds.milestones import MilestoneState


@dataclass(frozen=True)
class DemoArea:
    """A part of the round with money of its own."""

    name_th: str
    name_en: str
    budget_baht: int
    citywide: bool = False


@dataclass(frozen=True)
class RoundProposal:
    """A proposal of the round. area: 1.. ; cost_baht: of feasible ones; without it, `reason` refuses it.

    merged_into, excludes: keys of other proposals of the round.
    """

    key: str
    area: int
    title: str
    body: str
    category: str
    author: str
    days_ago: float
    supports: int
    subdistrict: str | None = None
    cost_baht: int | None = None
    reason: str = ""
    merged_into: str | None = None
    excludes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Brought:
    """A proposal of a discussion ("board/proposal") that was brought in and found feasible."""

    proposal: str
    area: int
    cost_baht: int


@dataclass(frozen=True)
class DemoMilestone:
    """What the officials report on a funded proposal of the round. percent: spent of its cost."""

    proposal: str
    state: MilestoneState
    percent: int
    body: str
    days_ago: float


@dataclass(frozen=True)
class Round:
    """A round. days: from the day of loading, as the form asks for them. author decides, signer signs.

    ballots, papers: how many neighbours vote here, and how many in the hall. max_projects, points_total,
    points_each: 0 where the ballot has no such limit.
    """

    key: str
    title: str
    text: str
    province: str
    local_government: str
    fiscal_year: int
    budget_baht: int
    ballot_mode: BallotMode
    max_projects: int
    rule: RuleName
    minimum_age: int
    author: str
    signer: str
    opened_days_ago: float
    reviewed_days_ago: float
    days: tuple[int, ...]
    areas: tuple[DemoArea, ...]
    proposals: tuple[RoundProposal, ...]
    brought: tuple[Brought, ...] = ()
    reports: tuple[DemoMilestone, ...] = ()
    ballots: int = 0
    papers: int = 0
    points_total: int = 0
    points_each: int = 0


def load_round(path: Path) -> Round:
    """Read a round from its file."""
    with path.open("rb") as file:
        data = tomllib.load(file)
    proposals = sorted(map(_proposal, data.pop("proposal")), key=lambda one: -one.days_ago)
    areas = tuple(DemoArea(**row) for row in data.pop("area"))
    brought = tuple(Brought(**row) for row in data.pop("brought", ()))
    reports = tuple(DemoMilestone(**row) for row in data.pop("report", ()))
    return Round(
        **{**data, "text": data["text"].strip(), "days": tuple(data["days"])},
        areas=areas,
        proposals=tuple(proposals),
        brought=brought,
        reports=tuple(sorted(reports, key=lambda one: -one.days_ago)),
    )


def complaints(one: Round, people: set[str], proposals: set[str]) -> Iterator[str]:
    """Where a round contradicts itself or the story. people, proposals: keys that the story knows."""
    keys = {proposal.key for proposal in one.proposals}
    if sum(area.budget_baht for area in one.areas) != one.budget_baht:
        yield f"{one.key}: the areas do not add up to the amount"
    for proposal in one.proposals:
        where = f"{one.key}/{proposal.key}"
        if proposal.author not in people:
            yield f"{where}: nobody is called {proposal.author!r}"
        if not one.opened_days_ago > proposal.days_ago > one.reviewed_days_ago:
            yield f"{where}: posted while the round did not collect"
        if {proposal.merged_into or proposal.key, *proposal.excludes} - keys:
            yield f"{where}: refers to a proposal that is not there"
        if proposal.cost_baht is None and not proposal.reason:
            yield f"{where}: refused without a reason"
        if (proposal.cost_baht or 0) > one.areas[proposal.area - 1].budget_baht:
            yield f"{where}: costs more than its area has"
    yield from (f"{one.key}: no {r.proposal!r} to report on" for r in one.reports if r.proposal not in keys)
    yield from (
        f"{one.key}: no {b.proposal!r} to bring in" for b in one.brought if b.proposal not in proposals
    )


def _proposal(row: dict[str, Any]) -> RoundProposal:
    excludes = tuple(row.pop("excludes", ()))
    return RoundProposal(**{**row, "body": row["body"].strip()}, excludes=excludes)
