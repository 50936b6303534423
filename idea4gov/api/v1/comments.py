"""Published comments."""

from typing import Any

from idea4gov.api.endpoints import ApiAnswer, listing, one, page, single
from idea4gov.api.parameters import BOARD, PROPOSAL


@listing("/comments", "comments", th="ความคิดเห็นที่เผยแพร่", en="Published comments", filters=(PROPOSAL, BOARD))
def list_comments(**asked: Any) -> ApiAnswer:
    """A page of comments and replies, ordered by number."""
    return page("comments", **asked)


@single("/comments/<id:comment_id>", "comments", th="ความคิดเห็นหนึ่ง", en="One comment")
def get_comment(comment_id: int) -> ApiAnswer:
    """The comment or reply with this number. Raises NotFound."""
    return one("comments", comment_id)
