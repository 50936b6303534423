"""The head of a hosted round's `.pb` file: all that stands before its first ballot."""

from datetime import timedelta

from sqlalchemy.orm import Session

from idea4gov.actions.rounds.freeze import incompatible_codes
from idea4gov.domain.pabulib.document import Head
from idea4gov.domain.pabulib.round_file import Particulars, PublishedProject, sealed_head
from idea4gov.domain.tally.areas import Area
from idea4gov.domain.tally.election import VoteType
from idea4gov.domain.tally.rules import Rule
from idea4gov.domain.thai import bangkok_date
from idea4gov.store.rounds import freeze, hosted
from idea4gov.store.rounds.hosted import HostedRound

# Voting ends at the midnight that begins the next day; a moment earlier lies on its last day.
A_MOMENT = timedelta(microseconds=1)


def head_of(db: Session, round_: HostedRound, ballot_count: int) -> Head:
    """The head of the sealed file, from the frozen rules and projects."""
    return sealed_head(_particulars(db, round_), _lines(db, round_), ballot_count)


def _particulars(db: Session, round_: HostedRound) -> Particulars:
    assert round_.voting_at is not None
    assert round_.counting_at is not None
    return Particulars(
        title=round_.title,
        unit=round_.local_government_name_th,
        fiscal_year=round_.fiscal_year,
        vote_type=VoteType(round_.vote_type),
        rule=Rule.of(round_.rule_options),
        begins=bangkok_date(round_.voting_at),
        ends=bangkok_date(round_.counting_at - A_MOMENT),
        areas=tuple(
            Area(str(area.position), area.name_th, area.budget_baht)
            for area in hosted.list_areas(db, round_.id)
        ),
        limits=_limits(round_),
    )


def _limits(round_: HostedRound) -> dict[str, str]:
    """Pabulib's lines for the limits of a ballot; they hold in each area."""
    limits = {"min_length": round_.min_projects, "max_length": round_.max_projects}
    if round_.ballot_mode == "knapsack":
        limits["max_sum_cost"] = round_.budget_baht
    if round_.ballot_mode == "cumulative":
        limits |= {"max_points": round_.points_per_project, "max_sum_points": round_.points_total}
    return {key: str(limit) for key, limit in limits.items() if limit is not None}


def _lines(db: Session, round_: HostedRound) -> list[PublishedProject]:
    positions = {area.id: str(area.position) for area in hosted.list_areas(db, round_.id)}
    listed = freeze.list_frozen_projects(db, round_.id)
    excludes = incompatible_codes(db, round_.id, {line.proposal_id: line.code for line in listed})
    return [
        PublishedProject(
            line.code,
            line.cost_baht,
            line.title,
            line.category,
            positions[line.area_id],
            excludes[line.proposal_id],
        )
        for line in listed
    ]
