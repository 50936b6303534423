"""Reads of boards."""

from datetime import datetime
from typing import Literal, NamedTuple

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    not_,
    or_,
    select,
)
from sqlalchemy.orm import Session

from idea4gov.domain.boards import BoardKind, BoardState, is_open
from idea4gov.domain.errors import NotFound
from idea4gov.domain.exports import BoardFacts
from idea4gov.domain.permissions import NOBODY
from idea4gov.domain.rounds.phases import Phase
from idea4gov.store.base import table
from idea4gov.store.models import (
    Account,
    Board,
    BoardFollow,
    BudgetRound,
    LocalGovernment,
    Proposal,
    Province,
)
from idea4gov.store.records import RecordSelect, find_record, list_records, select_into
from idea4gov.store.visibility import IS_HIDDEN, IS_PUBLIC, STATE

PAGE_SIZE = 20


class BoardCard(NamedTuple):
    """A board as lists show it. state: as of now, so a board past its closing time is "closed".

    phase, budget_baht: of a round that is held here. turn_ends_at: when its proposals or its votes end, while
    it takes them.
    """

    id: int
    kind: BoardKind
    state: BoardState
    title: str
    province_code: str
    province_name_th: str
    province_name_en: str
    local_government_name_th: str | None
    local_government_name_en: str | None
    proposal_count: int
    support_count: int
    closes_at: datetime | None
    created_at: datetime
    is_official: bool
    is_adopted: bool
    phase: Phase | None = None
    budget_baht: int | None = None
    turn_ends_at: datetime | None = None


class BoardTitle(NamedTuple):
    """A board or round as a search lists it: what it is called, and where it is."""

    id: int
    kind: BoardKind
    title: str
    province_name_th: str
    province_name_en: str
    local_government_name_th: str | None
    local_government_name_en: str | None


class BoardPage(NamedTuple):
    """A board as its own page shows it. state: as stored; ask domain.boards.is_open whether one may act.

    A hidden one has the state of a draft, and a hidden_reason. is_followed: by the person who asked.
    """

    id: int
    kind: BoardKind
    state: BoardState
    title: str
    body: str
    body_html: str
    province_code: str
    province_name_th: str
    province_name_en: str
    local_government_code: str | None
    local_government_name_th: str | None
    local_government_name_en: str | None
    opened_by_id: int
    opened_by_name: str
    is_official: bool
    is_adopted: bool
    closes_at: datetime | None
    closed_at: datetime | None
    created_at: datetime
    last_number: int
    proposal_count: int
    is_followed: bool
    hidden_reason: str | None

    @property
    def facts(self) -> BoardFacts:
        """What files say of it."""
        return BoardFacts(
            id=self.id,
            title=self.title,
            state=self.state,
            province_code=self.province_code,
            province=self.province_name_th,
            local_government_code=self.local_government_code,
            local_government=self.local_government_name_th,
        )


class Miscount(NamedTuple):
    """A board whose counter of published proposals is not what its rows say."""

    board_id: int
    shown: int
    counted: int


_BOARDS = table(Board)
_board, _province, _local = _BOARDS.c, table(Province).c, table(LocalGovernment).c
_proposal, _account = table(Proposal).c, table(Account).c
_follow, _round = table(BoardFollow).c, table(BudgetRound).c

