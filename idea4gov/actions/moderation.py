"""Use cases of moderators: hide and restore with a reason, take a board over. Each leaves an audit entry."""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions.audit import record
from idea4gov.actions.notices import tell
from idea4gov.domain.moderation import (
    NotHidden,
    NotPublished,
    Post,
    PostKind,
    adopting_local_governments,
    check_adoptable,
    clean_reason,
)
from idea4gov.domain.permissions import Place, Viewer, require_at
from idea4gov.store import appeals, boards, comments, moderation, moderation_log, proposals, reports
from idea4gov.store.moderation import AdoptableBoard, Content
from idea4gov.store.notices import around_board, one_account


def get_proposal(db: Session, viewer: Viewer, proposal_id: int) -> Content:
    """The proposal that the viewer may moderate. Raises NotFound."""
    return _in_scope(viewer, moderation.get_proposal(db, proposal_id))


def get_comment(db: Session, viewer: Viewer, comment_id: int) -> Content:
    """The comment that the viewer may moderate. Raises NotFound."""
    return _in_scope(viewer, moderation.get_comment(db, comment_id))


def get_board(db: Session, viewer: Viewer, board_id: int) -> Content:
    """The discussion board that the viewer may moderate. Raises NotFound."""
    return _in_scope(viewer, moderation.get_board(db, board_id))


def hide_board(
    db: Session, viewer: Viewer, board_id: int, *, reason: str, page_url: str, now: datetime
) -> None:
    """Take a discussion board from the public with all that is on it; its opener is told why.

    Raises NotFound, NotPublished, Invalid with data `field`.
    """
    reason = clean_reason(reason)
    found = get_board(db, viewer, board_id)
    if not moderation.move_board(db, board_id, hidden_reason=reason):
        raise NotPublished()
    _finish(db, viewer, found, "hide", "board", reason, page_url, now)


def restore_board(
    db: Session, viewer: Viewer, board_id: int, *, reason: str, page_url: str, now: datetime
) -> None:
    """Show a hidden board again, as it was. Raises NotFound, NotHidden, Invalid with data `field`."""
    reason = clean_reason(reason)
    found = get_board(db, viewer, board_id)
    if not moderation.move_board(db, board_id, hidden_reason=None):
        raise NotHidden()
    _finish(db, viewer, found, "restore", "board", reason, page_url, now)


def hide_proposal(
    db: Session, viewer: Viewer, proposal_id: int, *, reason: str, page_url: str, now: datetime
) -> None:
    """Take a published proposal from the public; its author is told why.

    page_url: where the author finds it. Raises NotFound, NotPublished, Invalid with data `field`.
    """
    reason = clean_reason(reason)
    found = get_proposal(db, viewer, proposal_id)
    if not proposals.move_state(
        db, found.id, board_id=found.board_id, before="published", after="hidden", hidden_reason=reason
    ):
        raise NotPublished()
    _finish(db, viewer, found, "hide", "proposal", reason, page_url, now)


def restore_proposal(
    db: Session, viewer: Viewer, proposal_id: int, *, reason: str, page_url: str, now: datetime
) -> None:
    """Show a hidden proposal again. Raises NotFound, NotHidden, Invalid with data `field`."""
    reason = clean_reason(reason)
    found = get_proposal(db, viewer, proposal_id)
    if not proposals.move_state(db, found.id, board_id=found.board_id, before="hidden", after="published"):
        raise NotHidden()
    _finish(db, viewer, found, "restore", "proposal", reason, page_url, now)


def hide_comment(
    db: Session, viewer: Viewer, comment_id: int, *, reason: str, page_url: str, now: datetime
) -> None:
    """Take a published comment or reply from the public; its author is told why.

    Raises NotFound, NotPublished, Invalid with data `field`.
    """
    reason = clean_reason(reason)
    found = get_comment(db, viewer, comment_id)
    boards.lock_for_act(db, found.board_id)
    if not comments.move_state(db, found.id, before="published", after="hidden", hidden_reason=reason):
        raise NotPublished()
    _finish(db, viewer, found, "hide", "comment", reason, page_url, now)


