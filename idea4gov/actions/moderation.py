"""Use cases of moderators: hide and restore posts with a reason, adopt boards. Each leaves an audit entry."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy.orm import Session

from idea4gov.actions.audit import record
from idea4gov.actions.notices import notify
from idea4gov.domain.moderation import (
    POST_ACTS,
    NotHidden,
    NotPublished,
    Post,
    PostKind,
    PostMove,
    adopting_local_governments,
    check_adoptable,
    clean_reason,
)
from idea4gov.domain.permissions import Place, Viewer, require_at
from idea4gov.domain.sessions import require_confirmed
from idea4gov.store import appeals, moderation, moderation_log, reports
from idea4gov.store.boards import writing as boards
from idea4gov.store.comments import writing as comments
from idea4gov.store.moderation import AdoptableBoard, Content
from idea4gov.store.notices import around_board, one_account
from idea4gov.store.proposals import writing as proposals

Visibility = Literal["published", "hidden"]


def get_content(db: Session, viewer: Viewer, kind: PostKind, post_id: int) -> Content:
    """A board, proposal or comment that the viewer may moderate. Raises NotFound."""
    found = _KINDS[kind].get(db, post_id)
    require_at(viewer, "content:moderate", found.place)
    return found


def hide(
    db: Session, viewer: Viewer, kind: PostKind, post_id: int, *, reason: str, page_url: str, now: datetime
) -> None:
    """Hide a published post (a board with all that is on it), and notify its author of the reason.

    page_url: of the post, for the notice. Raises NotFound, NotPublished, Invalid with data `field`.
    """
    reason = clean_reason(reason)
    found = get_content(db, viewer, kind, post_id)
    if not _KINDS[kind].move(db, found, reason):
        raise NotPublished()
    _finish(db, viewer, found, "hide", kind, reason, page_url, now)


def restore(
    db: Session, viewer: Viewer, kind: PostKind, post_id: int, *, reason: str, page_url: str, now: datetime
) -> None:
    """Show a hidden post again, as it was, and notify its author.

    page_url: of the post, for the notice. Raises NotFound, NotHidden, Invalid with data `field`.
    """
    reason = clean_reason(reason)
    found = get_content(db, viewer, kind, post_id)
    if not _KINDS[kind].move(db, found, None):
        raise NotHidden()
    _finish(db, viewer, found, "restore", kind, reason, page_url, now)


def get_adoptable(
    db: Session, viewer: Viewer, board_id: int
) -> tuple[AdoptableBoard, list[tuple[str, str, str]]]:
    """A board, and the local governments (code, Thai name, English name) for which the viewer may adopt it.

    Raises NotFound when there is none, AlreadyAdopted, OfficialBoard, BoardNotOpen.
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
    """Adopt a citizens' board for a local government, which becomes the place of the board.

    page_url: of the board, for the notices to its followers; None: no notices. Raises NotFound,
    PasswordNeeded, AlreadyAdopted, OfficialBoard, BoardNotOpen.
    """
    boards.lock_for_count(db, board_id)
    board = moderation.get_adoptable(db, board_id)
    _check_adopting(viewer, board, local_government_code)
    require_confirmed(viewer, now=now)
    moderation.adopt_board(
        db, board_id, local_government_code=local_government_code, adopted_by_id=viewer.account_id, now=now
    )
    if page_url:
        followers = around_board(board_id)
        notify(db, followers, kind="board_adopted", title=board.title, page_url=page_url, now=now)
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


def _move_board(db: Session, found: Content, hidden_reason: str | None) -> bool:
    return moderation.move_board(db, found.id, hidden_reason=hidden_reason)


def _move_proposal(db: Session, found: Content, hidden_reason: str | None) -> bool:
    before, after = _states(hidden_reason)
    return proposals.move_state(
        db, found.id, board_id=found.board_id, before=before, after=after, hidden_reason=hidden_reason
    )


def _move_comment(db: Session, found: Content, hidden_reason: str | None) -> bool:
    boards.lock_for_act(db, found.board_id)
    before, after = _states(hidden_reason)
    return comments.move_state(db, found.id, before=before, after=after, hidden_reason=hidden_reason)


def _states(hidden_reason: str | None) -> tuple[Visibility, Visibility]:
    """The states before and after: with a reason a post is hidden, without one it is shown again."""
    return ("hidden", "published") if hidden_reason is None else ("published", "hidden")


class _Kind(NamedTuple):
    """How posts of one kind are moderated. get: reads one.

    move: hides it with a reason, or restores it (None). A move returns False if the post has left the state
    that it begins from.
    """

    get: Callable[[Session, int], Content]
    move: Callable[[Session, Content, str | None], bool]


_KINDS: Mapping[PostKind, _Kind] = {
    "board": _Kind(moderation.get_board, _move_board),
    "proposal": _Kind(moderation.get_proposal, _move_proposal),
    "comment": _Kind(moderation.get_comment, _move_comment),
}


def _finish(
    db: Session,
    viewer: Viewer,
    found: Content,
    verb: PostMove,
    kind: PostKind,
    reason: str,
    page_url: str,
    now: datetime,
) -> None:
    """Close the reports or the appeal, notify the author, and write the public log and the audit entry."""
    post = Post(kind, found.id, found.board_id, found.proposal_id)
    if verb == "hide":
        reports.close_case(db, post, outcome="hidden", now=now)
    else:
        appeals.close_appeal(
            db, post, decision="restored", decided_by_id=viewer.account_id, reason=reason, now=now
        )
    moderation_log.add_act(db, post, act=verb, province_code=found.province_code, reason=reason, now=now)
    notify(
        db,
        one_account(found.author_id),
        kind=POST_ACTS[verb, kind],
        title=found.title,
        page_url=page_url,
        now=now,
        reason=reason,
    )
    record(
        db,
        actor_id=viewer.account_id,
        act=POST_ACTS[verb, kind],
        subject_kind=kind,
        subject_id=found.id,
        place=found.place,
        data={"reason": reason},
        now=now,
    )
