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
from idea4gov.domain.identity.doors import Admission
from idea4gov.domain.rounds.receipts import Slip, commit, commitment_text
from idea4gov.domain.rounds.urn_log import LeafKind
from idea4gov.domain.rounds.voting import Channel, ReceiptTaken
from idea4gov.store.base import rowcount, table
from idea4gov.store.models import BallotLine, CastBallot, VoterRoll
from idea4gov.store.records import list_records, select_into
from idea4gov.store.rounds.urn_log import add_leaf
from idea4gov.store.upsert import insert_or_nothing

_BALLOTS, _LINES = table(CastBallot), table(BallotLine)
_ballot, _line, _roll = _BALLOTS.c, _LINES.c, table(VoterRoll).c
# Built once, of tables: see locking.py.
_FIND = select(_ballot.id, _ballot.version, _ballot.receipt_digest, _ballot.nonce, _ballot.cast_at).where(
    _ballot.round_id == bindparam("round"), _ballot.person_id == bindparam("person")
)
_OWNER = select(_ballot.person_id).where(
    _ballot.round_id == bindparam("round"), _ballot.receipt_digest == bindparam("receipt")
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
    nonce: str | None
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
    db: Session,
    round_id: int,
    person_id: int,
    admission: Admission,
    *,
    marked_by_id: int | None = None,
    now: datetime,
) -> Channel:
    """Put a person on the roll, once and for one channel. Returns the channel recorded there.

    admission: how they came, if they are not on it yet. marked_by_id: the official who saw the paper go into
    the box; None: the person votes online.
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
            **admission._asdict(),
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
    slip: Slip,
    now: datetime,
) -> None:
    """Add a person's first ballot (version 1), and its leaf; they are on the roll as online.

    Raises ReceiptTaken.
    """
    _log(db, round_id, "cast", lines, slip, now)
    try:
        ballot_id = db.execute(
            _ADD,
            {
                "round_id": round_id,
                "person_id": person_id,
                "channel": "online",
                "version": 1,
                "receipt_digest": slip.receipt_digest,
                "label": slip.label,
                "nonce": slip.nonce,
                "cast_at": now,
            },
        ).scalar_one()
    except IntegrityError as error:
        raise ReceiptTaken() from error
    _add_lines(db, round_id, ballot_id, lines)


def replace_ballot(
    db: Session, round_id: int, old: Cast, lines: Sequence[Line], *, slip: Slip, now: datetime
) -> None:
    """Replace the lines of `old`, which find_ballot locked, and add a leaf. Raises ReceiptTaken."""
    _log(db, round_id, "replace", lines, slip, now)
    values = {"receipt_digest": slip.receipt_digest, "label": slip.label, "nonce": slip.nonce}
    try:
        db.execute(
            update(CastBallot)
            .where(CastBallot.id == old.id)
            .values(version=old.version + 1, cast_at=now, **values)
        )
    except IntegrityError as error:
        raise ReceiptTaken() from error
    db.execute(delete(BallotLine).where(BallotLine.ballot_id == old.id))
    _add_lines(db, round_id, old.id, lines)


def delete_ballot(db: Session, round_id: int, old: Cast, *, commitment: str, now: datetime) -> None:
    """Delete a ballot that find_ballot locked, and add a leaf. commitment: 64 random hex digits."""
    add_leaf(db, round_id, "withdraw", commitment, now=now)
    db.execute(delete(BallotLine).where(BallotLine.ballot_id == old.id))
    db.execute(delete(CastBallot).where(CastBallot.id == old.id))


def find_owner(db: Session, round_id: int, receipt_digest: str) -> int | None:
    """The person whose ballot has this receipt, by the digest of its code, while it is not sealed."""
    return db.scalar(_OWNER, {"round": round_id, "receipt": receipt_digest})


def _log(
    db: Session, round_id: int, kind: LeafKind, lines: Sequence[Line], slip: Slip, now: datetime
) -> None:
    commitment = commit(commitment_text(round_id, slip.receipt_digest, slip.nonce, lines))
    receipt = slip.receipt_digest if slip.label != slip.receipt_digest else None
    add_leaf(db, round_id, kind, commitment, receipt_digest=receipt, now=now)


def _add_lines(db: Session, round_id: int, ballot_id: int, lines: Sequence[Line]) -> None:
    rows = [{"ballot_id": ballot_id, "round_id": round_id, **line._asdict()} for line in lines]
    db.execute(_ADD_LINES, rows)
