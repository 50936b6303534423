"""The pages of a hosted round: as everybody sees it, and as its officials conduct it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.orm import Session

from idea4gov.domain.errors import NotFound
from idea4gov.domain.moderation import grants_with
from idea4gov.domain.permissions import Permission, Viewer, may, require_at
from idea4gov.domain.rounds.objections import OBJECTION_STAGES
from idea4gov.domain.rounds.phases import FROZEN_PHASES, STEPS_BACK, Facts, hindrances
from idea4gov.store.photos import PhotoCard, list_of_milestones
from idea4gov.store.rounds import candidates, draw, freeze, hosted, phases, tally, timeline
from idea4gov.store.rounds.freeze import FrozenProjectLine
from idea4gov.store.rounds.hosted import HostedArea, HostedRound, RoundRow, SubdistrictName
from idea4gov.store.rounds.milestones import MilestoneCard, list_milestones
from idea4gov.store.rounds.objections import Objection, count_unanswered, list_objections
from idea4gov.store.rounds.screening import Review, Screening, count_screening, list_brought, list_reviews
from idea4gov.store.rounds.timeline import Event
from idea4gov.store.voter_lists import count_eligible

PAGE_SIZE = 50
BROUGHT_SHOWN = 50
CONDUCTING: tuple[Permission, ...] = (
    "round:edit",
    "round:review",
    "round:suspend",
    "round:cancel",
    "round:step-back",
    "round:report",
)


class HostedPage(NamedTuple):
    """A round as everybody sees it. paper: its projects by area id.

    incompatible: {code of a project: codes of those that it excludes}. brought: proposals of discussions that
    were brought in; [] from the freeze on. refused: signed decisions against a proposal; [] before the
    freeze. eligible: how many people may vote, by the list of the round; None where it has none.
    """

    round: HostedRound
    areas: list[HostedArea]
    subdistricts: list[SubdistrictName]
    paper: dict[int, list[FrozenProjectLine]]
    incompatible: dict[str, list[str]]
    brought: list[Review]
    refused: list[Review]
    objections: list[Objection]
    events: list[Event]
    proposal_count: int
    may_conduct: bool
    eligible: int | None

    @property
    def project_count(self) -> int:
        """Number of projects on the ballot paper."""
        return sum(len(lines) for lines in self.paper.values())


class ConductPage(NamedTuple):
    """A round as its officials see it. obstacles: msgids of what keeps it from its next phase.

    unanswered: {stage: number of objections}. can: whether the viewer has each permission of CONDUCTING.
    """

    round: HostedRound
    areas: list[HostedArea]
    screening: Screening
    facts: Facts
    obstacles: list[str]
    unanswered: dict[str, int]
    events: list[Event]
    can: dict[Permission, bool]


def get_hosted_page(db: Session, round_id: int, viewer: Viewer | None, *, now: datetime) -> HostedPage:
    """A published round, or a draft for its officials, in a constant number of queries. Raises NotFound."""
    facts = phases.count_facts(db, round_id)
    found = get_visible(db, round_id, viewer).at(now, facts)
    is_frozen = found.phase in FROZEN_PHASES
    lines = freeze.list_frozen_projects(db, round_id)
    codes = {line.proposal_id: line.code for line in lines}
    in_round = list_reviews(db, round_id, only="refused", limit=PAGE_SIZE) if is_frozen else []
    brought = [] if is_frozen else list_brought(db, round_id, limit=BROUGHT_SHOWN)
    return HostedPage(
        round=found,
        areas=hosted.list_areas(db, round_id),
        subdistricts=hosted.list_eligible_subdistricts(db, round_id),
        paper=_by_area(lines),
        incompatible=_incompatible(candidates.list_incompatible(db, round_id), codes),
        brought=brought,
        refused=in_round,
        objections=list_objections(db, round_id, answered=True),
        events=timeline.list_events(db, round_id),
        proposal_count=facts.proposals,
        may_conduct=may(viewer, "round:review", found.place),
        eligible=count_eligible(db, round_id),
    )


def get_visible(db: Session, round_id: int, viewer: Viewer | None) -> HostedRound:
    """A published round as recorded, or a draft for its officials. Raises NotFound."""
    found = hosted.get_hosted(db, round_id)
    if found.published_at is None and not may(viewer, "round:review", found.place):
        raise NotFound()
    return found


def get_conduct(db: Session, viewer: Viewer, round_id: int, *, now: datetime) -> ConductPage:
    """The page of a round for its officials. Raises NotFound outside their scope."""
    facts = phases.count_facts(db, round_id)
    found = hosted.get_hosted(db, round_id).at(now, facts)
    require_at(viewer, "round:review", found.place)
    can = {name: may(viewer, name, found.place) for name in CONDUCTING}
    is_ahead = found.phase == "draft" and found.published_at is not None
    can["round:step-back"] &= found.phase in STEPS_BACK or is_ahead
    return ConductPage(
        round=found,
        areas=hosted.list_areas(db, round_id),
        screening=count_screening(db, round_id),
        facts=facts,
        obstacles=list(hindrances(found.clock, facts, now)),
        unanswered={stage: count_unanswered(db, round_id, stage) for stage in OBJECTION_STAGES.values()},
        events=timeline.list_events(db, round_id, limit=20),
        can=can,
    )


def list_desk_rounds(
    db: Session, viewer: Viewer, *, before_id: int | None
) -> tuple[list[RoundRow], int | None]:
    """A page of the rounds in the viewer's scope, newest first, and where the next page begins."""
    found = hosted.list_in_scope(
        db, grants_with(viewer, "round:review"), before_id=before_id, limit=PAGE_SIZE + 1
    )
    cards = found[:PAGE_SIZE]
    return cards, cards[-1].id if len(found) > PAGE_SIZE else None


