"""The timeline of a proposal: what has happened to it, and what comes next."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from idea4gov.store.proposals.reading import ProposalPage
from idea4gov.store.rounds.milestones import MilestoneCard
from idea4gov.web.http.locale import gettext
from idea4gov.web.render.filters import moment, numerals


class Step(NamedTuple):
    """One step. when: its day or period in words; None where it is not known yet."""

    title: str
    when: str | None
    is_done: bool


def proposal_steps(
    proposal: ProposalPage, *, is_open: bool, reports: Sequence[MilestoneCard] = ()
) -> list[Step]:
    """The steps from posting to completion: those done, in the order of time, then those to come.

    reports: on the project, newest first.
    """
    ended_at = None if is_open else proposal.board_closes_at
    happened: list[tuple[datetime | None, str]] = [
        (proposal.created_at, gettext("Proposed")),
        (proposal.edited_at, gettext("Changed by its author")),
        (proposal.answered_at, gettext("Officially answered")),
        (ended_at, gettext("Supports ended")),
        *_built(reports),
    ]
    done = sorted((at, title) for at, title in happened if at is not None)
    steps = [Step(title, moment(at), True) for at, title in done]
    if proposal.answered_at is None:
        steps.append(Step(gettext("The local government answers"), None, False))
    if is_open:
        ends = proposal.board_closes_at
        steps.append(Step(gettext("Supports end and are counted"), moment(ends) if ends else None, False))
    return steps


def _built(reports: Sequence[MilestoneCard]) -> Iterator[tuple[datetime, str]]:
    """(moment, words) of when building began and ended; while it goes on, how far it is."""
    for newest, first in _ends(reports).values():
        yield first.created_at, gettext("Building began")
        if newest.state == "delivered":
            yield newest.created_at, gettext("Delivered")
        elif newest.state == "dropped":
            yield newest.created_at, gettext("Dropped")
        elif newest.id != first.id:
            spent = numerals(str(newest.percent_spent))
            yield newest.created_at, gettext("Latest report: %(percent)s%% spent", percent=spent)


def _ends(reports: Sequence[MilestoneCard]) -> dict[int, tuple[MilestoneCard, MilestoneCard]]:
    found: dict[int, tuple[MilestoneCard, MilestoneCard]] = {}
    for one in reports:
        found[one.project_id] = (found.get(one.project_id, (one, one))[0], one)
    return found
