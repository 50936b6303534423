"""The ballot paper: areas with their budgets, projects, and how one may mark them.

Areas are counted one by one, each with a budget of its own, and so the limits hold in each area. Every area
is open to every voter of the round.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

from idea4gov.domain.shuffle import shuffled


class Mode(StrEnum):
    """How a voter marks projects."""

    APPROVAL = "approval"
    KNAPSACK = "knapsack"
    CUMULATIVE = "cumulative"
    RANKED = "ranked"


@dataclass(frozen=True, slots=True)
class PaperArea:
    """An area (ชุมชน, เขต, or the whole city) whose projects compete for one budget."""

    id: int
    name: str
    budget_baht: int


class PaperProject(NamedTuple):
    """A project that can be marked. code: how people name it, as on the printed paper."""

    id: int
    code: str
    area_id: int
    title: str
    cost_baht: int
    category: str | None = None
    location: str | None = None
    body_html: str | None = None


@dataclass(frozen=True)
class Paper:
    """What a voter of a round sees and may do.

    min_choices: of the whole ballot, int >= 1. max_choices: marked projects in one area; None: as many as
    there are. points_total, points_each: of cumulative ballots, in one area and for one project, int >= 1.
    areas, projects: in the order of the printed paper.
    """

    mode: Mode
    areas: tuple[PaperArea, ...]
    projects: tuple[PaperProject, ...]
    min_choices: int = 1
    max_choices: int | None = None
    points_total: int = 0
    points_each: int = 0

    @cached_property
    def by_id(self) -> dict[int, PaperProject]:
        """{id: project}, in the order of the paper."""
        return {project.id: project for project in self.projects}

    @cached_property
    def by_code(self) -> dict[str, PaperProject]:
        """{code: project}, in the order of the paper."""
        return {project.code: project for project in self.projects}

    def of_area(self, area_id: int) -> tuple[PaperProject, ...]:
        """The projects of an area, in the order of the printed paper."""
        return tuple(project for project in self.projects if project.area_id == area_id)

    def shuffled_area(self, area_id: int, seed: int) -> Iterator[PaperProject]:
        """The projects of an area in a voter's own order, so that none wins by standing first.

        seed: of `shuffle.seed_of`.
        """
        listed = self.of_area(area_id)
        if listed:
            number_at = shuffled(seed, len(listed))
            yield from (listed[number_at(place) - 1] for place in range(len(listed)))
