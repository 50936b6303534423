"""Sealed results of discussion boards, as everybody may read them."""

from sqlalchemy import func, select

from idea4gov.store.base import table
from idea4gov.store.models import Board, BoardResult, BoardResultLine
from idea4gov.store.published.boards import PUBLIC_BOARD
from idea4gov.store.published.source import Source

_result, _line, _board = table(BoardResult).c, table(BoardResultLine).c, table(Board).c
_LINES = (
    select(func.count())
    .select_from(table(BoardResultLine))
    .where(_line.board_id == _result.board_id)
    .scalar_subquery()
)

RESULTS = Source(
    select(
        _result.board_id,
        _result.closed_at,
        _result.supporters,
        _result.supports,
        _LINES.label("proposal_count"),
        _result.digest,
    )
    .select_from(table(BoardResult).join(table(Board), _board.id == _result.board_id))
    .where(PUBLIC_BOARD),
    (_result.board_id,),
    {
        "province": lambda code: _board.province_code == code,
        "local_government": lambda code: _board.local_government_code == code,
    },
)
PRIORITIES = Source(
    select(
        _line.board_id,
        _line.position,
        _line.rank,
        _line.tied,
        _line.proposal_id,
        _line.number,
        _line.title,
        _line.category,
        _line.place,
        _line.support_count,
        _line.comment_count,
        _line.answered,
    )
    .select_from(table(BoardResultLine).join(table(Board), _board.id == _line.board_id))
    .where(PUBLIC_BOARD),
    (_line.board_id, _line.position),
    {"board": lambda board_id: _line.board_id == board_id},
)
