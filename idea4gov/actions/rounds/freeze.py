"""Freeze a round: its feasible proposals become the ballot paper, and a digest proves rules and projects."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from idea4gov.domain.rounds.freeze import (
    FrozenArea,
    FrozenProject,
    FrozenRules,
    digest_text,
    frozen_text,
)
from idea4gov.store.rounds import candidates, hosted, screening
from idea4gov.store.rounds.finished import list_rounds
from idea4gov.store.rounds.freeze import add_frozen_projects, list_frozen_projects
from idea4gov.store.rounds.hosted import HostedRound


def freeze(db: Session, round_: HostedRound) -> str:
    """Store the ballot paper of a locked round that is about to enter preview. Returns the digest, as hex."""
    areas = hosted.list_areas(db, round_.id)
    positions = {area.id: area.position for area in areas}
    chosen = screening.list_feasible(db, round_.id)
    codes = {one.proposal_id: str(place) for place, one in enumerate(chosen, 1)}
    pairs = incompatible_codes(db, round_.id, codes)
    projects = [
        FrozenProject(
            code=codes[one.proposal_id],
            title=one.title,
            cost_baht=one.cost_baht or 0,
            area=positions[one.area_id or 0],
            category=one.category,
            location=one.place_name_th or "",
            description_html=one.body_html,
            incompatible=pairs[one.proposal_id],
        )
        for one in chosen
    ]
    add_frozen_projects(
        db, round_.id, projects, areas=areas, proposal_ids=[one.proposal_id for one in chosen]
    )
    return digest_text(_text(db, round_, projects))


def get_frozen_text(db: Session, round_: HostedRound) -> str:
    """The text of a frozen round as it stands in the database; its SHA-256 is the round's frozen_digest."""
    lines = list_frozen_projects(db, round_.id)
    positions = {area.id: area.position for area in hosted.list_areas(db, round_.id)}
    pairs = incompatible_codes(db, round_.id, {line.proposal_id: line.code for line in lines})
    projects = [
        FrozenProject(
            code=line.code,
            title=line.title,
            cost_baht=line.cost_baht,
            area=positions[line.area_id],
            category=line.category,
            location=line.location,
            description_html=line.body_html,
            incompatible=pairs[line.proposal_id],
        )
        for line in lines
    ]
    return _text(db, round_, projects)


def list_thawed(db: Session) -> Iterator[str]:
    """Yield a sentence for each frozen round whose rules or projects do not give its digest any more.

    Call it inside snapshot().
    """
    after = 0
    while cards := list_rounds(db, after_id=after):
        for card in cards:
            found = hosted.find_hosted(db, card.id)
            if found is not None and found.frozen_digest not in (
                None,
                digest_text(get_frozen_text(db, found)),
            ):
                yield f"the rules or projects of round {found.id} are not those that were frozen"
        after = cards[-1].id


def _text(db: Session, round_: HostedRound, projects: Sequence[FrozenProject]) -> str:
    areas = [
        FrozenArea(area.position, area.name_th, area.budget_baht, area.is_citywide)
        for area in hosted.list_areas(db, round_.id)
    ]
    named = hosted.list_eligible_subdistricts(db, round_.id)
    rules = FrozenRules(
        round_id=round_.id,
        fiscal_year=round_.fiscal_year,
        budget_baht=round_.budget_baht,
        ballot_mode=round_.ballot_mode,
        min_projects=round_.min_projects,
        max_projects=round_.max_projects,
        points_total=round_.points_total,
        points_per_project=round_.points_per_project,
        rule=round_.rule_options,
        eligible_scope=round_.eligible_scope,
        eligible_subdistricts=tuple(one.code for one in named),
        local_government=round_.local_government_code,
        minimum_age=round_.minimum_age,
        is_draw_planned=round_.is_draw_planned,
        is_binding=round_.is_binding,
        doors=round_.doors,
        receipt_kind=round_.receipt_kind,
    )
    return frozen_text(rules, areas, projects)


def incompatible_codes(db: Session, round_id: int, codes: dict[int, str]) -> dict[int, tuple[str, ...]]:
    """{proposal id: codes of the projects that exclude it, in the order of the ballot paper}.

    codes: {proposal id: code of the project}.
    """
    found: defaultdict[int, list[str]] = defaultdict(list)
    for first, second in candidates.list_incompatible(db, round_id):
        if first in codes and second in codes:
            found[first].append(codes[second])
            found[second].append(codes[first])
    return {one: tuple(sorted(found.get(one, ()), key=int)) for one in codes}
