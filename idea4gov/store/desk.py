"""The queues of an official's desk: what waits in their scope, counted up to a limit."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from idea4gov.domain.boards import BoardState
from idea4gov.domain.moderation import PostState
from idea4gov.domain.permissions import Grant, Place
from idea4gov.store.appeals import AppealItem, waiting_appeals
from idea4gov.store.base import table
from idea4gov.store.models import (
    Account,
    Appeal,
    Board,
    Comment,
    LocalGovernment,
    OfficialAnswer,
    Proposal,
    ReportCase,
)
from idea4gov.store.records import RecordSelect, list_records, select_into
from idea4gov.store.reports import CaseItem, waiting_cases
from idea4gov.store.scopes import in_scope
from idea4gov.store.visibility import IS_HIDDEN

PAGE_SIZE = 20
COUNTED = 1_000
"""Queues are counted up to this number; beyond it pages say "more than"."""


class ContentItem(NamedTuple):
    """A proposal or comment in a queue. title: of the proposal; text: the excerpt, or the whole comment."""

    id: int
    proposal_id: int
    board_id: int
    board_title: str
    province_code: str
    local_government_code: str | None
    title: str
    text: str
    state: PostState
    hidden_reason: str | None
    support_count: int
    created_at: datetime
    author_name: str

    @property
    def place(self) -> Place:
        """The place of its board."""
        return Place(self.province_code, self.local_government_code)


class BoardItem(NamedTuple):
    """A board in a queue; office_name_*: of its local government."""

    id: int
    title: str
    state: BoardState
    province_code: str
    local_government_code: str | None
    office_name_th: str | None
    office_name_en: str | None
    proposal_count: int
    closes_at: datetime | None
    created_at: datetime

    @property
    def place(self) -> Place:
        """Its place."""
        return Place(self.province_code, self.local_government_code)


_board, _proposal, _comment = table(Board).c, table(Proposal).c, table(Comment).c
_account, _answer, _local = table(Account).c, table(OfficialAnswer).c, table(LocalGovernment).c

_PROPOSALS = (
    table(Proposal)
    .join(table(Board), _board.id == _proposal.board_id)
    .join(table(Account), _account.id == _proposal.author_id)
)
_COMMENTS = (
    table(Comment)
    .join(table(Proposal), _proposal.id == _comment.proposal_id)
    .join(table(Board), _board.id == _proposal.board_id)
    .join(table(Account), _account.id == _comment.author_id)
)
_PROPOSAL_ITEMS = select_into(
    ContentItem,
    _proposal,
    proposal_id=_proposal.id,
    board_id=_board.id,
    board_title=_board.title,
    province_code=_board.province_code,
    local_government_code=_board.local_government_code,
    text=_proposal.excerpt,
    author_name=_account.display_name,
).select_from(_PROPOSALS)
_COMMENT_ITEMS = select_into(
    ContentItem,
    _comment,
    proposal_id=_proposal.id,
    board_id=_board.id,
    board_title=_board.title,
    province_code=_board.province_code,
    local_government_code=_board.local_government_code,
    title=_proposal.title,
    text=_comment.body,
    support_count=_proposal.support_count,
    author_name=_account.display_name,
).select_from(_COMMENTS)
_BOARD_ITEMS = select_into(
    BoardItem, _board, office_name_th=_local.name_th, office_name_en=_local.name_en
).select_from(table(Board).outerjoin(table(LocalGovernment), _local.code == _board.local_government_code))


Item = TypeVar("Item")


class Queue(NamedTuple, Generic[Item]):
    """What waits, in the order of `id`: the newest first, or the oldest. rows: the SELECT of its items."""

    rows: RecordSelect[Item]
    id: ColumnElement[int]
    oldest_first: bool = False


def reported(grants: Sequence[Grant]) -> Queue[CaseItem]:
    """Reported posts, the oldest case first."""
    return Queue(waiting_cases(grants), table(ReportCase).c.id, oldest_first=True)


def appealed(grants: Sequence[Grant], person_id: int) -> Queue[AppealItem]:
    """Appeals that this person may decide, the oldest first."""
    return Queue(waiting_appeals(grants, person_id), table(Appeal).c.id, oldest_first=True)


def unanswered(grants: Sequence[Grant]) -> Queue[ContentItem]:
    """Published proposals without an official answer."""
    answered = select(_answer.proposal_id).where(_answer.proposal_id == _proposal.id).exists()
    rows = _PROPOSAL_ITEMS.where(
        _in(grants), _board.kind == "discussion", _proposal.state == "published", ~answered
    )
    return Queue(rows, _proposal.id)


def new_comments(grants: Sequence[Grant], *, since: datetime) -> Queue[ContentItem]:
    """Published comments and replies since a moment."""
    rows = _COMMENT_ITEMS.where(_in(grants), _comment.state == "published", _comment.created_at >= since)
    return Queue(rows, _comment.id)


def hidden_proposals(grants: Sequence[Grant]) -> Queue[ContentItem]:
    """Proposals that were hidden."""
    return Queue(_PROPOSAL_ITEMS.where(_in(grants), _proposal.state == "hidden"), _proposal.id)


def hidden_comments(grants: Sequence[Grant]) -> Queue[ContentItem]:
    """Comments and replies that were hidden."""
    return Queue(_COMMENT_ITEMS.where(_in(grants), _comment.state == "hidden"), _comment.id)


def open_boards(grants: Sequence[Grant]) -> Queue[BoardItem]:
    """Discussion boards that nobody has closed, also those past their closing time."""
    rows = _BOARD_ITEMS.where(_in(grants), _board.kind == "discussion", _board.state == "open", ~IS_HIDDEN)
    return Queue(rows, _board.id)


def adoptable_boards(grants: Sequence[Grant]) -> Queue[BoardItem]:
    """Open boards of citizens that one of the grants could take over: see domain.moderation."""
    rows = _BOARD_ITEMS.where(
        or_(*map(_may_adopt, grants)) if grants else _in(grants),
        _board.kind == "discussion",
        _board.state == "open",
        ~IS_HIDDEN,
        _board.opened_by_official.is_(False),
        _board.adopted_at.is_(None),
    )
    return Queue(rows, _board.id)


def list_items(
    db: Session, queue: Queue[Item], *, after_id: int | None = None, limit: int = PAGE_SIZE
) -> list[Item]:
    """The items of a queue in its order, from behind the one with the id `after_id`."""
    rows, order = queue.rows, queue.id if queue.oldest_first else queue.id.desc()
    if after_id is not None:
        rows = rows.where(queue.id > after_id if queue.oldest_first else queue.id < after_id)
    return list_records(db, rows.order_by(order).limit(limit))


def list_closing(
    db: Session, grants: Sequence[Grant], *, until: datetime, limit: int = PAGE_SIZE
) -> list[BoardItem]:
    """Boards whose closing time comes before `until` or has passed, the earliest first."""
    rows = open_boards(grants).rows.where(_board.closes_at <= until)
    return list_records(db, rows.order_by(_board.closes_at, _board.id).limit(limit))


def count_queues(db: Session, queues: Sequence[Queue[Any]]) -> list[int]:
    """How many items each queue has, at most COUNTED + 1, in one statement."""
    counts = []
    for queue in queues:
        some = queue.rows.with_only_columns(queue.id).limit(COUNTED + 1).subquery()
        counts.append(select(func.count()).select_from(some).scalar_subquery())
    return list(db.execute(select(*counts)).one())


def _in(grants: Sequence[Grant]) -> ColumnElement[bool]:
    return in_scope(grants, _board.province_code, _board.local_government_code)


def _may_adopt(grant: Grant) -> ColumnElement[bool]:
    if grant.local_government_code is None:
        return and_(_in([grant]), _board.local_government_code.is_not(None))
    return and_(
        _board.province_code == grant.province_code,
        or_(
            _board.local_government_code.is_(None),
            _board.local_government_code == grant.local_government_code,
        ),
    )
