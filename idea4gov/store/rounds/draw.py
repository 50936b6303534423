"""Public draws: entered once, corrected once at most, read for the count and for everybody."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import RowMapping, Select, and_, insert, select, update
from sqlalchemy.orm import Session

from idea4gov.domain.rounds.draw import Draw
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import Account, DrawCorrection, PublicDraw
from idea4gov.store.rounds.hosted import ROUNDS

_DRAWS, _CORRECTIONS = table(PublicDraw), table(DrawCorrection)
_draw, _correction = _DRAWS.c, _CORRECTIONS.c
_CORRECTED = "corrected_"


class DrawEntry(NamedTuple):
    """An entry of a public draw. words: what was drawn; seed: made of them."""

    words: str
    seed: str
    occasion: str
    witnesses: str
    entered_at: datetime


class DrawCard(NamedTuple):
    """A public draw as pages show it: the valid entry; once corrected, also the first entry and the reason.

    words: what was drawn; the seed is made of them. corrected_at: when the correction was signed.
    """

    words: str
    seed: str
    occasion: str
    witnesses: str
    entered_at: datetime
    before: DrawEntry | None = None
    reason: str | None = None
    corrected_at: datetime | None = None


class OpenCorrection(NamedTuple):
    """A correction that waits for another official. accounts, persons: who cannot be that one."""

    id: int
    entry: DrawEntry
    reason: str
    accounts: frozenset[int]
    persons: frozenset[int]


def add_draw(db: Session, round_id: int, draw: Draw, *, entered_by_id: int, now: datetime) -> bool:
    """Give a sealed round its seed. False where it has one already."""
    give = (
        update(ROUNDS)
        .where(ROUNDS.c.board_id == round_id, ROUNDS.c.tie_seed.is_(None))
        .values(tie_seed=draw.seed)
    )
    if not rowcount(db.execute(give)):
        return False
    db.execute(
        insert(_DRAWS).values(
            round_id=round_id, entered_by_id=entered_by_id, entered_at=now, **_columns(draw)
        )
    )
    return True


def find_draw(db: Session, round_id: int) -> DrawCard | None:
    """The public draw of a round with its signed correction, or None: nobody entered one."""
    signed = and_(_correction.round_id == _draw.round_id, _correction.state == "signed")
    row = db.execute(
        select(
            *(_draw[name] for name in DrawEntry._fields),
            *(_correction[name].label(_CORRECTED + name) for name in DrawEntry._fields),
            _correction.reason,
            _correction.settled_at,
        )
        .select_from(_DRAWS.outerjoin(_CORRECTIONS, signed))
        .where(_draw.round_id == round_id)
    ).one_or_none()
    if row is None:
        return None
    first = _entry(row._mapping)
    if row.settled_at is None:
        return DrawCard(**first._asdict())
    later = _entry(row._mapping, prefix=_CORRECTED)
    return DrawCard(**later._asdict(), before=first, reason=row.reason, corrected_at=row.settled_at)


def _entry(row: RowMapping, *, prefix: str = "") -> DrawEntry:
    return DrawEntry(**{name: row[prefix + name] for name in DrawEntry._fields})


def add_correction(
    db: Session, round_id: int, draw: Draw, *, reason: str, entered_by_id: int, now: datetime
) -> bool:
    """Add a correction of a draw. False where one is open or signed."""
    drawn_by_id = select(_draw.entered_by_id).where(_draw.round_id == round_id).scalar_subquery()
    standing = select(_correction.id).where(
        _correction.round_id == round_id, _correction.state.in_(("open", "signed"))
    )
    if db.scalar(standing):
        return False
    db.execute(
        insert(_CORRECTIONS).values(
            round_id=round_id,
            drawn_by_id=drawn_by_id,
            reason=reason,
            entered_by_id=entered_by_id,
            entered_at=now,
            state="open",
            **_columns(draw),
        )
    )
    return True


def find_open(db: Session, round_id: int) -> OpenCorrection | None:
    """The correction that waits to be settled, or None."""
    corrector, drawer = table(Account).alias("corrector"), table(Account).alias("drawer")
    query: Select[Any] = (
        select(
            _correction.id,
            *(_correction[name] for name in DrawEntry._fields),
            _correction.reason,
            corrector.c.id.label("corrector"),
            drawer.c.id.label("drawer"),
            corrector.c.person_id.label("corrector_person"),
            drawer.c.person_id.label("drawer_person"),
        )
        .join_from(_CORRECTIONS, corrector, corrector.c.id == _correction.entered_by_id)
        .join(drawer, drawer.c.id == _correction.drawn_by_id)
        .where(_correction.round_id == round_id, _correction.state == "open")
    )
    row = db.execute(query).one_or_none()
    if row is None:
        return None
    return OpenCorrection(
        id=row.id,
        entry=_entry(row._mapping),
        reason=row.reason,
        accounts=frozenset({row.corrector, row.drawer}),
        persons=frozenset({row.corrector_person, row.drawer_person}),
    )


def sign_correction(
    db: Session, round_id: int, found: OpenCorrection, *, signed_by_id: int, now: datetime
) -> bool:
    """Sign a correction: its seed becomes the round's. False where it is settled already."""
    if not _settle(db, found.id, {"state": "signed", "settled_by_id": signed_by_id, "settled_at": now}):
        return False
    db.execute(update(ROUNDS).where(ROUNDS.c.board_id == round_id).values(tie_seed=found.entry.seed))
    return True


def refuse_correction(
    db: Session, found: OpenCorrection, *, answer: str, refused_by_id: int, now: datetime
) -> bool:
    """Refuse a correction: the draw stays as it is. False where it is settled already."""
    values = {"state": "refused", "answer": answer, "settled_by_id": refused_by_id, "settled_at": now}
    return _settle(db, found.id, values)


def _settle(db: Session, correction_id: int, values: dict[str, Any]) -> bool:
    change = update(_CORRECTIONS).where(_correction.id == correction_id, _correction.state == "open")
    return bool(rowcount(db.execute(change.values(**values))))


def _columns(draw: Draw) -> dict[str, str]:
    return {
        "words": draw.words,
        "seed": draw.seed,
        "occasion": draw.occasion,
        "witnesses": draw.witnesses,
    }
