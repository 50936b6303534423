"""Milestones: reports of officials on how a funded project is carried out."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

from idea4gov.domain.errors import N_, Conflict
from idea4gov.domain.fields import all_fields
from idea4gov.domain.numbers import read_number
from idea4gov.domain.rounds.drafts import NotAChoice
from idea4gov.domain.text import clean_text

MILESTONE_MAX_LENGTH = 2_000
MilestoneState = Literal["underway", "delivered", "dropped"]
MILESTONE_STATES: Final[tuple[MilestoneState, ...]] = get_args(MilestoneState)


class NotFunded(Conflict):
    """The project was not funded, so it has no milestones."""

    code = "not_funded"
    message = N_("This project was not funded, so there is nothing to report about it.")


@dataclass(frozen=True, slots=True)
class Milestone:
    """A report on a project. percent_spent: of its cost, 0 to 100."""

    state: MilestoneState
    percent_spent: int
    body: str


def clean_milestone(*, state: str, percent: str, body: str) -> Milestone:
    """Check and normalize a milestone. If the project is dropped, it must give the reason.

    Raises Invalid with data `field`.
    """
    with all_fields() as at:
        with at("state"):
            known = _state(state)
        with at("percent"):
            spent = read_number(percent, "percent", least=0, most=100)
        with at("body"):
            words = clean_text(body, max_length=MILESTONE_MAX_LENGTH)
    return Milestone(known, spent, words)


def _state(text: str) -> MilestoneState:
    for state in MILESTONE_STATES:
        if state == text:
            return state
    raise NotAChoice()
