"""The table at which papers are handed out, closed by two officials."""

from datetime import datetime

from idea4gov.actions.rounds.paper_table import sign_papers, state_papers
from idea4gov.domain.permissions import Viewer
from idea4gov.store.rounds.roll import count_roll
from idea4gov.store.session import Database
from tests.conftest import NOON


def close_table(
    database: Database, first: Viewer, second: Viewer, round_id: int, *, now: datetime = NOON
) -> None:
    """State the number of voters on paper, and sign it."""
    with database.transaction() as db:
        state_papers(db, first, round_id, count_roll(db, round_id)["paper"], now=now)
        sign_papers(db, second, round_id, now=now)
