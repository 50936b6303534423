"""Results of discussions: the ranking of a board now, and the lines that were sealed when it closed."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, func, insert, literal, literal_column, null, or_, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.errors import NotFound
from idea4gov.domain.figures import BeingCounted
from idea4gov.domain.results import Counted, ResultLine, Totals, digest_result, ranked
from idea4gov.store.base import table
from idea4gov.store.boards.writing import LockedBoard
from idea4gov.store.models import (
    Board,
    BoardResult,
    BoardResultLine,
    KeptSupporters,
    LocalGovernment,
    Proposal,
    Subdistrict,
    Support,
)
from idea4gov.store.records import (
    RecordSelect,
    find_record,
    get_record,
    list_records,
    select_into,
    stream_records,
)
from idea4gov.store.upsert import insert_into
from idea4gov.store.visibility import STATE

PAGE_SIZE = 100
# Up to so many supports of a board their people are counted for each page: some 20 ms.
LIVE_SUPPORTS = 20_000
CHUNK = 500

_BOARDS, _RESULTS = table(Board), table(BoardResult)
_LINES = table(BoardResultLine)
_board, _result, _line = _BOARDS.c, _RESULTS.c, _LINES.c
_proposal, _support = table(Proposal).c, table(Support).c
_kept = table(KeptSupporters).c
_KEPT = select(_kept.supporters, _kept.counted_at)
_local, _subdistrict = table(LocalGovernment).c, table(Subdistrict).c
# Of Counted and of ResultLine, besides the columns of a proposal that have the name of a field.
_COUNTED: dict[str, ColumnElement[Any]] = {
    "proposal_id": _proposal.id,
    "place": func.coalesce(_local.name_th, _subdistrict.name_th, ""),
    "answered": _proposal.is_answered,
}
# A literal: with a parameter, the engines would read each row for its state, and not the index alone.
_PUBLISHED = _proposal.state == literal_column("'published'")
_MOST_FIRST = _proposal.support_count.desc(), _proposal.number
_PLACED = (
    table(Proposal)
    .outerjoin(table(LocalGovernment), _local.code == _proposal.local_government_code)
    .outerjoin(table(Subdistrict), _subdistrict.code == _proposal.subdistrict_code)
)


def lock_for_closing(db: Session, board_id: int) -> LockedBoard:
    """Lock a board until the transaction ends, also against supports and comments. Raises NotFound."""
    return get_record(
        db, select_into(LockedBoard, _board, state=STATE).where(_board.id == board_id).with_for_update()
    )


def seal_result(db: Session, board_id: int, *, now: datetime) -> Totals:
    """Close a locked board: store its ranking as lines, and their digest. Returns the sealed totals."""
    supporters, supports, _ = _count_now(db, board_id)
    db.execute(
        insert(_RESULTS).values(
            board_id=board_id, closed_at=now, supporters=supporters, supports=supports, digest=""
        )
    )
    standing = _standing(board_id).add_columns(literal(board_id))
    db.execute(insert(_LINES).from_select([*ResultLine._fields, "board_id"], standing))
    # Computed from the stored lines, so that it covers exactly what is published.
    digest = compute_digest(db, board_id)
    db.execute(update(_RESULTS).where(_result.board_id == board_id).values(digest=digest))
    db.execute(update(_BOARDS).where(_board.id == board_id).values(state="closed", closed_at=now))
    return find_totals(db, board_id) or _missing(board_id)


def find_totals(db: Session, board_id: int) -> Totals | None:
    """The totals of a closed board, or None while it has no result."""
    proposals = (
        select(func.count()).select_from(_LINES).where(_line.board_id == _result.board_id)
    ).scalar_subquery()
    return find_record(
        db,
        select_into(Totals, _result, proposals=proposals, counted_at=null()).where(
            _result.board_id == board_id
        ),
    )


def get_totals(db: Session, board_id: int) -> Totals:
    """The totals of a board for a file: sealed when it has a result, else as they stand now."""
    return find_totals(db, board_id) or count_totals(db, board_id)


def read_totals(db: Session, board_id: int) -> Totals:
    """The totals of a board for a page: of a large open one, with its supporters as they were counted last.

    Reads one small index of the board's proposals, and at most LIVE_SUPPORTS supports. Raises BeingCounted.
    """
    sealed = find_totals(db, board_id)
    if sealed is not None:
        return sealed
    # The condition has the engines read the index of the counters, and no proposal.
    counted = (*_published(board_id), _proposal.support_count >= 0)
    supports = func.coalesce(func.sum(_proposal.support_count), 0).label("supports")
    most = func.coalesce(func.max(_proposal.support_count), 0).label("most")
    row = db.execute(select(supports, most, func.count().label("proposals")).where(*counted)).one()
    if row.supports <= LIVE_SUPPORTS:
        return count_totals(db, board_id)
    kept = db.execute(_KEPT.where(_kept.board_id == board_id)).one_or_none()
    if kept is None:
        raise BeingCounted()
    return Totals(
        board_id=board_id,
        closed_at=None,
        # Supports that came since then must not make shares of more than everybody.
        supporters=max(kept.supporters, row.most),
        supports=int(row.supports),
        proposals=row.proposals,
        digest=None,
        counted_at=kept.counted_at,
    )


def list_large(db: Session) -> dict[int, datetime | None]:
    """{open board with many supports: when its supporters were counted last}."""
    supports = func.sum(_proposal.support_count)
    large = (
        select(_proposal.board_id)
        .where(_PUBLISHED, _proposal.support_count >= 0)
        .group_by(_proposal.board_id)
        .having(supports > LIVE_SUPPORTS // 2)
        .subquery()
    )
    rows = db.execute(
        select(large.c.board_id, _kept.counted_at)
        .select_from(
            large.outerjoin(table(KeptSupporters), _kept.board_id == large.c.board_id).outerjoin(
                _RESULTS, _result.board_id == large.c.board_id
            )
        )
        .where(_result.board_id.is_(None))
    )
    return {row.board_id: row.counted_at for row in rows}


def keep_supporters(db: Session, board_id: int, supporters: int, *, now: datetime) -> None:
    """Let pages read from now on that so many people support something on the board."""
    added = insert_into(db, table(KeptSupporters))
    new = {"supporters": supporters, "counted_at": now}
    statement = added.values(board_id=board_id, **new)
    db.execute(statement.on_conflict_do_update(index_elements=["board_id"], set_=new))


def count_totals(db: Session, board_id: int) -> Totals:
    """The totals of a board as they stand now; closed_at and digest are None."""
    supporters, supports, proposals = _count_now(db, board_id)
    return Totals(
        board_id=board_id,
        closed_at=None,
        supporters=supporters,
        supports=supports,
        proposals=proposals,
        digest=None,
    )


def sum_line_supports(db: Session, board_id: int) -> int:
    """The supports of all lines of a closed board together."""
    total = select(func.coalesce(func.sum(_line.support_count), 0)).where(_line.board_id == board_id)
    return int(db.execute(total).scalar_one())


def list_lines(db: Session, totals: Totals, *, after: int = 0, limit: int = PAGE_SIZE) -> list[ResultLine]:
    """The lines after position `after`: the sealed ones, or while the board is open those of this moment."""
    if totals.closed_at is None:
        return _list_standing(db, totals.board_id, after=after, limit=limit)
    statement = _sealed(totals.board_id).where(_line.position > after)
    return list_records(db, statement.order_by(_line.position).limit(limit))


def stream_lines(db: Session, totals: Totals) -> Iterator[ResultLine]:
    """Every line in order, a chunk in memory at a time; inside snapshot() or transaction()."""
    if totals.closed_at is None:
        # Ranked as they come: the database would go through them once for each of position, rank and ties.
        return ranked(stream_records(db, _most_first(*_published(totals.board_id)), chunk=CHUNK))
    return stream_records(db, _sealed(totals.board_id).order_by(_line.position), chunk=CHUNK)


def compute_digest(db: Session, board_id: int) -> str:
    """The digest of a closed board's lines and totals as they stand in the database."""
    totals = find_totals(db, board_id) or _missing(board_id)
    return digest_result(totals, stream_lines(db, totals))


