"""Appeals against the hiding of a post: written once, decided once, by somebody else."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import case, func, or_, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.appeals import AppealDecision
from idea4gov.domain.moderation import Post, PostKind, PostState
from idea4gov.domain.permissions import Grant, Place
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import Account, Appeal, Board, Comment, Proposal
from idea4gov.store.records import RecordSelect, find_record, get_record, select_into
from idea4gov.store.scopes import in_scope
from idea4gov.store.upsert import insert_or_nothing
from idea4gov.store.visibility import IS_HIDDEN

_APPEALS = table(Appeal)
_appeal, _board = _APPEALS.c, table(Board).c
_proposal, _comment, _account = table(Proposal).c, table(Comment).c, table(Account).c
_hider = table(Account).alias("hider")


class OwnAppeal(NamedTuple):
    """An appeal as its author sees it. decision, decided_at, reason: None while it waits."""

    body: str
    created_at: datetime
    decision: AppealDecision | None
    decided_at: datetime | None
    reason: str | None


class AppealItem(NamedTuple):
    """An appeal with its post, as officials see it. text, body_html: of the hidden words."""

    id: int
    kind: PostKind
    subject_id: int
    board_id: int
    proposal_id: int | None
    board_title: str
    province_code: str
    local_government_code: str | None
    title: str
    text: str
    body_html: str
    author_name: str
    author_id: int
    hidden_reason: str | None
    body: str
    created_at: datetime
    decision: AppealDecision | None
    hidden_by_person_id: int | None

    @property
    def place(self) -> Place:
        """The place of its board."""
        return Place(self.province_code, self.local_government_code)

    @property
    def post(self) -> Post:
        """Which post was hidden."""
        return Post(self.kind, self.subject_id, self.board_id, self.proposal_id)


_ITEMS = select_into(
    AppealItem,
    _appeal,
    kind=_appeal.subject_kind,
    board_title=_board.title,
    province_code=_board.province_code,
    local_government_code=_board.local_government_code,
    title=func.coalesce(_proposal.title, _board.title),
    text=func.coalesce(_comment.body, _proposal.excerpt, _board.body),
    body_html=func.coalesce(_comment.body_html, _proposal.body_html, _board.body_html),
    author_name=_account.display_name,
    author_id=_account.id,
    hidden_reason=case(
        (_appeal.comment_id.is_not(None), _comment.hidden_reason),
        (_appeal.proposal_id.is_not(None), _proposal.hidden_reason),
        else_=_board.hidden_reason,
    ),
    hidden_by_person_id=_hider.c.person_id,
).select_from(
    _APPEALS.join(table(Board), _board.id == _appeal.board_id)
    .outerjoin(table(Proposal), _proposal.id == _appeal.proposal_id)
    .outerjoin(table(Comment), _comment.id == _appeal.comment_id)
    .join(table(Account), _account.id == _appeal.author_id)
    .outerjoin(_hider, _hider.c.id == _appeal.hidden_by_id)
)


def waiting_appeals(grants: Sequence[Grant], person_id: int) -> RecordSelect[AppealItem]:
    """The appeals that wait in the scope of `grants`, of posts that this person did not hide."""
    return _ITEMS.where(
        in_scope(grants, _board.province_code, _board.local_government_code),
        _appeal.decision.is_(None),
        func.coalesce(_comment.state, _proposal.state, case((IS_HIDDEN, "hidden"))) == "hidden",
        or_(_hider.c.person_id.is_(None), _hider.c.person_id != person_id),
    )


def lock_state(db: Session, post: Post) -> PostState:
    """Lock a post until the transaction ends. Returns its state; a shown board is "published"."""
    if post.kind == "board":
        query = select(IS_HIDDEN).where(_board.id == post.id).with_for_update(key_share=True)
        return "hidden" if db.execute(query).scalar_one() else "published"
    posts = _comment if post.kind == "comment" else _proposal
    query = select(posts.state).where(posts.id == post.id).with_for_update(key_share=True)
    return cast(PostState, db.execute(query).scalar_one())


def find_newest(db: Session, post: Post) -> OwnAppeal | None:
    """The last appeal against a hiding of the post, or None."""
    query = (
        select_into(OwnAppeal, _appeal)
        .where(_appeal.subject_kind == post.kind, _appeal.subject_id == post.id)
        .order_by(_appeal.id.desc())
        .limit(1)
    )
    return find_record(db, query)


def add_appeal(
    db: Session, post: Post, *, author_id: int, hidden_by_id: int | None, body: str, now: datetime
) -> bool:
    """Add an appeal against the hiding of a post. False: this hiding was appealed already."""
    return insert_or_nothing(
        db,
        _APPEALS,
        **post.columns,
        author_id=author_id,
        hidden_by_id=hidden_by_id,
        body=body,
        created_at=now,
    )


def get_appeal(db: Session, appeal_id: int) -> AppealItem:
    """An appeal, open or decided. Raises NotFound."""
    return get_record(db, _ITEMS.where(_appeal.id == appeal_id))


def close_appeal(
    db: Session, post: Post, *, decision: AppealDecision, decided_by_id: int, reason: str, now: datetime
) -> bool:
    """Decide the appeal that waits. False: none does. Raises IntegrityError for whoever hid the post."""
    closed = db.execute(
        update(_APPEALS)
        .where(_appeal.subject_kind == post.kind, _appeal.subject_id == post.id, _appeal.decision.is_(None))
        .values(decision=decision, decided_by_id=decided_by_id, decided_at=now, reason=reason)
    )
    return rowcount(closed) == 1
