"""What has happened to a proposal, and what comes next: the steps of its timeline."""

from datetime import datetime
from typing import NamedTuple

from idea4gov.store.proposals import ProposalPage
from idea4gov.web.filters import moment
from idea4gov.web.locale import gettext


class Step(NamedTuple):
    """One step. when: words, or None where nobody knows yet."""

    title: str
    when: str | None
    is_done: bool


def proposal_steps(proposal: ProposalPage, *, is_open: bool) -> list[Step]:
    """From proposed to counted: what is done in the order of time, then what waits."""
    ended_at = None if is_open else proposal.board_closes_at
    happened: list[tuple[datetime | None, str]] = [
        (proposal.created_at, gettext("Proposed")),
        (proposal.edited_at, gettext("Changed by its author")),
        (proposal.answered_at, gettext("Officially answered")),
        (ended_at, gettext("Supports ended")),
    ]
    done = sorted((at, title) for at, title in happened if at is not None)
    steps = [Step(title, moment(at), True) for at, title in done]
    if proposal.answered_at is None:
        steps.append(Step(gettext("The local government answers"), None, False))
    if is_open:
        ends = proposal.board_closes_at
        steps.append(Step(gettext("Supports end and are counted"), moment(ends) if ends else None, False))
    return steps
