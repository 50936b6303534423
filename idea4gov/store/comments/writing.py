"""One comment, and writes that move the proposal's counter with every published comment."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, insert, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.boards import BoardState
from idea4gov.domain.comments import CommentState, Parent
from idea4gov.domain.errors import NotFound
from idea4gov.domain.proposals import ProposalState
from idea4gov.store.base import rowcount, table
from idea4gov.store.locking import COMMENTS_CLOSE_AT
from idea4gov.store.models import Board, BudgetRound, Comment, CommentRevision, Proposal
from idea4gov.store.records import find_record, get_record, list_records, select_into
from idea4gov.store.upsert import insert_into
from idea4gov.store.visibility import STATE

REPORTED = 1_000


class CommentPage(NamedTuple):
    """A comment with what the rules ask about its surroundings, whatever their states."""

    id: int
    proposal_id: int
    parent_id: int | None
    author_id: int
    state: CommentState
    body: str
    body_html: str
    revision: int
    created_at: datetime
    edited_at: datetime | None
    proposal_title: str
    proposal_state: ProposalState
    board_id: int
    board_title: str
    board_state: BoardState
    comments_close_at: datetime | None
    province_code: str
    local_government_code: str | None


class WrongCount(NamedTuple):
    """A counter that differs from its rows."""

    proposal_id: int
    counter: int
    rows: int


_COMMENTS, _PROPOSALS = table(Comment), table(Proposal)
_ROUNDS = table(BudgetRound)
_REVISIONS = table(CommentRevision)
_comment, _proposal, _board = _COMMENTS.c, _PROPOSALS.c, table(Board).c
_IS_PUBLISHED = _proposal.state == "published"
_PAGE = select_into(
    CommentPage,
    _comment,
    proposal_title=_proposal.title,
    proposal_state=_proposal.state,
    board_id=_board.id,
    board_title=_board.title,
    board_state=STATE,
    comments_close_at=COMMENTS_CLOSE_AT,
    province_code=_board.province_code,
    local_government_code=_board.local_government_code,
).select_from(
    _COMMENTS.join(_PROPOSALS, _proposal.id == _comment.proposal_id)
    .join(table(Board), _board.id == _proposal.board_id)
    .outerjoin(_ROUNDS, _ROUNDS.c.board_id == _board.id)
)


def get_comment(db: Session, comment_id: int) -> CommentPage:
    """The comment with its proposal and board, in any state. Raises NotFound."""
    return get_record(db, _PAGE.where(_comment.id == comment_id))


def find_parent(db: Session, comment_id: int) -> Parent | None:
    """The comment that a reply answers, as the rules of replies ask; None where there is none."""
    return find_record(db, select_into(Parent, _comment).where(_comment.id == comment_id))


class Spoken(NamedTuple):
    """Whom a comment speaks to. title, author_id: of the proposal. parent_author_id: of what is answered."""

    title: str
    author_id: int
    parent_author_id: int | None


def get_spoken_to(db: Session, proposal_id: int, parent_id: int | None) -> Spoken:
    """Whom a comment on this proposal, or a reply to this comment, speaks to. Raises NotFound."""
    parent = select(_comment.author_id).where(_comment.id == parent_id).scalar_subquery()
    return get_record(
        db,
        select_into(Spoken, table(Proposal).c, parent_author_id=parent).where(Proposal.id == proposal_id),
    )


def find_by_form_key(db: Session, author_id: int, form_key: str | None) -> int | None:
    """The comment that this form posted already, or None."""
    if form_key is None:
        return None
    return db.scalar(
        select(_comment.id).where(_comment.author_id == author_id, _comment.form_key == form_key)
    )


def add_comment(
    db: Session,
    *,
    proposal_id: int,
    author_id: int,
    parent_id: int | None,
    body: str,
    body_html: str,
    form_key: str | None,
    now: datetime,
) -> int | None:
    """Publish a comment and count it. Returns its id, or None when this form has posted it meanwhile.

    Raises NotFound if the proposal was hidden or withdrawn while this waited for its row.
    """
    values = {
        "proposal_id": proposal_id,
        "author_id": author_id,
        "parent_id": parent_id,
        "parent_depth": None if parent_id is None else 0,
        "depth": 0 if parent_id is None else 1,
        "state": "published",
        "body": body,
        "body_html": body_html,
        "form_key": form_key,
        "created_at": now,
    }
    inserted = insert_into(db, _COMMENTS).values(values).on_conflict_do_nothing().returning(_comment.id)
    comment_id = db.execute(inserted).scalar_one_or_none()
    if comment_id is not None and not _move_comment_count(db, proposal_id, _IS_PUBLISHED, by=1):
        raise NotFound()
    return comment_id


def replace_text(db: Session, old: CommentPage, *, body: str, body_html: str, now: datetime) -> bool:
    """Replace the text of a comment and store the old one as a revision. False: it differs from `old`."""
    changed = db.execute(
        update(_COMMENTS)
        .where(_comment.id == old.id, _comment.revision == old.revision, _comment.state == "published")
        .values(body=body, body_html=body_html, revision=old.revision + 1, edited_at=now)
    )
    if rowcount(changed) != 1:
        return False
    db.execute(
        insert(_REVISIONS).values(
            comment_id=old.id,
            revision=old.revision,
            body=old.body,
            body_html=old.body_html,
            written_at=old.edited_at or old.created_at,
        )
    )
    return True


def move_state(
    db: Session,
    comment_id: int,
    *,
    before: CommentState,
    after: CommentState,
    hidden_reason: str | None = None,
) -> bool:
    """Publish, hide, restore or withdraw: from state `before` to `after`, with the proposal's counter.

    hidden_reason: with "hidden", and only there. False: the comment was not in `before` any more.
    """
    proposal_id = db.execute(
        update(_COMMENTS)
        .where(_comment.id == comment_id, _comment.state == before)
        .values(state=after, hidden_reason=hidden_reason)
        .returning(_comment.proposal_id)
    ).scalar_one_or_none()
    if proposal_id is None:
        return False
    _move_comment_count(db, proposal_id, by=(after == "published") - (before == "published"))
    return True


def recount(db: Session, *, limit: int = REPORTED) -> list[WrongCount]:
    """Count published comments again. Returns the first `limit` proposals whose counter differs, by id."""
    rows = func.count(_comment.id)
    published = and_(_comment.proposal_id == _proposal.id, _comment.state == "published")
    return list_records(
        db,
        select_into(
            WrongCount,
            proposal_id=_proposal.id,
            counter=_proposal.comment_count,
            rows=rows,
        )
        .select_from(_PROPOSALS.outerjoin(_COMMENTS, published))
        .group_by(_proposal.id, _proposal.comment_count)
        .having(_proposal.comment_count != rows)
        .order_by(_proposal.id)
        .limit(limit),
    )


def _move_comment_count(db: Session, proposal_id: int, *conditions: ColumnElement[bool], by: int) -> bool:
    """Change the counter, last in every transaction: all who comment on the proposal wait for this row.

    Returns whether the proposal meets the conditions, which are asked once its row is free.
    """
    moved = db.execute(
        update(_PROPOSALS)
        .where(_proposal.id == proposal_id, *conditions)
        .values(comment_count=_proposal.comment_count + by)
    )
    return rowcount(moved) == 1
