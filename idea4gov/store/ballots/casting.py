"""Casting: the roll and the ballot of a person, decided by unique keys.

Locks are always taken in the same order: the round (shared), the person's line of the roll, the ballot.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple, cast

from sqlalchemy import CursorResult, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from idea4gov.domain.ballots import Line, ReceiptTaken
from idea4gov.store.models.ballots import BallotLine, CastBallot, VoterRoll
from idea4gov.store.upsert import insert_or_nothing


class Cast(NamedTuple):
    """A ballot as it is cast now. lines: by position."""

    id: int
    version: int
    receipt_digest: str
    cast_at: datetime
    lines: tuple[Line, ...]


def find_ballot(db: Session, round_id: int, person_id: int, *, lock: bool = False) -> Cast | None:
    """A person's ballot with its lines, or None. lock: nobody else changes it until the commit."""
    query = select(CastBallot.id, CastBallot.version, CastBallot.receipt_digest, CastBallot.cast_at).where(
        CastBallot.round_id == round_id, CastBallot.person_id == person_id
    )
    row = db.execute(query.with_for_update() if lock else query).one_or_none()
    if row is None:
        return None
    lines = db.execute(
        select(BallotLine.project_id, BallotLine.position, BallotLine.points)
        .where(BallotLine.ballot_id == row.id)
        .order_by(BallotLine.position)
    )
    return Cast(*row, tuple(Line(*line) for line in lines))


def enter_roll(
    db: Session, round_id: int, person_id: int, *, marked_by_id: int | None = None, now: datetime
) -> str:
    """Put a person on the roll, once and for one channel. Returns the channel that they stand there with.

    marked_by_id: the official who saw the paper go into the box; None: the person votes online.
    """
    channel = None
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


def find_channel(db: Session, round_id: int, person_id: int, *, lock: bool = False) -> str | None:
    """How a person voted in a round: "online", "paper", or None."""
    query = select(VoterRoll.channel).where(VoterRoll.round_id == round_id, VoterRoll.person_id == person_id)
    return db.scalar(query.with_for_update() if lock else query)


def leave_roll(db: Session, round_id: int, person_id: int, *, channel: str) -> bool:
    """Take a person off the roll. Returns False when they did not stand there by this channel."""
    gone = db.execute(
        delete(VoterRoll).where(
            VoterRoll.round_id == round_id, VoterRoll.person_id == person_id, VoterRoll.channel == channel
        )
    )
    return cast("CursorResult[Any]", gone).rowcount == 1


def add_ballot(
    db: Session,
    round_id: int,
    person_id: int,
    lines: Sequence[Line],
    *,
    receipt_digest: str,
    now: datetime,
) -> None:
    """A person's first ballot, version 1; they stand on the roll as voting online. Raises ReceiptTaken."""
    try:
        ballot_id = db.scalars(
            insert(CastBallot).returning(CastBallot.id),
            {
                "round_id": round_id,
                "person_id": person_id,
                "channel": "online",
                "version": 1,
                "receipt_digest": receipt_digest,
                "cast_at": now,
            },
        ).one()
    except IntegrityError as error:
        raise ReceiptTaken() from error
    _add_lines(db, round_id, ballot_id, lines)


def replace_ballot(
    db: Session, round_id: int, kept: Cast, lines: Sequence[Line], *, receipt_digest: str, now: datetime
) -> None:
    """Put new lines in the place of those of `kept`, which find_ballot locked. Raises ReceiptTaken."""
    try:
        db.execute(
            update(CastBallot)
            .where(CastBallot.id == kept.id)
            .values(version=kept.version + 1, receipt_digest=receipt_digest, cast_at=now)
        )
    except IntegrityError as error:
        raise ReceiptTaken() from error
    db.execute(delete(BallotLine).where(BallotLine.ballot_id == kept.id))
    _add_lines(db, round_id, kept.id, lines)


def delete_ballot(db: Session, kept: Cast) -> None:
    """Take a ballot back, which find_ballot locked."""
    db.execute(delete(BallotLine).where(BallotLine.ballot_id == kept.id))
    db.execute(delete(CastBallot).where(CastBallot.id == kept.id))


def _add_lines(db: Session, round_id: int, ballot_id: int, lines: Sequence[Line]) -> None:
    rows = [{"ballot_id": ballot_id, "round_id": round_id, **line._asdict()} for line in lines]
    db.execute(insert(cast(Table, BallotLine.__table__)), rows)
