"""When a proposal takes supports."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idea4gov.domain.boards import BoardState
from idea4gov.domain.errors import NotFound
from idea4gov.domain.proposals import ProposalState
from idea4gov.domain.votes import VotingClosed, require_supportable
from tests.conftest import NOON

PROPOSAL_STATES = ["draft", "published", "hidden", "merged", "withdrawn"]
BOARD_STATES = ["draft", "open", "closed", "archived"]
TIMES = st.none() | st.integers(-5, 5).map(lambda hours: NOON + timedelta(hours=hours))


@given(st.sampled_from(PROPOSAL_STATES), st.sampled_from(BOARD_STATES), TIMES)
def test_supports_are_taken_in_one_case_and_secrets_are_kept_in_all_others(
    proposal_state: ProposalState, board_state: BoardState, closes_at: datetime | None
) -> None:
    visible = proposal_state == "published" and board_state != "draft"
    opened = board_state == "open" and (closes_at is None or closes_at > NOON)
    expected = None if visible and opened else VotingClosed if visible else NotFound

    def ask() -> None:
        require_supportable(
            proposal_state=proposal_state, board_state=board_state, closes_at=closes_at, now=NOON
        )

    if expected is None:
        ask()
    else:
        with pytest.raises(expected):
            ask()
