"""Appeal against the hiding of one's own post, and decide an appeal."""

from datetime import datetime

from sqlalchemy.orm import Session

from idea4gov.actions import moderation
from idea4gov.actions.audit import record
from idea4gov.actions.notices import notify
from idea4gov.domain.appeals import (
    AppealDecided,
    clean_appeal,
    require_appealable,
    require_author,
    require_decidable,
)
from idea4gov.domain.moderation import POST_ACTS, Post, PostKind, clean_reason
from idea4gov.domain.permissions import Viewer, require_at
from idea4gov.store import appeals, audit, moderation_log
from idea4gov.store import moderation as contents
from idea4gov.store.appeals import AppealItem, OwnAppeal
from idea4gov.store.boards import writing as boards
from idea4gov.store.moderation import Content
from idea4gov.store.notices import one_account


def get_own_hidden(
    db: Session, viewer: Viewer, kind: PostKind, subject_id: int
) -> tuple[Content, OwnAppeal | None]:
    """The viewer's post, with their last appeal about it. Raises NotFound."""
    get = {"board": contents.get_board, "proposal": contents.get_proposal, "comment": contents.get_comment}
    found = get[kind](db, subject_id)
    require_author(found.author_id, viewer)
    return found, appeals.find_newest(db, _post(kind, found))


def appeal_hiding(
    db: Session, viewer: Viewer, kind: PostKind, subject_id: int, *, body: str, now: datetime
) -> bool:
    """Appeal against the hiding of the viewer's own post, so that another official decides.

    Returns False if this hiding was appealed before. Raises NotFound for another's post, NotHidden, Invalid
    with data `field`.
    """
    body = clean_appeal(body)
    found, _ = get_own_hidden(db, viewer, kind, subject_id)
    post = _post(kind, found)
    boards.lock_for_act(db, post.board_id)
    require_appealable(appeals.lock_state(db, post))
    hidden_by_id = audit.find_last_actor(
        db, act=POST_ACTS["hide", kind], subject_kind=kind, subject_id=subject_id
    )
    return appeals.add_appeal(
        db, post, author_id=viewer.account_id, hidden_by_id=hidden_by_id, body=body, now=now
    )


def get_appeal(db: Session, viewer: Viewer, appeal_id: int) -> AppealItem:
    """An appeal in the viewer's scope, even one that the viewer may not decide. Raises NotFound."""
    found = appeals.get_appeal(db, appeal_id)
    require_at(viewer, "content:moderate", found.place)
    return found


def restore_appealed(
    db: Session, viewer: Viewer, appeal_id: int, *, reason: str, page_url: str, now: datetime
) -> None:
    """Decide for the author: the post is shown again.

    page_url: of the post, for the notice to its author. Raises NotFound, OwnHiding, AppealDecided, NotHidden,
    Invalid with data `field`.
    """
    found = _get_decidable(db, viewer, appeal_id)
    moderation.restore(db, viewer, found.kind, found.subject_id, reason=reason, page_url=page_url, now=now)


def keep_hidden(
    db: Session, viewer: Viewer, appeal_id: int, *, reason: str, page_url: str, now: datetime
) -> None:
    """Decide against the author: the post stays hidden, and that is final.

    page_url: of the post, for the notice to its author. Raises NotFound, OwnHiding, AppealDecided, Invalid
    with data `field`.
    """
    reason = clean_reason(reason)
    found = _get_decidable(db, viewer, appeal_id)
    if not appeals.close_appeal(
        db, found.post, decision="upheld", decided_by_id=viewer.account_id, reason=reason, now=now
    ):
        raise AppealDecided()
    moderation_log.add_act(
        db, found.post, act="keep_hidden", province_code=found.province_code, reason=reason, now=now
    )
    notify(
        db,
        one_account(found.author_id),
        kind="keep_hidden",
        title=found.title,
        page_url=page_url,
        now=now,
        reason=reason,
    )
    record(
        db,
        actor_id=viewer.account_id,
        act="keep_hidden",
        subject_kind=found.kind,
        subject_id=found.subject_id,
        place=found.place,
        data={"reason": reason},
        now=now,
    )


def _get_decidable(db: Session, viewer: Viewer, appeal_id: int) -> AppealItem:
    """The appeal, with its board locked until the transaction ends.

    Raises NotFound, OwnHiding, AppealDecided.
    """
    boards.lock_for_count(db, get_appeal(db, viewer, appeal_id).board_id)
    found = get_appeal(db, viewer, appeal_id)
    require_decidable(
        hidden_by_person_id=found.hidden_by_person_id,
        is_decided=found.decision is not None,
        viewer=viewer,
    )
    return found


def _post(kind: PostKind, found: Content) -> Post:
    return Post(kind, found.id, found.board_id, found.proposal_id)
