"""Use cases of search: find proposals like one that is being written, and fill the index."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from idea4gov.domain.search import most_alike
from idea4gov.store.proposals.lists import ProposalCard
from idea4gov.store.search import index_missing, index_missing_boards, list_candidates
from idea4gov.store.session import Database

MOST_ALIKE = 3


def find_similar(db: Session, title: str, *, board_id: int) -> list[ProposalCard]:
    """The published proposals of a board whose titles are most like this one: at most MOST_ALIKE."""
    cards = list_candidates(db, title, board_id=board_id)
    return [cards[place] for place in most_alike(title, [card.title for card in cards], MOST_ALIKE)]


def fill_index(database: Database) -> int:
    """Add what is missing from the indexes, in small transactions. Returns how many proposals were added."""
    _fill(database, index_missing_boards)
    return _fill(database, index_missing)


def _fill(database: Database, index_next: Callable[[Session], int]) -> int:
    total = 0
    while True:
        with database.transaction() as db:
            filled = index_next(db)
        if not filled:
            return total
        total += filled