class Built(NamedTuple):
    """What is built of a round. funded: codes of projects. standing: {project id: its newest milestone}.

    milestones: of all projects, newest first. photos: {id of a milestone: its photos}.
    """

    funded: set[str]
    standing: dict[int, MilestoneCard]
    milestones: list[MilestoneCard]
    photos: dict[int, list[PhotoCard]]

    def reports_on(self, project_id: int) -> list[MilestoneCard]:
        """The reports on one project, newest first."""
        return [one for one in self.milestones if one.project_id == project_id]


def list_built(db: Session, round_id: int) -> Built:
    """The funded projects of a counted round with their milestones; all empty before the count."""
    if tally.find_result(db, round_id) is None:
        return Built(set(), {}, [], {})
    funded = {step.project_id for _, step in tally.list_steps(db, round_id) if step.fate.is_funded}
    milestones = list_milestones(db, round_id)
    standing = {one.project_id: one for one in reversed(milestones)}
    return Built(funded, standing, milestones, list_of_milestones(db, round_id=round_id))


def get_aftermath(db: Session, round_id: int, viewer: Viewer | None, *, now: datetime) -> dict[str, Any]:
    """Template values that the page of a result has only for hosted rounds: hosted, built, draw."""
    return {
        "hosted": get_hosted_page(db, round_id, viewer, now=now),
        "built": list_built(db, round_id),
        "draw": draw.find_draw(db, round_id),
    }


def _by_area(lines: Sequence[FrozenProjectLine]) -> dict[int, list[FrozenProjectLine]]:
    found: dict[int, list[FrozenProjectLine]] = {}
    for line in lines:
        found.setdefault(line.area_id, []).append(line)
    return found


def _incompatible(pairs: Sequence[tuple[int, int]], codes: dict[int, str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for first, second in pairs:
        if first in codes and second in codes:
            found.setdefault(codes[first], []).append(codes[second])
            found.setdefault(codes[second], []).append(codes[first])
    return found