def restore_comment(
    db: Session, viewer: Viewer, comment_id: int, *, reason: str, page_url: str, now: datetime
) -> None:
    """Show a hidden comment or reply again. Raises NotFound, NotHidden, Invalid with data `field`."""
    reason = clean_reason(reason)
    found = get_comment(db, viewer, comment_id)
    boards.lock_for_act(db, found.board_id)
    if not comments.move_state(db, found.id, before="hidden", after="published"):
        raise NotHidden()
    _finish(db, viewer, found, "restore", "comment", reason, page_url, now)


def get_adoptable(
    db: Session, viewer: Viewer, board_id: int
) -> tuple[AdoptableBoard, list[tuple[str, str, str]]]:
    """A board and the local governments (code, Thai, English) that may take it over through the viewer.

    Raises NotFound when there is none.
    """
    board = moderation.get_adoptable(db, board_id)
    choices = moderation.list_local_government_names(db, adopting_local_governments(viewer, board.place))
    check_adoptable(
        state=board.state,
        opened_by_official=board.opened_by_official,
        adopted=board.adopted_at is not None,
        choices=tuple(code for code, *_ in choices),
        chosen=choices[0][0] if choices else "",
    )
    return board, choices


def adopt_board(
    db: Session,
    viewer: Viewer,
    board_id: int,
    *,
    local_government_code: str,
    page_url: str | None = None,
    now: datetime,
) -> None:
    """Take a citizens' board over for a local government, which is its place from then on.

    page_url: of the board; with None, nobody is told.
    Raises NotFound, AlreadyAdopted, OfficialBoard, BoardNotOpen.
    """
    boards.lock_for_count(db, board_id)
    board = moderation.get_adoptable(db, board_id)
    _check_adopting(viewer, board, local_government_code)
    moderation.adopt_board(
        db, board_id, local_government_code=local_government_code, adopted_by_id=viewer.account_id, now=now
    )
    if page_url:
        followers = around_board(board_id)
        tell(db, followers, kind="board_adopted", title=board.title, page_url=page_url, now=now)
    record(
        db,
        actor_id=viewer.account_id,
        act="adopt_board",
        subject_kind="board",
        subject_id=board_id,
        place=Place(board.province_code, local_government_code),
        data={},
        now=now,
    )


def _check_adopting(viewer: Viewer, board: AdoptableBoard, chosen: str) -> None:
    check_adoptable(
        state=board.state,
        opened_by_official=board.opened_by_official,
        adopted=board.adopted_at is not None,
        choices=adopting_local_governments(viewer, board.place),
        chosen=chosen,
    )


def _in_scope(viewer: Viewer, found: Content) -> Content:
    require_at(viewer, "content:moderate", found.place)
    return found


def _finish(
    db: Session,
    viewer: Viewer,
    found: Content,
    verb: str,
    kind: PostKind,
    reason: str,
    page_url: str,
    now: datetime,
) -> None:
    """Settle what was reported, tell the author, and leave the traces."""
    post = Post(kind, found.id, found.board_id, found.proposal_id)
    if verb == "hide":
        reports.close_case(db, post, outcome="hidden", now=now)
    else:
        appeals.close_appeal(
            db, post, decision="restored", decided_by_id=viewer.account_id, reason=reason, now=now
        )
    moderation_log.add_act(db, post, act=verb, province_code=found.province_code, reason=reason, now=now)
    tell(
        db,
        one_account(found.author_id),
        kind=f"{verb}_{kind}",
        title=found.title,
        page_url=page_url,
        now=now,
        reason=reason,
    )
    record(
        db,
        actor_id=viewer.account_id,
        act=f"{verb}_{kind}",
        subject_kind=kind,
        subject_id=found.id,
        place=found.place,
        data={"reason": reason},
        now=now,
    )
