"""Reads and writes of proposals."""

from idea4gov.store.proposals.lists import (
    PAGE_SIZE,
    CardsPage,
    Narrowing,
    OwnProposal,
    ProposalCard,
    list_by_support,
    list_newest,
    list_of_ids,
    list_own,
    list_shuffled,
)
from idea4gov.store.proposals.reading import (
    LockedProposal,
    ProposalPage,
    Wording,
    find_proposal,
    get_locked,
    list_wordings,
)
from idea4gov.store.proposals.writing import (
    add_proposal,
    find_by_form_key,
    move_state,
    replace_text,
)

__all__ = [
    "PAGE_SIZE",
    "CardsPage",
    "LockedProposal",
    "Narrowing",
    "OwnProposal",
    "ProposalCard",
    "ProposalPage",
    "Wording",
    "add_proposal",
    "find_by_form_key",
    "find_proposal",
    "get_locked",
    "list_by_support",
    "list_newest",
    "list_of_ids",
    "list_own",
    "list_shuffled",
    "list_wordings",
    "move_state",
    "replace_text",
]
