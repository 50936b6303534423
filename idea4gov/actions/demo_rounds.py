"""Load the demo's budget rounds through the use cases that people use, each act at its own time."""

from collections.abc import Iterator, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy.orm import Session

from idea4gov.actions.demo_ballots import load_ballots
from idea4gov.actions.proposals import post_proposal
from idea4gov.actions.rounds import drafts, milestones, phases
from idea4gov.actions.rounds.screening import bring_in, decide_proposal, sign_decision
from idea4gov.actions.votes import support_proposal
from idea4gov.demo import DemoContent
from idea4gov.demo.rounds import Brought, Round, RoundProposal
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.rounds.calendar import DAYS
from idea4gov.domain.rounds.drafts import draft_round
from idea4gov.domain.rounds.milestones import clean_milestone
from idea4gov.domain.rounds.screening import ReviewDecision
from idea4gov.domain.thai import bangkok_date
from idea4gov.store.rounds import freeze, hosted, screening

PAGE = "http://127.0.0.1/"


@dataclass
class _RoundStory:
    """A demo round that is being loaded. viewers, ids: of the whole demo, by key."""

    db: Session
    content: DemoContent
    round: Round
    viewers: Mapping[str, Viewer]
    ids: MutableMapping[str, int]
    now: datetime

    def at(self, days_ago: float) -> datetime:
        """The moment `days_ago` days before the demo was loaded."""
        return self.now - timedelta(days=days_ago)

    def id_of(self, key: str) -> int:
        """The id of a proposal of the round, by its key in the round."""
        return self.ids[f"{self.round.key}/{key}"]


def load_round(
    db: Session,
    content: DemoContent,
    one: Round,
    *,
    viewers: Mapping[str, Viewer],
    ids: MutableMapping[str, int],
    now: datetime,
) -> None:
    """Load one demo round: draft, publish, propose, support, review by two officials, vote, report.

    one: the round in the story; its phases go as far as its dates reach until now. viewers, ids: of the whole
    demo, by key; the ids of the round and its proposals are added.
    """
    story = _RoundStory(db, content, one, viewers, ids, now)
    _open(story)
    events = [*_posts(story), *_supports(story)]
    for moment, act in sorted(events, key=lambda event: event[0]):
        act(moment)
    _review(story)
    load_ballots(
        db,
        ids[one.key],
        online=one.ballots,
        papers=one.papers,
        appeal={proposal.title: proposal.supports for proposal in one.proposals},
        officials=(viewers[one.author], viewers[one.signer]),
        now=now,
    )
    phases.settle_phase(db, ids[one.key], page_url=PAGE, now=now)
    _report(story)


def _form(one: Round, today: date) -> dict[str, str]:
    """A round as the form has it. today: from which its days are counted."""
    days = {
        name: (today + timedelta(days=offset)).isoformat()
        for name, offset in zip(DAYS, one.days, strict=True)
    }
    return {
        "title": one.title,
        "body": one.text,
        "fiscal_year": str(one.fiscal_year),
        "budget": str(one.budget_baht),
        "ballot_mode": one.ballot_mode,
        "max_projects": str(one.max_projects or ""),
        "points_total": str(one.points_total or ""),
        "points_per_project": str(one.points_each or ""),
        "rule": one.rule,
        "eligible_scope": "local_government",
        "minimum_age": str(one.minimum_age),
        **days,
    }


def _open(story: _RoundStory) -> None:
    one, opened = story.round, story.at(story.round.opened_days_ago)
    areas = [
        {
            "name_th": area.name_th,
            "name_en": area.name_en,
            "budget": str(area.budget_baht),
            "citywide": "y" * area.citywide,
        }
        for area in one.areas
    ]
    author = story.viewers[one.author]
    round_id = drafts.create_round(
        story.db,
        author,
        draft_round(_form(one, bangkok_date(story.now)), areas, (), today=bangkok_date(opened)),
        local_government_code=one.local_government,
        form_key=None,
        now=opened,
    )
    story.ids[one.key] = round_id
    drafts.publish_round(story.db, author, round_id, page_url=PAGE, now=opened)


def _posts(story: _RoundStory) -> Iterator[tuple[datetime, "partial[None]"]]:
    for proposal in story.round.proposals:
        yield story.at(proposal.days_ago), partial(_post, story, proposal)


