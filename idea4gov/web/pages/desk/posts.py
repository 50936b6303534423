"""What the pages about a post share: its kind, as its address names it, and the page where it is read."""

from collections.abc import Mapping

from flask import url_for

from idea4gov.domain.moderation import Post, PostKind
from idea4gov.store.moderation import Content

KINDS: Mapping[str, PostKind] = {"boards": "board", "proposals": "proposal", "comments": "comment"}
"""{part of the address: the kind of post}."""


def page_of(post: Post) -> str:
    """The path of the page where a post is read; of a comment, with its anchor."""
    if post.kind == "board":
        return url_for("boards.show", board_id=post.id)
    anchor = f"comment-{post.id}" if post.kind == "comment" else None
    return url_for("proposals.show", proposal_id=post.proposal_id, _anchor=anchor)


def page_of_content(content: Content, kind: PostKind) -> str:
    """The path of the page where a post is read, from the content that moderators are shown."""
    return page_of(Post(kind, content.id, content.board_id, content.proposal_id))
