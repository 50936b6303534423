"""The running log of an urn: leaves are added without waiting for each other, and numbered later."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idea4gov.domain.ballots.checking import Line
from idea4gov.domain.merkle import BLOCK, root_of
from idea4gov.domain.rounds.receipts import commit, commitment_text
from idea4gov.domain.rounds.urn_log import LeafKind, LogHead, hash_leaf, leaf_line
from idea4gov.domain.rounds.voting import ReceiptTaken
from idea4gov.store.base import table
from idea4gov.store.models import BallotLine, BudgetRound, CastBallot, UrnBlock, UrnHead, UrnLeaf, UrnSeal
from idea4gov.store.records import find_record, list_records, select_into
from idea4gov.store.upsert import insert_or_nothing

CHUNK, CHUNK_OF_BALLOTS = 5_000, 500
"""Leaves, and ballots, of one statement; leaves, too, that one transaction numbers."""
HEADS_SHOWN = 10_000
"""More than a year of hours."""
NUMBERING = 0x10_6EAF
"""The upper half of the advisory lock that numbering transactions of PostgreSQL queue at, per round."""
_LEAVES, _HEADS, _BLOCKS = table(UrnLeaf), table(UrnHead), table(UrnBlock)
_leaf, _head, _block = _LEAVES.c, _HEADS.c, _BLOCKS.c
_ADD = insert(_LEAVES)
_GIVE = (
    update(_LEAVES)
    .where(_leaf.id == bindparam("leaf"), _leaf.number.is_(None))
    .values(number=bindparam("place"))
)


class Leaf(NamedTuple):
    """A leaf of the log. number: None until the worker gives it."""

    number: int | None
    kind: LeafKind
    commitment: str
    made_at: datetime


class Head(NamedTuple):
    """A published head, as of domain.rounds.urn_log.LogHead. kinds: {kind of leaf: how many}."""

    size: int
    ballots: int
    root: str
    kinds: dict[str, int]
    at: datetime

    @property
    def as_published(self) -> LogHead:
        """The head with its time as text."""
        return LogHead(self.size, self.ballots, self.root, self.at.isoformat())


def add_leaf(
    db: Session,
    round_id: int,
    kind: LeafKind,
    commitment: str,
    *,
    receipt_digest: str | None = None,
    now: datetime,
) -> None:
    """Add a leaf, without a number. Raises ReceiptTaken where the log has the commitment already."""
    values = {
        "round_id": round_id,
        "kind": kind,
        "commitment": commitment,
        "receipt_digest": receipt_digest,
        "made_at": now,
    }
    try:
        db.execute(_ADD, values)
    except IntegrityError as error:
        raise ReceiptTaken() from error


def add_leaves(
    db: Session, round_id: int, kind: LeafKind, commitments: Sequence[str], *, now: datetime
) -> None:
    """Add many leaves of one kind, without numbers."""
    values = [
        {"round_id": round_id, "kind": kind, "commitment": one, "receipt_digest": None, "made_at": now}
        for one in commitments
    ]
    db.execute(_ADD, values)


def spoil(db: Session, round_id: int, commitment: str, *, now: datetime) -> None:
    """Record that a commitment is opened, so that it is never cast. Raises ReceiptTaken if it is cast."""
    insert_or_nothing(
        db,
        UrnLeaf,
        round_id=round_id,
        kind="spoiled",
        commitment=commitment,
        made_at=now,
    )
    found = db.scalar(select(_leaf.kind).where(_leaf.round_id == round_id, _leaf.commitment == commitment))
    if found != "spoiled":
        raise ReceiptTaken()


def list_pending(db: Session) -> list[int]:
    """The rounds that have leaves without a number."""
    return list(
        db.scalars(select(_leaf.round_id).where(_leaf.number.is_(None)).distinct().order_by(_leaf.round_id))
    )


def list_open(db: Session) -> list[int]:
    """The rounds with leaves whose urn has no seal yet."""
    is_sealed = exists().where(UrnSeal.round_id == BudgetRound.board_id)
    has_leaf = exists().where(_leaf.round_id == BudgetRound.board_id)
    query = select(BudgetRound.board_id).where(BudgetRound.phase.in_(("preview", "voting")))
    return list(db.scalars(query.where(has_leaf, ~is_sealed).order_by(BudgetRound.board_id)))


def lock_log(db: Session, round_id: int) -> None:
    """Let nobody else number or publish this log before the commit; on SQLite nobody else writes anyway."""
    if db.get_bind().dialect.name == "postgresql":
        db.execute(select(func.pg_advisory_xact_lock(NUMBERING << 32 | round_id)))


def number_leaves(db: Session, round_id: int, *, limit: int = CHUNK) -> int:
    """Number up to `limit` leaves that have no number, behind the others, and make the blocks that are full.

    Within one call the order is that of the commitments. Transactions that number the same log come one after
    another; nobody who casts waits for them. Returns how many were numbered.
    """
    lock_log(db, round_id)
    before = count_leaves(db, round_id)
    waiting = select(_leaf.id, _leaf.commitment).where(_leaf.round_id == round_id, _leaf.number.is_(None))
    rows = db.execute(waiting.order_by(_leaf.id).limit(limit)).all()
    order = sorted(rows, key=lambda row: row.commitment)
    if order:
        given = [{"leaf": row.id, "place": place} for place, row in enumerate(order, before + 1)]
        db.execute(_GIVE, given)
        _make_blocks(db, round_id, before // BLOCK, (before + len(order)) // BLOCK)
    return len(order)


def _make_blocks(db: Session, round_id: int, first: int, end: int) -> None:
    """Make the blocks from `first` to before `end`, whose leaves have numbers."""
    rows = [
        {"round_id": round_id, "number": one, "root": _root(db, round_id, one)} for one in range(first, end)
    ]
    if rows:
        db.execute(insert(_BLOCKS), rows)


def _root(db: Session, round_id: int, number: int) -> str:
    return root_of(read_block(db, round_id, number, size=(number + 1) * BLOCK)).hex()


def read_block(db: Session, round_id: int, number: int, *, size: int) -> list[bytes]:
    """The hashes of the leaves of a block, of those among the first `size` leaves."""
    most = min(size, (number + 1) * BLOCK)
    query = select(_leaf.kind, _leaf.commitment).where(_leaf.round_id == round_id)
    query = query.where(_leaf.number > number * BLOCK, _leaf.number <= most).order_by(_leaf.number)
    return [hash_leaf(row.kind, row.commitment) for row in db.execute(query)]


def read_roots(db: Session, round_id: int, *, size: int) -> list[bytes]:
    """The roots of the blocks of the first `size` leaves, the last of which may not be full."""
    full, rest = divmod(size, BLOCK)
    kept = select(_block.root).where(_block.round_id == round_id, _block.number < full)
    roots = [bytes.fromhex(one) for one in db.scalars(kept.order_by(_block.number))]
    return roots + ([root_of(read_block(db, round_id, full, size=size))] if rest else [])


def count_leaves(db: Session, round_id: int) -> int:
    """Number of the leaves that have one: the highest."""
    highest = select(func.max(_leaf.number)).where(_leaf.round_id == round_id, _leaf.number.is_not(None))
    return db.scalar(highest) or 0


def count_numbered(db: Session, round_id: int) -> int:
    """How many leaves have a number."""
    query = select(func.count()).select_from(_LEAVES)
    return db.scalar(query.where(_leaf.round_id == round_id, _leaf.number.is_not(None))) or 0


def count_kinds(
    db: Session, round_id: int, *, after: int | None = None, until: int | None = None
) -> dict[str, int]:
    """{kind: how many} of all leaves, or of those behind the number `after`, up to `until`."""
    query = select(_leaf.kind, func.count().label("leaves")).where(_leaf.round_id == round_id)
    if after is not None:
        query = query.where(_leaf.number > after, _leaf.number <= until)
    return {row.kind: row.leaves for row in db.execute(query.group_by(_leaf.kind))}


def read_lines(db: Session, round_id: int, *, size: int) -> Iterator[str]:
    """The first leaves as lines of the log, by number. Memory holds one chunk of them."""
    after, query = 0, select(_leaf.number, _leaf.kind, _leaf.commitment).where(_leaf.round_id == round_id)
    query = query.order_by(_leaf.number).limit(CHUNK)
    while rows := db.execute(query.where(_leaf.number > after, _leaf.number <= size)).all():
        yield from (leaf_line(kind, commitment) for _, kind, commitment in rows)
        after = rows[-1].number


def find_leaf(db: Session, round_id: int, commitment: str) -> Leaf | None:
    """The leaf of a commitment, 64 hex digits."""
    query = select_into(Leaf, _leaf).where(_leaf.round_id == round_id, _leaf.commitment == commitment)
    return find_record(db, query)


def find_receipt(db: Session, round_id: int, receipt_digest: str) -> Leaf | None:
    """The leaf of a receipt code, by its digest: only where receipts prove inclusion."""
    query = select_into(Leaf, _leaf).where(_leaf.round_id == round_id, _leaf.receipt_digest == receipt_digest)
    return find_record(db, query)


def list_known(db: Session, round_id: int, commitments: Sequence[str]) -> set[str]:
    """Those of the commitments that the log has."""
    query = select(_leaf.commitment).where(_leaf.round_id == round_id, _leaf.commitment.in_(commitments))
    return set(db.scalars(query))


def read_commitments(db: Session, round_id: int) -> Iterator[tuple[int, str | None, bool]]:
    """(id, commitment, whether the log has it) of each ballot that is not sealed.

    The commitment is None for ballots older than the log. Memory holds one chunk of them.
    """
    after = 0
    ballots = select(CastBallot.id, CastBallot.receipt_digest, CastBallot.nonce)
    ballots = ballots.where(CastBallot.round_id == round_id).order_by(CastBallot.id).limit(CHUNK_OF_BALLOTS)
    while rows := db.execute(ballots.where(CastBallot.id > after)).all():
        after, ids = rows[-1].id, [row.id for row in rows]
        lines: dict[int, list[Line]] = {one: [] for one in ids}
        marks = select(BallotLine).where(BallotLine.ballot_id.in_(ids)).order_by(BallotLine.position)
        for one in db.scalars(marks):
            lines[one.ballot_id].append(Line(one.project_id, one.position, one.points))
        made = {
            row.id: commit(commitment_text(round_id, row.receipt_digest, row.nonce, lines[row.id]))
            for row in rows
            if row.nonce is not None
        }
        known = list_known(db, round_id, list(made.values()))
        yield from ((one, made.get(one), made.get(one) in known) for one in ids)


def find_head(db: Session, round_id: int) -> Head | None:
    """The newest head."""
    query = select_into(Head, _head).where(_head.round_id == round_id).order_by(_head.id.desc()).limit(1)
    return find_record(db, query)


def list_heads(db: Session, round_id: int) -> list[Head]:
    """The heads in the order of their publication, of which there is one an hour while votes are cast."""
    return list_records(
        db, select_into(Head, _head).where(_head.round_id == round_id).order_by(_head.id).limit(HEADS_SHOWN)
    )


def find_base(db: Session, round_id: int) -> int:
    """Number of ballots that were cast before the log was begun."""
    query = select(func.max(_head.ballots)).where(_head.round_id == round_id, _head.size == 0)
    return db.scalar(query) or 0


def add_head(db: Session, round_id: int, head: Head) -> None:
    """Publish a head."""
    db.execute(insert(_HEADS), {"round_id": round_id, **head._asdict()})


def list_logged(db: Session) -> list[int]:
    """The rounds whose log has a leaf or a head."""
    return list(db.scalars(select(_leaf.round_id).union(select(_head.round_id)).order_by("round_id")))