# A literal: with a parameter, the planners could not see that the partial index applies.
_PUBLISHED = _proposal.state == literal_column("'published'")
# A counter on the board would make everyone who supports anything on it wait for the same row.
_SUPPORTS = (
    select(func.coalesce(func.sum(_proposal.support_count), 0))
    .where(_proposal.board_id == _board.id, _PUBLISHED)
    .scalar_subquery()
)
_PLACED = _BOARDS.join(table(Province), _province.code == _board.province_code).outerjoin(
    table(LocalGovernment), _local.code == _board.local_government_code
)
# Without the sum of supports, which takes milliseconds on a board of thousands.
TITLES = select_into(
    BoardTitle,
    _board,
    province_name_th=_province.name_th,
    province_name_en=_province.name_en,
    local_government_name_th=_local.name_th,
    local_government_name_en=_local.name_en,
).select_from(_PLACED)
"""Boards and rounds by what they are called, to be narrowed."""
_STANDS = or_(_round.suspended_at.is_not(None), _round.cancelled_at.is_not(None))
_CARDS = select_into(
    BoardCard,
    _board,
    state=STATE,
    province_name_th=_province.name_th,
    province_name_en=_province.name_en,
    local_government_name_th=_local.name_th,
    local_government_name_en=_local.name_en,
    support_count=_SUPPORTS,
    is_official=_board.opened_by_official,
    is_adopted=_board.adopted_at.is_not(None),
    phase=_round.phase,
    budget_baht=_round.budget_baht,
    turn_ends_at=case(
        (_STANDS, None),
        (_round.phase == "collecting", _round.reviewing_at),
        (_round.phase == "voting", _round.counting_at),
    ),
).select_from(
    _PLACED.outerjoin(
        table(BudgetRound), and_(_round.board_id == _board.id, _round.source == literal_column("'held'"))
    )
)
_PAGE = (
    select_into(
        BoardPage,
        _board,
        state=STATE,
        province_name_th=_province.name_th,
        province_name_en=_province.name_en,
        local_government_name_th=_local.name_th,
        local_government_name_en=_local.name_en,
        opened_by_name=_account.display_name,
        is_official=_board.opened_by_official,
        is_adopted=_board.adopted_at.is_not(None),
        is_followed=exists().where(_follow.board_id == _board.id, _follow.person_id == bindparam("person")),
    )
    .select_from(_PLACED.join(table(Account), _account.id == _board.opened_by_id))
    .where(_board.id == bindparam("board"))
)


def find_board(db: Session, board_id: int, *, person_id: int = NOBODY) -> BoardPage | None:
    """The board with its place and opener, in any state, or None. person_id: of the person who asks."""
    return find_record(db, _PAGE, {"board": board_id, "person": person_id})


def get_board(db: Session, board_id: int) -> BoardPage:
    """The board with its place and opener, in any state. Raises NotFound."""
    board = find_board(db, board_id)
    if board is None:
        raise NotFound()
    return board


def list_boards(
    db: Session,
    *,
    now: datetime,
    province_code: str | None = None,
    local_government_code: str | None = None,
    state: Literal["open", "closed"] | None = None,
    before_id: int | None = None,
    limit: int = PAGE_SIZE,
) -> list[BoardCard]:
    """Boards, newest first, without drafts: all of them, or those open or closed at `now`.

    before_id: the last board of the page before, for the next page.
    """
    conditions = [IS_PUBLIC]
    if province_code is not None:
        conditions.append(_board.province_code == province_code)
    if local_government_code is not None:
        conditions.append(_board.local_government_code == local_government_code)
    if state is not None:
        conditions.append(_is_open(now) if state == "open" else not_(_is_open(now)))
    if before_id is not None:
        conditions.append(_board.id < before_id)
    return _cards(db, _CARDS.where(*conditions).order_by(_board.id.desc()).limit(limit), now)


def list_closing_soon(db: Session, *, now: datetime, limit: int = 6) -> list[BoardCard]:
    """Open boards with a closing time, the nearest first."""
    statement = _CARDS.where(_board.state == "open", ~IS_HIDDEN, _board.closes_at > now)
    return _cards(db, statement.order_by(_board.closes_at, _board.id).limit(limit), now)


def list_miscounted(db: Session) -> list[Miscount]:
    """Boards whose counter of published proposals differs from their rows; none in a sound database."""
    counted = select(func.count()).where(_proposal.board_id == _board.id, _PUBLISHED).scalar_subquery()
    return list_records(
        db,
        select_into(
            Miscount,
            board_id=_board.id,
            shown=_board.proposal_count,
            counted=counted,
        )
        .where(_board.proposal_count != counted)
        .order_by(_board.id),
    )


def _is_open(now: datetime) -> ColumnElement[bool]:
    # A round closes when its result is final; its closing time is only the end of its proposals.
    in_time = or_(_board.closes_at.is_(None), _board.closes_at > now, _board.kind == "budget")
    return and_(_board.state == "open", in_time)


def _cards(db: Session, statement: RecordSelect[BoardCard], now: datetime) -> list[BoardCard]:
    return [_as_of(card, now) for card in list_records(db, statement)]


def _as_of(card: BoardCard, now: datetime) -> BoardCard:
    if card.kind == "budget":
        is_over = card.turn_ends_at is not None and card.turn_ends_at <= now
        return card._replace(turn_ends_at=None) if is_over else card
    if card.state == "open" and not is_open(card.state, card.closes_at, now):
        return card._replace(state="closed")
    return card
