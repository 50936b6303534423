"""Boards: what pages and files read of them, and what acts write."""

from idea4gov.store.boards.reading import (
    PAGE_SIZE,
    BoardCard,
    BoardPage,
    Miscount,
    find_board,
    get_board,
    list_boards,
    list_closing_soon,
    list_miscounted,
)
from idea4gov.store.boards.writing import (
    LockedBoard,
    add_board,
    find_by_form_key,
    lock_for_act,
    lock_for_count,
)

__all__ = [
    "PAGE_SIZE",
    "BoardCard",
    "BoardPage",
    "LockedBoard",
    "Miscount",
    "add_board",
    "find_board",
    "find_by_form_key",
    "get_board",
    "list_boards",
    "list_closing_soon",
    "list_miscounted",
    "lock_for_act",
    "lock_for_count",
]