def list_digests(db: Session) -> list[tuple[int, str]]:
    """(board, digest as published) of all boards that have a result."""
    rows = db.execute(select(_result.board_id, _result.digest).order_by(_result.board_id))
    return [(row.board_id, row.digest) for row in rows]


def list_misnumbered(db: Session) -> list[tuple[int, int, int, int]]:
    """Boards whose proposals are not numbered 1..last_number: (board, last_number, proposals, highest)."""
    rows, highest = func.count(_proposal.id), func.coalesce(func.max(_proposal.number), 0)
    found = db.execute(
        select(_board.id, _board.last_number, rows.label("proposals"), highest.label("highest"))
        .select_from(_BOARDS.outerjoin(table(Proposal), _proposal.board_id == _board.id))
        .group_by(_board.id, _board.last_number)
        .having(or_(_board.last_number != rows, _board.last_number != highest))
        .order_by(_board.id)
    )
    return [(row.id, row.last_number, row.proposals, row.highest) for row in found]


def _sealed(board_id: int) -> RecordSelect[ResultLine]:
    return select_into(ResultLine, _line).where(_line.board_id == board_id)


def _list_standing(db: Session, board_id: int, *, after: int, limit: int) -> list[ResultLine]:
    """Some lines of this moment: only theirs are read whole, and those before are counted by the index."""
    by_rank = select(_proposal.id).where(*_published(board_id)).order_by(*_MOST_FIRST)
    # One more says whether the last is tied.
    page = by_rank.offset(after).limit(limit + 1).subquery()
    # Without the board in this condition: else SQLite goes through all of it, and looks each up in the page.
    found = list_records(db, _most_first(_proposal.id.in_(select(page.c.id))))
    if not found:
        return []
    higher = db.execute(
        select(func.count())
        .select_from(table(Proposal))
        .where(*_published(board_id), _proposal.support_count > found[0].support_count)
    ).scalar_one()
    return list(islice(ranked(found, after=after, higher=higher), limit))


