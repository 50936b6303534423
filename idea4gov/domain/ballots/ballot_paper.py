"""The ballot paper: areas with their budgets, projects, and limits for marking them.

Areas are counted separately, so the limits apply to each area. Every voter of the round may vote in every
area.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple

from idea4gov.domain.shuffle import shuffled

BallotMode = Literal["approval", "knapsack", "cumulative", "ranked"]
"""How voters mark projects: some; some that cost the budget together; with points; in an order."""


@dataclass(frozen=True, slots=True)
class BallotArea:
    """An area (ชุมชน, เขต, or the whole municipality) whose projects compete for one budget."""

    id: int
    name: str
    budget_baht: int


class BallotProject(NamedTuple):
    """A project on the ballot paper. code: the number by which people know it."""

    id: int
    code: str
    area_id: int
    title: str
    cost_baht: int
    category: str | None = None
    location: str | None = None
    body_html: str | None = None


@dataclass(frozen=True)
class BallotPaper:
    """The ballot paper of a round.

    areas, projects: in the order printed. min_choices: marked projects on the whole ballot, int >= 1.
    max_choices: marked projects per area; None for no limit. points_total, points_each: of cumulative
    ballots, points per area and per project, int >= 1. excluding: pairs of ids of projects
    of which at most one can be funded, in the order printed.
    """

    mode: BallotMode
    areas: tuple[BallotArea, ...]
    projects: tuple[BallotProject, ...]
    min_choices: int = 1
    max_choices: int | None = None
    points_total: int = 0
    points_each: int = 0
    excluding: tuple[tuple[int, int], ...] = ()

    @cached_property
    def by_id(self) -> dict[int, BallotProject]:
        """{id: project}, in the order printed."""
        return {project.id: project for project in self.projects}

    @cached_property
    def by_code(self) -> dict[str, BallotProject]:
        """{code: project}, in the order printed."""
        return {project.code: project for project in self.projects}

    def of_area(self, area_id: int) -> tuple[BallotProject, ...]:
        """The projects of an area, in the order printed."""
        return tuple(project for project in self.projects if project.area_id == area_id)

    def excluded_by(self, project_id: int) -> tuple[BallotProject, ...]:
        """The projects that cannot be funded together with this one, in the order printed."""
        others = {one for pair in self.excluding if project_id in pair for one in pair if one != project_id}
        return tuple(project for project in self.projects if project.id in others)

    def shuffled_area(self, area_id: int, seed: int) -> Iterator[BallotProject]:
        """The projects of an area in a voter's own order, so that none gains from being listed first.

        seed: from `shuffle.seed_of`.
        """
        listed = self.of_area(area_id)
        if listed:
            number_at = shuffled(seed, len(listed))
            yield from (listed[number_at(place) - 1] for place in range(len(listed)))
