"""Reads and writes of comments."""

from idea4gov.store.comments.threads import (
    REPLIES_SHOWN,
    CommentCard,
    Thread,
    Threads,
    count_replies_before,
    get_thread,
    list_threads,
)
from idea4gov.store.comments.writing import (
    CommentPage,
    WrongCount,
    add_comment,
    find_by_form_key,
    find_parent,
    get_comment,
    move_state,
    recount,
    replace_text,
)

__all__ = [
    "REPLIES_SHOWN",
    "CommentCard",
    "CommentPage",
    "Thread",
    "Threads",
    "WrongCount",
    "add_comment",
    "count_replies_before",
    "find_by_form_key",
    "find_parent",
    "get_comment",
    "get_thread",
    "list_threads",
    "move_state",
    "recount",
    "replace_text",
]