def _standing(board_id: int) -> RecordSelect[ResultLine]:
    """The published proposals of a board as ResultLines; domain.results.ranked says how they are ranked."""
    most_first = _proposal.support_count.desc()
    lines = select_into(
        ResultLine,
        _proposal,
        **_COUNTED,
        position=func.row_number().over(order_by=[most_first, _proposal.number]),
        rank=func.rank().over(order_by=most_first),
        tied=func.count().over(partition_by=_proposal.support_count) > 1,
    )
    return lines.select_from(_PLACED).where(*_published(board_id))


def _most_first(*which: ColumnElement[bool]) -> RecordSelect[Counted]:
    """Published proposals in the order that domain.results.ranked takes."""
    counted = select_into(Counted, _proposal, **_COUNTED).select_from(_PLACED).where(*which)
    return counted.order_by(*_MOST_FIRST)


def _published(board_id: int) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _proposal.board_id == board_id, _PUBLISHED


def _count_now(db: Session, board_id: int) -> tuple[int, int, int]:
    """How many people support a published proposal of the board, their supports, and these proposals."""
    proposals = select(func.count()).select_from(table(Proposal)).where(*_published(board_id))
    row = db.execute(
        select(
            func.count(_support.person_id.distinct()).label("supporters"),
            func.count().label("supports"),
            proposals.scalar_subquery().label("proposals"),
        )
        .select_from(table(Support).join(table(Proposal), _proposal.id == _support.proposal_id))
        .where(*_published(board_id))
    ).one()
    return row.supporters, row.supports, row.proposals


def _missing(board_id: int) -> Totals:
    raise NotFound(board_id=board_id)