def _supports(story: _RoundStory) -> Iterator[tuple[datetime, "partial[None]"]]:
    """One support for each supporter, spread evenly from the posting to the end of collecting."""
    end = story.round.reviewed_days_ago + 6
    for proposal in story.round.proposals:
        people = story.content.choose_supporters(
            story.round.province, proposal.key, proposal.author, proposal.supports
        )
        step = max(proposal.days_ago - end, 0.5) / (len(people) + 1)
        for number, person in enumerate(people, start=1):
            moment = story.at(proposal.days_ago - number * step)
            yield moment, partial(_support, story, proposal.key, person.key)


def _post(story: _RoundStory, proposal: RoundProposal, now: datetime) -> None:
    areas = hosted.list_areas(story.db, story.ids[story.round.key])
    story.ids[f"{story.round.key}/{proposal.key}"] = post_proposal(
        story.db,
        story.viewers[proposal.author],
        board_id=story.ids[story.round.key],
        title=proposal.title,
        body=proposal.body,
        category=proposal.category,
        place=f"sd-{proposal.subdistrict}" if proposal.subdistrict else "",
        form_key=None,
        area=str(areas[proposal.area - 1].id),
        now=now,
    )


def _support(story: _RoundStory, key: str, person: str, now: datetime) -> None:
    support_proposal(story.db, story.viewers[person], proposal_id=story.id_of(key), now=now)


def _review(story: _RoundStory) -> None:
    """Have one official decide every proposal, and another one sign the decision an hour later."""
    one, moment = story.round, story.at(story.round.reviewed_days_ago)
    areas = hosted.list_areas(story.db, story.ids[one.key])
    author, round_id = story.viewers[one.author], story.ids[one.key]
    brought = [story.ids[found.proposal] for found in one.brought]
    if brought:
        bring_in(story.db, author, round_id, brought, page_url=PAGE, now=moment)
    for found in one.brought:
        _settle(story, story.ids[found.proposal], _feasible(found, areas[found.area - 1].id), (), moment)
    for proposal in one.proposals:
        decision = _decision(story, proposal, areas[proposal.area - 1].id)
        excludes = tuple(map(story.id_of, proposal.excludes))
        _settle(story, story.id_of(proposal.key), decision, excludes, moment)


def _settle(
    story: _RoundStory,
    proposal_id: int,
    decision: ReviewDecision,
    excludes: tuple[int, ...],
    moment: datetime,
) -> None:
    round_id = story.ids[story.round.key]
    author, signer = story.viewers[story.round.author], story.viewers[story.round.signer]
    seen = screening.get_review(story.db, round_id, proposal_id).revision
    decide_proposal(
        story.db,
        author,
        round_id,
        proposal_id,
        decision,
        excludes=excludes,
        revision=seen,
        page_url=PAGE,
        now=moment,
    )
    later = moment + timedelta(hours=1)
    sign_decision(story.db, signer, round_id, proposal_id, revision=seen + 1, page_url=PAGE, now=later)


def _report(story: _RoundStory) -> None:
    """Add the milestones of the funded projects, by the official who made the round."""
    one, round_id = story.round, story.ids[story.round.key]
    projects = {line.proposal_id: line.id for line in freeze.list_frozen_projects(story.db, round_id)}
    for report in one.reports:
        milestones.add_milestone(
            story.db,
            story.viewers[one.author],
            round_id,
            projects[story.id_of(report.proposal)],
            clean_milestone(state=report.state, percent=str(report.percent), body=report.body),
            form_key=None,
            page_url=PAGE,
            now=story.at(report.days_ago),
        )


def _decision(story: _RoundStory, proposal: RoundProposal, area_id: int) -> ReviewDecision:
    reason = proposal.reason or None
    if proposal.merged_into:
        return ReviewDecision("merged", area_id, None, reason, story.id_of(proposal.merged_into))
    if proposal.cost_baht is None:
        return ReviewDecision("refused", area_id, None, reason)
    return ReviewDecision("feasible", area_id, proposal.cost_baht, reason)


def _feasible(found: Brought, area_id: int) -> ReviewDecision:
    return ReviewDecision("feasible", area_id, found.cost_baht)
