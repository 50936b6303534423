"""Checking a ballot against the limits of its mode, area by area."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from idea4gov.domain.ballots.ballot_paper import BallotArea, BallotMode, BallotPaper, BallotProject
from idea4gov.domain.errors import N_, Conflict, Invalid
from idea4gov.domain.numbers import read_number
from idea4gov.domain.text import EmptyText

Marks = Mapping[int, int]
"""{project id: 1, or the points, or the rank (1 is best)}"""
LARGEST_MARK = 10**6


class UnknownProject(Conflict):
    """The ballot marks a project that is not on this ballot paper."""

    code = "unknown_project"
    message = N_(
        "The ballot paper changed, or your page is too old. Open the ballot paper again and choose once more."
    )


class NotANumber(Invalid):
    """The points or the rank of a project are not a number. title: of the project."""

    code = "mark_not_a_number"
    message = N_("“%(title)s”: write a whole number, such as 3, or leave the field empty.")


class TooFewChoices(Invalid):
    """The ballot marks too few projects. chosen: number of them. min: allowed number, at least 1."""

    code = "too_few_choices"
    message = N_("You have chosen %(chosen)s projects. Choose at least %(min)s, then go on.")


class TooManyChoices(Invalid):
    """The ballot marks too many projects of an area.

    area: its name. chosen: number of them. max: allowed number. over: how many too many.
    """

    code = "too_many_choices"
    message = N_(
        "“%(area)s”: you have chosen %(chosen)s projects, and %(max)s are allowed. Take out %(over)s of them."
    )


class OverBudget(Invalid):
    """The marked projects of an area cost more than its budget. area: its name. over: baht, as text."""

    code = "over_budget"
    message = N_("“%(area)s”: your choice is %(over)s baht over the budget. Take out at least one project.")


class TooManyPoints(Invalid):
    """The ballot gives more points in an area than allowed.

    area: its name. given: points. total: allowed points. over: how many too many.
    """

    code = "too_many_points"
    message = N_(
        "“%(area)s”: you have given %(given)s points, and you have %(total)s. Take back %(over)s of them."
    )


class TooManyPointsForOne(Invalid):
    """The ballot gives a project more points than allowed. title: of the project. each: allowed points."""

    code = "too_many_points_for_one"
    message = N_("“%(title)s”: at most %(each)s points can be given to one project. Give fewer.")


class RanksNotContiguous(Invalid):
    """The ranks in an area are not 1, 2, 3 ..., each once.

    area: its name. missing: the first missing rank.
    """

    code = "ranks_not_contiguous"
    message = N_(
        "“%(area)s”: number your projects 1, 2, 3 and so on, each number once. "
        "The number %(missing)s is missing."
    )


class ExcludeEachOther(Invalid):
    """The ballot marks two projects of which at most one can be funded. title, other: theirs."""

    code = "exclude_each_other"
    message = N_("“%(title)s” and “%(other)s” cannot both be funded. Choose one of the two.")


class Line(NamedTuple):
    """A mark on a checked ballot. position: from 1; ranks are read from it. points: of cumulative ballots."""

    project_id: int
    position: int
    points: int | None = None


def check_ballot(paper: BallotPaper, marks: Marks) -> tuple[Line, ...]:
    """Check a ballot against the limits of the paper. Returns its lines, with positions from 1.

    marks: {project id: 1, or points, or rank}, each > 0. Lines are in the order of the paper; those of a
    ranked ballot are by area, then by rank. So they do not tell in which order somebody clicked. Raises
    UnknownProject, TooFewChoices, TooManyChoices, OverBudget, TooManyPoints, TooManyPointsForOne,
    RanksNotContiguous.
    """
    if not marks.keys() <= paper.by_id.keys():
        raise UnknownProject()
    for area in paper.areas:
        chosen = [project for project in paper.of_area(area.id) if project.id in marks]
        if paper.max_choices is not None and len(chosen) > paper.max_choices:
            raise TooManyChoices(
                area=area.name,
                chosen=len(chosen),
                max=paper.max_choices,
                over=len(chosen) - paper.max_choices,
            )
        _CHECKS[paper.mode](paper, area, chosen, marks)
    if len(marks) < max(1, paper.min_choices):
        raise TooFewChoices(chosen=len(marks), min=max(1, paper.min_choices))
    return tuple(_lines(paper, marks))


def check_new_ballot(paper: BallotPaper, marks: Marks) -> tuple[Line, ...]:
    """As check_ballot, for a ballot that its voter can still change. Raises ExcludeEachOther, too.

    A paper from the hall may mark two projects that exclude each other: nobody could tell its voter, and the
    count funds one of them at most.
    """
    lines = check_ballot(paper, marks)
    both = next((pair for pair in paper.excluding if marks.keys() >= set(pair)), None)
    if both:
        title, other = (paper.by_id[project_id].title for project_id in both)
        raise ExcludeEachOther(title=title, other=other)
    return lines


def _check_nothing(
    _paper: BallotPaper, _area: BallotArea, _chosen: list[BallotProject], _marks: Marks
) -> None:
    """Approval has no limits other than the number of choices."""


def _check_cost(_paper: BallotPaper, area: BallotArea, chosen: list[BallotProject], _marks: Marks) -> None:
    over = sum(project.cost_baht for project in chosen) - area.budget_baht
    if over > 0:
        raise OverBudget(area=area.name, over=f"{over:,}")


def _check_points(paper: BallotPaper, area: BallotArea, chosen: list[BallotProject], marks: Marks) -> None:
    for project in chosen:
        if marks[project.id] > paper.points_each:
            raise TooManyPointsForOne(title=project.title, each=paper.points_each)
    given = sum(marks[project.id] for project in chosen)
    if given > paper.points_total:
        over = given - paper.points_total
        raise TooManyPoints(area=area.name, given=given, total=paper.points_total, over=over)


def _check_ranks(_paper: BallotPaper, area: BallotArea, chosen: list[BallotProject], marks: Marks) -> None:
    ranks = {marks[project.id] for project in chosen}
    missing = next((rank for rank in range(1, len(chosen) + 1) if rank not in ranks), None)
    if missing is not None:
        raise RanksNotContiguous(area=area.name, missing=missing)


_CHECKS: Mapping[BallotMode, Callable[[BallotPaper, BallotArea, list[BallotProject], Marks], None]] = {
    "approval": _check_nothing,
    "knapsack": _check_cost,
    "cumulative": _check_points,
    "ranked": _check_ranks,
}


def _lines(paper: BallotPaper, marks: Marks) -> Iterator[Line]:
    position = 0
    for area in paper.areas:
        chosen = [project.id for project in paper.of_area(area.id) if project.id in marks]
        if paper.mode == "ranked":
            chosen.sort(key=lambda project_id: marks[project_id])
        for project_id in chosen:
            position += 1
            points = marks[project_id] if paper.mode == "cumulative" else None
            yield Line(project_id, position, points)


def marks_of(paper: BallotPaper, lines: tuple[Line, ...]) -> dict[int, int]:
    """The marks of a checked ballot, from its lines."""
    marks: dict[int, int] = {}
    seen: dict[int, int] = {}
    for line in sorted(lines, key=lambda one: one.position):
        area_id = paper.by_id[line.project_id].area_id
        seen[area_id] = seen.get(area_id, 0) + 1
        marks[line.project_id] = seen[area_id] if paper.mode == "ranked" else line.points or 1
    return marks


def left_in(paper: BallotPaper, area: BallotArea, marks: Marks) -> int | None:
    """What a voter has left in an area: baht, points or choices, by mode. Negative if the limit is exceeded.

    Returns None if there is no limit.
    """
    chosen = [project for project in paper.of_area(area.id) if project.id in marks]
    if paper.mode == "knapsack":
        return area.budget_baht - sum(project.cost_baht for project in chosen)
    if paper.mode == "cumulative":
        return paper.points_total - sum(marks[project.id] for project in chosen)
    return None if paper.max_choices is None else paper.max_choices - len(chosen)


def read_marks(paper: BallotPaper, typed: Mapping[int, str]) -> dict[int, int]:
    """Marks from numbers as people type them. An empty field or 0 is no mark.

    typed: {project id: text}. Raises UnknownProject, NotANumber.
    """
    marks: dict[int, int] = {}
    for project_id, text in typed.items():
        project = paper.by_id.get(project_id)
        if project is None:
            raise UnknownProject()
        try:
            mark = read_number(text, "points", least=0, most=LARGEST_MARK)
        except EmptyText:
            continue
        except Invalid as error:
            raise NotANumber(title=project.title) from error
        if mark:
            marks[project_id] = mark
    return marks


def describe(paper: BallotPaper, marks: Marks) -> list[str]:
    """A ballot as text, one line per marked project: "2. Lamps" for a rank, "Lamps: 3" for points.

    Raises as check_ballot.
    """
    lines = []
    for line in check_ballot(paper, marks):
        title, mark = paper.by_id[line.project_id].title, marks[line.project_id]
        if paper.mode == "ranked":
            title = f"{mark}. {title}"
        elif paper.mode == "cumulative":
            title = f"{title}: {mark}"
        lines.append(title)
    return lines
