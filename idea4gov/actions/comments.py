"""Comment on a proposal, reply to a comment, edit or withdraw one's own comment.

Locks are always taken in the same order: the board (shared), the comment's row, the proposal.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions.notices import notify
from idea4gov.actions.throttle import count_or_refuse
from idea4gov.domain.comments import (
    EDITS,
    POSTS,
    CommentNotPublished,
    StaleComment,
    draft,
    require_answerable,
    require_commentable,
    require_own,
    require_published,
)
from idea4gov.domain.errors import NotFound
from idea4gov.domain.markup import citizen_html
from idea4gov.domain.notices import NoticeKind
from idea4gov.domain.permissions import Viewer
from idea4gov.domain.sending import sending_key
from idea4gov.domain.sessions import require_confirmed_author
from idea4gov.store.comments import writing as comments
from idea4gov.store.comments.writing import CommentPage
from idea4gov.store.locking import lock_board
from idea4gov.store.notices import without_unread

COMMENT: NoticeKind = "comment_on_proposal"
REPLY: NoticeKind = "reply_to_comment"


def post_comment(
    db: Session,
    viewer: Viewer,
    *,
    proposal_id: int,
    body: str,
    parent_id: int | None = None,
    form_key: str | None,
    site_url: str = "",
    now: datetime,
) -> int:
    """Publish a comment, or a reply to the comment `parent_id`, on a proposal of an open board.

    Whoever wrote the proposal or the comment gets a notice. site_url: without a slash at its end, for their
    mail; "": nobody is told. form_key: of the form; the same text sent again with the same key posts nothing,
    and gives the id of the first comment. Returns the comment's id. Raises NotFound, CommentsClosed,
    ReplyToReply, ParentGone, Invalid with data `field`, TooMany, DeviceUnconfirmed (an official's).
    """
    require_confirmed_author(viewer)
    # Before the first statement: rendering takes milliseconds, in which SQLite would hold its write lock.
    body = draft(body)
    body_html = citizen_html(body)
    key = sending_key(form_key, str(proposal_id), str(parent_id or ""), body)
    _hold(db, proposal_id, now)
    # A double click sends two POSTs.
    if (posted_already := comments.find_by_form_key(db, viewer.account_id, key)) is not None:
        return posted_already
    _require_welcome(db, viewer, proposal_id, parent_id, now)
    added = comments.add_comment(
        db,
        proposal_id=proposal_id,
        author_id=viewer.account_id,
        parent_id=parent_id,
        body=body,
        body_html=body_html,
        form_key=key,
        now=now,
    )
    # None: the other POST of a double click was written since we looked.
    if added is None:
        return _get_posted(db, viewer, key)
    if site_url:
        _notify_authors(db, viewer, proposal_id, parent_id, page_url=f"{site_url}/comments/{added}", now=now)
    return added


def _require_welcome(
    db: Session, viewer: Viewer, proposal_id: int, parent_id: int | None, now: datetime
) -> None:
    """Count one more comment of the viewer. Raises ReplyToReply, ParentGone, NotFound, TooMany."""
    if parent_id is not None:
        require_answerable(comments.find_parent(db, parent_id), proposal_id)
    count_or_refuse(db, POSTS, str(viewer.account_id), now=now)


def _notify_authors(
    db: Session, viewer: Viewer, proposal_id: int, parent_id: int | None, *, page_url: str, now: datetime
) -> None:
    """Tell the author of the comment that is answered, and that of the proposal, each once; not oneself."""
    spoken = comments.get_spoken_to(db, proposal_id, parent_id)
    told = {viewer.account_id}
    for account_id, kind in (
        (spoken.parent_author_id, REPLY),
        (spoken.author_id, COMMENT),
    ):
        if account_id is not None and account_id not in told:
            told.add(account_id)
            recipients = without_unread(account_id, kind, spoken.title)
            notify(db, recipients, kind=kind, title=spoken.title, page_url=page_url, now=now)


def edit_comment(
    db: Session, viewer: Viewer, *, comment_id: int, body: str, revision: int, now: datetime
) -> None:
    """Replace the text of the viewer's own comment, while its board is open; the old text is kept.

    revision: of the text that the form showed. Saving an unchanged text changes nothing. Raises NotFound,
    NotYourComment, CommentNotPublished, CommentsClosed, StaleComment, Invalid with data `field`, TooMany,
    DeviceUnconfirmed (an official's).
    """
    require_confirmed_author(viewer)
    body = draft(body)
    body_html = citizen_html(body)
    old = get_own_comment(db, comment_id, viewer)
    require_published(old.state)
    _hold(db, old.proposal_id, now)
    if body == old.body:
        return
    if revision != old.revision:
        raise StaleComment()
    count_or_refuse(db, EDITS, str(viewer.account_id), now=now)
    if not comments.replace_text(db, old, body=body, body_html=body_html, now=now):
        raise StaleComment()


def withdraw_comment(db: Session, viewer: Viewer, *, comment_id: int) -> None:
    """Withdraw the viewer's own comment, on a closed board too; its replies stay.

    Doing so twice changes nothing. Raises NotFound, NotYourComment, CommentNotPublished for a hidden one.
    """
    found = get_own_comment(db, comment_id, viewer)
    if found.state == "withdrawn":
        return
    if not comments.move_state(db, comment_id, before="published", after="withdrawn"):
        raise CommentNotPublished()


def get_own_comment(db: Session, comment_id: int, viewer: Viewer) -> CommentPage:
    """The viewer's comment, in any state. Raises NotFound, NotYourComment."""
    found = get_visible_comment(db, comment_id, viewer)
    require_own(found.author_id, viewer)
    return found


def get_visible_comment(db: Session, comment_id: int, viewer: Viewer | None) -> CommentPage:
    """A comment, in any state, of a proposal that the viewer may see. Raises NotFound.

    It holds the text of hidden comments too. Pages must take what they show from store.comments, which leaves
    out the text that the viewer may not read.
    """
    found = comments.get_comment(db, comment_id)
    # Authors see their own comment even where the proposal is hidden or withdrawn.
    if viewer is not None and viewer.account_id == found.author_id:
        return found
    if found.proposal_state != "published" or found.board_state == "draft":
        raise NotFound()
    return found


def _get_posted(db: Session, viewer: Viewer, form_key: str | None) -> int:
    """The id of the viewer's comment that this sending posted; there is one."""
    posted = comments.find_by_form_key(db, viewer.account_id, form_key)
    assert posted is not None
    return posted


def _hold(db: Session, proposal_id: int, now: datetime) -> None:
    """Lock the board, so that it stays open until the transaction ends. Raises NotFound, CommentsClosed."""
    locked = lock_board(db, proposal_id)
    require_commentable(
        proposal_state=locked.proposal_state,
        board_state=locked.board_state,
        closes_at=locked.comments_close_at,
        now=now,
    )
