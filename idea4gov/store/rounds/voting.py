"""Casting: the roll and the ballot of a person, decided by unique keys.

Locks are always taken in the same order: the round (shared), the person's line of the roll, the ballot.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idea4gov.domain.ballots.checking import Line
from idea4gov.domain.rounds.voting import Channel, ReceiptTaken
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import BallotLine, CastBallot, VoterRoll
from idea4gov.store.records import list_records, select_into
from idea4gov.store.upsert import insert_or_nothing

_BALLOTS, _LINES = table(CastBallot), table(BallotLine)
_ballot, _line, _roll = _BALLOTS.c, _LINES.c, table(VoterRoll).c
# Built once, of tables: see locking.py.
_FIND = select(_ballot.id, _ballot.version, _ballot.receipt_digest, _ballot.cast_at).where(
    _ballot.round_id == bindparam("round"), _ballot.person_id == bindparam("person")
)
_FIND_LOCKED = _FIND.with_for_update()
_LINES_OF = select_into(Line, _line).where(_line.ballot_id == bindparam("ballot")).order_by(_line.position)
_CHANNEL = select(_roll.channel).where(
    _roll.round_id == bindparam("round"), _roll.person_id == bindparam("person")
)
_CHANNEL_LOCKED = _CHANNEL.with_for_update()
_ADD = insert(_BALLOTS).returning(_ballot.id)
_ADD_LINES = insert(_LINES)


class Cast(NamedTuple):
    """A ballot as it is cast now. lines: by position."""

    id: int
    version: int
    receipt_digest: str
    cast_at: datetime
    lines: tuple[Line, ...]


def find_ballot(db: Session, round_id: int, person_id: int, *, lock: bool = False) -> Cast | None:
    """A person's ballot with its lines, or None. lock: nobody else changes it until the commit."""
    whose = {"round": round_id, "person": person_id}
    row = db.execute(_FIND_LOCKED if lock else _FIND, whose).one_or_none()
    if row is None:
        return None
    lines = list_records(db, _LINES_OF, {"ballot": row.id})
    return Cast(**row._mapping, lines=tuple(lines))


def enter_roll(
    db: Session, round_id: int, person_id: int, *, marked_by_id: int | None = None, now: datetime
) -> Channel:
    """Put a person on the roll, once and for one channel. Returns the channel recorded there.

    marked_by_id: the official who saw the paper go into the box; None: the person votes online.
    """
    channel: Channel | None = None
    # A withdrawal may take the line away that was there a moment ago.
    while channel is None:
        insert_or_nothing(
            db,
            VoterRoll,
            round_id=round_id,
            person_id=person_id,
            channel="online" if marked_by_id is None else "paper",
            marked_by_id=marked_by_id,
            marked_at=now,
        )
        channel = find_channel(db, round_id, person_id, lock=True)
    return channel


def find_channel(db: Session, round_id: int, person_id: int, *, lock: bool = False) -> Channel | None:
    """How a person voted in a round: "online", "paper", or None."""
    whose = {"round": round_id, "person": person_id}
    return cast("Channel | None", db.scalar(_CHANNEL_LOCKED if lock else _CHANNEL, whose))


def leave_roll(db: Session, round_id: int, person_id: int, *, channel: Channel) -> bool:
    """Delete a person from the roll. Returns False when they are not on it with this channel."""
    gone = db.execute(
        delete(VoterRoll).where(
            VoterRoll.round_id == round_id, VoterRoll.person_id == person_id, VoterRoll.channel == channel
        )
    )
    return rowcount(gone) == 1


def add_ballot(
    db: Session,
    round_id: int,
    person_id: int,
    lines: Sequence[Line],
    *,
    receipt_digest: str,
    now: datetime,
) -> None:
    """Add a person's first ballot (version 1); they are on the roll as online. Raises ReceiptTaken."""
    try:
        ballot_id = db.execute(
            _ADD,
            {
                "round_id": round_id,
                "person_id": person_id,
                "channel": "online",
                "version": 1,
                "receipt_digest": receipt_digest,
                "cast_at": now,
            },
        ).scalar_one()
    except IntegrityError as error:
        raise ReceiptTaken() from error
    _add_lines(db, round_id, ballot_id, lines)


def replace_ballot(
    db: Session, round_id: int, old: Cast, lines: Sequence[Line], *, receipt_digest: str, now: datetime
) -> None:
    """Replace the lines of `old`, which find_ballot locked. Raises ReceiptTaken."""
    try:
        db.execute(
            update(CastBallot)
            .where(CastBallot.id == old.id)
            .values(version=old.version + 1, receipt_digest=receipt_digest, cast_at=now)
        )
    except IntegrityError as error:
        raise ReceiptTaken() from error
    db.execute(delete(BallotLine).where(BallotLine.ballot_id == old.id))
    _add_lines(db, round_id, old.id, lines)


def delete_ballot(db: Session, old: Cast) -> None:
    """Delete a ballot that find_ballot locked."""
    db.execute(delete(BallotLine).where(BallotLine.ballot_id == old.id))
    db.execute(delete(CastBallot).where(CastBallot.id == old.id))


def _add_lines(db: Session, round_id: int, ballot_id: int, lines: Sequence[Line]) -> None:
    rows = [{"ballot_id": ballot_id, "round_id": round_id, **line._asdict()} for line in lines]
    db.execute(_ADD_LINES, rows)
