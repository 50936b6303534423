"""Use cases of search: find proposals like one that is being written, and fill the index."""

from sqlalchemy.orm import Session

from idea4gov.domain.search import most_alike
from idea4gov.store.proposals.lists import ProposalCard
from idea4gov.store.search import index_missing, list_candidates
from idea4gov.store.session import Database

MOST_ALIKE = 3


def find_similar(db: Session, title: str, *, board_id: int) -> list[ProposalCard]:
    """The published proposals of a board whose titles are most like this one: at most MOST_ALIKE."""
    cards = list_candidates(db, title, board_id=board_id)
    return [cards[place] for place in most_alike(title, [card.title for card in cards], MOST_ALIKE)]


def fill_index(database: Database) -> int:
    """Add the proposals that are missing from the index, in small transactions. Returns how many."""
    total = 0
    while True:
        with database.transaction() as db:
            filled = index_missing(db)
        if not filled:
            return total
        total += filled
